import type { GitSettings } from "./git.ts";
import { openExchange } from "./https-exchange.ts";
import { newestCommits } from "./newest-commits.ts";
import { PACE, politeHosts } from "./polite-hosts.ts";

/** A moving git source: where it is and which branch it follows (null: the remote's HEAD). */
export type MovingHead = { readonly source: string; readonly url: string; readonly branch: string | null };

/**
 * Newest commit of each moving source, by `source`; those that did not answer are absent. Addresses come from
 * PKGBUILDs and are asked from this machine: over https only, so that none reaches into its network; plain http
 * only at hosts that its owner let builds reach.
 */
export async function askHeads(
  settings: GitSettings,
  heads: readonly MovingHead[],
): Promise<ReadonlyMap<string, string>> {
  const asked = heads.filter(({ url }) => mayAsk(settings, url));
  const asking = {
    settings: { ...settings, protocols: ["https", "http"] as const },
    exchange: openExchange(settings),
    hosts: politeHosts({ ...PACE, attempts: 2 }, settings.signal),
  };
  const newest = await newestCommits(
    asking,
    asked.map(({ url, branch }) => ({ git: url, branch })),
  );
  return new Map(
    asked.flatMap(({ source }, at) => {
      const answer = newest[at];
      return answer?.kind === "commit" ? [[source, answer.commit] as const] : [];
    }),
  );
}

function mayAsk({ privateHosts }: GitSettings, url: string): boolean {
  const address = URL.parse(url);
  if (address?.protocol === "https:") return true;
  return address?.protocol === "http:" && privateHosts.some(({ name }) => name === address.hostname);
}
