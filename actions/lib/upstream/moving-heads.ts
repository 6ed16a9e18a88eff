import { type GitSettings, openGit } from "./git.ts";

/** A moving git source: where it is and which branch it follows (null: the remote's HEAD). */
export type MovingHead = { readonly source: string; readonly url: string; readonly branch: string | null };

const AT_ONCE = 8;

/**
 * Newest commit of each moving source, by `source`; those that did not answer are absent. Addresses come from
 * PKGBUILDs and are asked from this machine: over https only, so that none reaches into its network; plain http
 * only at hosts that its owner let builds reach.
 */
export async function askHeads(
  settings: GitSettings,
  heads: readonly MovingHead[],
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const left = [...heads];
  const ask = async (): Promise<void> => {
    for (let head = left.shift(); head !== undefined; head = left.shift()) {
      const commit = await askHead(settings, head);
      if (commit !== null) found.set(head.source, commit);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, ask));
  return found;
}

async function askHead(settings: GitSettings, { url, branch }: MovingHead): Promise<string | null> {
  if (!mayAsk(settings, url)) return null;
  const ref = branch === null ? "HEAD" : `refs/heads/${branch}`;
  const answer = await openGit({ ...settings, protocols: ["https", "http"] })
    .raw(["ls-remote", "--quiet", "--", url, ref])
    .catch(() => "");
  return /^([0-9a-f]{40})\t/.exec(answer)?.[1] ?? null;
}

function mayAsk({ privateHosts }: GitSettings, url: string): boolean {
  const address = URL.parse(url);
  if (address?.protocol === "https:") return true;
  return address?.protocol === "http:" && privateHosts.some(({ name }) => name === address.hostname);
}
