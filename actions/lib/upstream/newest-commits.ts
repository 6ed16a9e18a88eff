import { authorizationFor } from "./credential.ts";
import { listFolderRefs } from "./folder-refs.ts";
import type { GitSettings } from "./git.ts";
import type { Exchange } from "./https-exchange.ts";
import { listRefs, type Refs, type Wanted } from "./list-refs.ts";
import type { PoliteHosts } from "./polite-hosts.ts";
import { refOf, type TrackedBranch } from "./tracked-branch.ts";
import { UpstreamError } from "./upstream-error.ts";

/**
 * What a remote said about one branch. "no-branch": it has others; "empty": it has none, which is how the AUR shows
 * a package that does not exist. "failed": it did not say, for a reason in words.
 */
export type Newest =
  | { readonly kind: "commit"; readonly commit: string }
  | { readonly kind: "no-branch" | "empty"; readonly reason: string }
  | { readonly kind: "failed"; readonly error: UpstreamError };

export type Asking = {
  readonly settings: GitSettings;
  readonly exchange: Exchange;
  readonly hosts: PoliteHosts;
};

/** Newest commit of each branch, in the order given. A remote is asked once for all of its branches. */
export async function newestCommits(
  asking: Asking,
  branches: readonly TrackedBranch[],
): Promise<readonly Newest[]> {
  const found = new Map<string, Promise<ReadonlyMap<string, Newest>>>();
  for (const [url, tracked] of Map.groupBy(branches, ({ git }) => git)) {
    found.set(url, askRemote(asking, url, [...new Set(tracked.map(refOf))]));
  }
  return await Promise.all(
    branches.map(async (branch) => {
      const newest = (await found.get(branch.git))?.get(refOf(branch));
      if (newest === undefined) throw new Error(`${branch.git} was not asked for ${refOf(branch)}`);
      return newest;
    }),
  );
}

async function askRemote(
  asking: Asking,
  url: string,
  names: readonly string[],
): Promise<ReadonlyMap<string, Newest>> {
  const ask = (wanted: Wanted) => asking.hosts.ask(url, () => refsOf(asking, url, wanted));
  try {
    const refs = await ask({ names, match: "exact" });
    const hasOthers = refs.size === names.length || (await ask(ANY)).size > 0;
    return new Map(names.map((name) => [name, answerFor(url, name, { refs, hasOthers })]));
  } catch (error) {
    asking.settings.signal.throwIfAborted();
    if (!(error instanceof UpstreamError)) throw error;
    return new Map(names.map((name) => [name, { kind: "failed", error }]));
  }
}

const ANY: Wanted = { names: ["HEAD", "refs/heads/"], match: "one" };

function answerFor(
  url: string,
  name: string,
  { refs, hasOthers }: { readonly refs: Refs; readonly hasOthers: boolean },
): Newest {
  const commit = refs.get(name);
  if (commit !== undefined) return { kind: "commit", commit };
  if (!hasOthers) return { kind: "empty", reason: `${url} is empty: it holds no branch at all` };
  const missing = name === "HEAD" ? "its HEAD leads to no branch" : `it has no ${name}`;
  return { kind: "no-branch", reason: `${url} is there, but ${missing}: correct \`branch:\`` };
}

async function refsOf(asking: Asking, url: string, wanted: Wanted): Promise<Refs> {
  const { protocols, credential = null } = asking.settings;
  const scheme = url.slice(0, url.indexOf(":"));
  if (!protocols.some((allowed) => allowed === scheme)) {
    throw new UpstreamError(
      "no-such-ref",
      `${JSON.stringify(url)}: only ${protocols.join(" and ")} are read here`,
    );
  }
  if (scheme === "file") return await listFolderRefs(asking.settings, url, wanted);
  const authorization = authorizationFor(url, credential);
  const headers: Record<string, string> = authorization === null ? {} : { authorization };
  return await listRefs(asking.exchange, { url: url.replace(/\/+$/, ""), headers }, wanted);
}
