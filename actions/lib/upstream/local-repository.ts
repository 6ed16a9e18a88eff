import { stat } from "node:fs/promises";
import { join } from "node:path";
import { type GitSettings, openGit } from "./git.ts";
import { gitWords } from "./git-words.ts";
import type { PackageTree } from "./package-tree.ts";
import type { RemoteRepository } from "./remote-repository.ts";
import { listFiles, readBlobs } from "./remote-tree.ts";
import { UpstreamError } from "./upstream-error.ts";

/** What to compare: revisions as git reads them (gitrevisions(7)), and a folder, "" for the root. */
export type LocalComparisonRequest = {
  /** null: there is nothing before `to`. */
  readonly from: string | null;
  readonly to: string;
  readonly path: string;
};

/** `from` is null where it has no such folder either: all of `to` is new. "unknown": a shallow clone cannot tell. */
export type LocalComparison = {
  readonly from: PackageTree | null;
  readonly to: PackageTree;
  readonly history: "first" | "follows" | "rewritten" | "unknown";
};

/**
 * A folder at two commits of a repository on this machine, bare or not, whoever it belongs to. It is read where it
 * stands: nothing is fetched or written, and nothing that its configuration names is run.
 *
 * @throws UpstreamError
 */
export async function compareLocalTrees(
  { folder, signal }: { readonly folder: string; readonly signal: AbortSignal },
  request: LocalComparisonRequest,
): Promise<LocalComparison> {
  const repository = await openLocalRepository(folder, signal);
  try {
    return await compare(repository, request);
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof UpstreamError) throw cause;
    throw unreadable(folder, cause);
  }
}

async function compare(
  repository: RemoteRepository,
  request: LocalComparisonRequest,
): Promise<LocalComparison> {
  const { from, to } = await resolve(repository, request);
  const [history, dates, oldFiles, newFiles] = await Promise.all([
    historyOf(repository, from?.commit ?? null, to.commit),
    datesOf(repository, [...(from === null ? [] : [from.commit]), to.commit]),
    from?.tree == null ? null : listFiles(repository, from.tree),
    listFiles(repository, to.tree),
  ]);
  const files = await readBlobs(repository, [...(oldFiles ?? []), ...newFiles]);
  const before = oldFiles?.length ?? 0;
  return {
    from:
      from?.tree == null ? null : { ...from, tree: from.tree, date: dates(0), files: files.slice(0, before) },
    to: { ...to, date: dates(-1), files: files.slice(before) },
    history: from?.tree == null ? "first" : history,
  };
}

/** Only what git keeps itself is read: no replaced objects, and not only repositories of this user. */
async function openLocalRepository(folder: string, signal: AbortSignal): Promise<RemoteRepository> {
  const config = ["safe.directory=*", "core.useReplaceRefs=false"];
  const settings = { folder: await repositoryIn(folder), protocols: [], privateHosts: [], signal, config };
  return { url: folder, settings };
}

/** Git would look in the folders above too, and find another repository there (gitrepository-layout(5)). */
async function repositoryIn(folder: string): Promise<string> {
  const inside = join(folder, ".git");
  if (await isRepository(inside)) return inside;
  if (await isRepository(folder)) return folder;
  const kind = await stat(inside).catch(() => null);
  if (kind?.isFile()) return folder;
  throw new UpstreamError("no-such-ref", `${folder} is no git repository: name the folder that holds .git`);
}

async function isRepository(folder: string): Promise<boolean> {
  const parts = ["HEAD", "objects", "refs"].map((name) => stat(join(folder, name)).catch(() => null));
  return (await Promise.all(parts)).every((part) => part !== null);
}

type Resolved = {
  readonly from: { readonly commit: string; readonly tree: string | null } | null;
  readonly to: { readonly commit: string; readonly tree: string };
};

/** Revisions go in by standard input, one a line, so that none is taken for an option. */
async function resolve(repository: RemoteRepository, request: LocalComparisonRequest): Promise<Resolved> {
  const { path } = request;
  const revisions = request.from === null ? [request.to] : [request.to, request.from];
  for (const text of [...revisions, path]) checkLine(text);
  const input = revisions.map((text) => `${text}^{commit}\n${text}^{commit}:${path}\n`).join("");
  const answers = await ask({ ...repository.settings, input }, ["cat-file", `--batch-check=${FORMAT}`]);
  const [to, toTree, from, fromTree] = answers.split("\n");
  const found = (answer: string | undefined, type: string) =>
    new RegExp(`^([0-9a-f]{40}) ${type}$`).exec(answer ?? "")?.[1] ?? null;
  const commit = (answer: string | undefined, text: string) =>
    found(answer, "commit") ?? refuse(repository.url, text, answer);
  const toCommit = commit(to, request.to);
  return {
    from:
      request.from === null ? null : { commit: commit(from, request.from), tree: found(fromTree, "tree") },
    to: { commit: toCommit, tree: found(toTree, "tree") ?? noFolder(repository.url, toCommit, path) },
  };
}

const FORMAT = "%(objectname) %(objecttype)";

function checkLine(text: string): void {
  if (!/[\n\0]/.test(text)) return;
  throw new UpstreamError("no-such-ref", `${JSON.stringify(text)} names no commit and no folder`);
}

function refuse(url: string, revision: string, answer = ""): never {
  const isLong = /^[0-9a-f]{64} /.test(answer);
  const why = isLong
    ? "is a SHA-256 commit; only SHA-1 repositories are read"
    : answer.endsWith(" ambiguous")
      ? "stands for more than one object: write more of its digits"
      : "is no commit that it holds";
  throw new UpstreamError("no-such-ref", `${url}: ${JSON.stringify(revision)} ${why}`);
}

function noFolder(url: string, commit: string, path: string): never {
  throw new UpstreamError("no-such-folder", `${url} has no folder ${JSON.stringify(path)} at ${commit}`);
}

async function historyOf(
  { settings }: RemoteRepository,
  from: string | null,
  to: string,
): Promise<LocalComparison["history"]> {
  if (from === null) return "first";
  const base = await ask(settings, ["merge-base", from, to]).catch(() => "");
  settings.signal.throwIfAborted();
  if (base.trim() === from) return "follows";
  const shallow = await ask(settings, ["rev-parse", "--is-shallow-repository"]);
  return shallow.trim() === "true" ? "unknown" : "rewritten";
}

/** Seconds since 1970 of each commit, by its position. `show` would obey the repository's configuration. */
async function datesOf(
  { settings }: RemoteRepository,
  commits: readonly string[],
): Promise<(at: number) => number> {
  const lines = await ask(settings, ["rev-list", "--no-walk=unsorted", "--timestamp", ...commits]);
  const dates = new Map(
    Array.from(lines.matchAll(/^(\d+) (\w+)$/gm), ([, date, id = ""]) => [id, Number(date)]),
  );
  return (at) => dates.get(commits.at(at) ?? "") ?? 0;
}

async function ask(settings: GitSettings, command: readonly string[]): Promise<string> {
  return await openGit(settings).raw([...command]);
}

function unreadable(folder: string, cause: unknown): UpstreamError {
  const text = gitWords(cause);
  const isPartial = /transport '.*' not allowed|promisor/.test(text);
  const why = isPartial
    ? "it is a partial clone, and objects of it that are elsewhere are not fetched"
    : text;
  return new UpstreamError("malformed", `${folder} cannot be read: ${why}`, { cause });
}
