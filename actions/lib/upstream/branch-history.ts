import { openGit } from "./git.ts";
import type { PackageTree } from "./package-tree.ts";
import {
  fetchCommit,
  fetchRef,
  holdsCommit,
  isAncestor,
  knownCommit,
  type RemoteRepository,
} from "./remote-repository.ts";
import { readTree } from "./remote-tree.ts";
import { type GitSource, refOf } from "./tracked-branch.ts";
import { treeId } from "./tree-id.ts";
import { UpstreamError } from "./upstream-error.ts";

/** `tree` is the entry's folder at that commit, the empty tree where it has none. "apart": not in the branch's history. */
export type Standing =
  | { readonly kind: "inside" | "apart"; readonly tree: string }
  /** The remote does not serve it any more. */
  | { readonly kind: "gone" };

export type Survey = {
  /** The branch's newest commit now: the one asked for, or a later one. */
  readonly head: string;
  /** By commit, the head among them. */
  readonly commits: ReadonlyMap<string, Standing>;
};

export type SurveyRequest = {
  readonly source: GitSource;
  /** Newest commit of the branch as far as is known. */
  readonly head: string;
  readonly commits: readonly string[];
};

/** Where commits stand to a branch, and what an entry's folder is there. Nothing is fetched that is at hand. */
export async function survey(repository: RemoteRepository, request: SurveyRequest): Promise<Survey> {
  const { source, commits } = request;
  const head = await bringHead(repository, source, request.head);
  const asked = [...new Set([...commits, head])];
  const kinds = new Map<string, Standing["kind"]>();
  for (const commit of asked) kinds.set(commit, await standingOf(repository, commit, head));
  const trees = await folderIds(
    repository,
    asked.filter((commit) => kinds.get(commit) !== "gone"),
    source.path,
  );
  const standing = (commit: string): Standing => {
    const kind = kinds.get(commit) ?? "gone";
    return kind === "gone" ? { kind } : { kind, tree: trees.get(commit) ?? EMPTY_TREE };
  };
  return { head, commits: new Map(asked.map((commit) => [commit, standing(commit)])) };
}

/** How `to` follows `from` in its branch; "first": there is no `from`. */
export type Comparison = {
  readonly from: PackageTree | null;
  readonly to: PackageTree;
  readonly history: "first" | "follows" | "rewritten" | "vanished";
};

export type ComparisonRequest = {
  readonly source: GitSource;
  readonly from: string | null;
  readonly to: string;
};

/**
 * An entry's folder at two commits, `to` being in its branch. `from` is null where the remote serves that commit
 * no more.
 *
 * @throws UpstreamError, `pin-not-reachable` where `to` is not in the branch
 */
export async function compareTrees(
  repository: RemoteRepository,
  { source, from, to }: ComparisonRequest,
): Promise<Comparison> {
  const head = await bringHead(repository, source, to);
  if (!(await isAncestor(repository, to, head))) throw leftTheBranch(source, to);
  const tree = await readTree(repository, to, source.path);
  if (from === null) return { from: null, to: tree, history: "first" };
  const kind = await standingOf(repository, from, to);
  if (kind === "gone") return { from: null, to: tree, history: "vanished" };
  const history = kind === "inside" ? "follows" : "rewritten";
  return { from: await treeOrNone(repository, from, source.path), to: tree, history };
}

/** Fetches the branch unless it is known to hold `commit`; answers its newest commit. */
async function bringHead(repository: RemoteRepository, source: GitSource, commit: string): Promise<string> {
  const ref = refOf(source);
  const known = await knownCommit(repository, ref);
  if (known !== null && (await isAncestor(repository, commit, known))) return known;
  return await fetchRef(repository, ref);
}

async function standingOf(
  repository: RemoteRepository,
  commit: string,
  head: string,
): Promise<Standing["kind"]> {
  if (await isAncestor(repository, commit, head)) return "inside";
  return (await holdsCommit(repository, commit)) || (await fetchCommit(repository, commit))
    ? "apart"
    : "gone";
}

/** By commit; those without the folder are absent. */
async function folderIds(
  repository: RemoteRepository,
  commits: readonly string[],
  path: string,
): Promise<ReadonlyMap<string, string>> {
  const input = commits.map((commit) => `${commit}:${path}\n`).join("");
  const git = openGit({ ...repository.settings, input });
  const lines = (await git.raw(["cat-file", "--batch-check=%(objectname) %(objecttype)"])).split("\n");
  return new Map(
    commits.flatMap((commit, at) => {
      const [id = "", type] = lines[at]?.split(" ") ?? [];
      return type === "tree" ? [[commit, id] as const] : [];
    }),
  );
}

/** A folder that was not there yet: everything in it is new. */
async function treeOrNone(repository: RemoteRepository, commit: string, path: string): Promise<PackageTree> {
  return await readTree(repository, commit, path).catch((error) => {
    if (!(error instanceof UpstreamError) || error.code !== "no-such-folder") throw error;
    return { commit, tree: EMPTY_TREE, date: 0, files: [] };
  });
}

const EMPTY_TREE = treeId([]);

function leftTheBranch(source: GitSource, commit: string): UpstreamError {
  return new UpstreamError(
    "pin-not-reachable",
    `${commit} is not in the history of ${refOf(source)} of ${source.git} any more: the branch was rewritten`,
  );
}
