import type { Ref } from "../packages-yaml/packages-yaml.ts";
import { openGit } from "./git.ts";
import type { PackageTree, TreeFile } from "./package-tree.ts";
import { fetchRef, isAncestor, knownCommit, type RemoteRepository } from "./remote-repository.ts";
import { type GitSource, refOf } from "./tracked-branch.ts";
import { checkTreeSize } from "./tree-limits.ts";
import { UpstreamError } from "./upstream-error.ts";

/** Where to read: `ref` as in packages.yaml; `commit` when a plan has resolved it already. */
export type Wanted = { readonly source: GitSource; readonly ref: Ref; readonly commit: string | null };

/**
 * The commit to read. A pinned or planned one must be in the history of the branch or tag it belongs to:
 * GitHub serves commits of forks under the address of the original, so that being served proves nothing.
 * The remote is asked only where the copy at hand cannot answer.
 *
 * @throws UpstreamError
 */
export async function resolveCommit(repository: RemoteRepository, wanted: Wanted): Promise<string> {
  const { source, ref } = wanted;
  const tracked = trackedRef(wanted);
  const commit = wanted.commit ?? (ref.kind === "commit" ? ref.sha : null);
  if (commit === null) return fetchRef(repository, tracked);
  const known = await knownCommit(repository, tracked);
  if (known !== null && (await isAncestor(repository, commit, known))) return commit;
  const tip = await fetchRef(repository, tracked);
  if (await isAncestor(repository, commit, tip)) return commit;
  throw new UpstreamError(
    "pin-not-reachable",
    `${commit} is not in the history of ${tracked} of ${source.git}: history was rewritten, or the commit ` +
      "belongs to a fork; review the branch as it is now and move `ref:`",
  );
}

function trackedRef({ source, ref }: Wanted): string {
  if (ref.kind === "tag") return `refs/tags/${ref.name}`;
  return refOf(ref.kind === "branch" ? { ...source, branch: ref.name } : source);
}

/**
 * The folder `path` of a commit that is in the copy at hand.
 *
 * @throws UpstreamError `no-such-folder`, `too-large`, `malformed`
 */
export async function readTree(
  repository: RemoteRepository,
  commit: string,
  path: string,
): Promise<PackageTree> {
  const git = openGit(repository.settings);
  const tree = (
    await git.raw(["rev-parse", "--verify", "--quiet", `${commit}:${path}`]).catch(() => "")
  ).trim();
  const kind = tree === "" ? "" : (await git.raw(["cat-file", "-t", tree])).trim();
  if (kind !== "tree") {
    const message = `${repository.url} has no folder "${path}" at ${commit}: correct \`path:\` or \`ref:\``;
    throw new UpstreamError("no-such-folder", message);
  }
  const listed = await listFiles(repository, tree);
  const date = Number((await git.raw(["show", "--no-patch", "--format=%ct", commit])).trim());
  return { commit, tree, date, files: await readBlobs(repository, listed) };
}

/**
 * The files below a tree, as many and as large as a package may have.
 *
 * @throws UpstreamError `too-large`, `malformed`
 */
export async function listFiles(repository: RemoteRepository, tree: string): Promise<readonly ListedFile[]> {
  const listed = parseListing(await listTree(repository, tree), repository.url);
  checkTreeSize(
    `${repository.url} in ${tree}`,
    listed.map((entry) => entry.bytes),
  );
  return listed;
}

/**
 * Bounded while it comes: a tree of a few kilobytes that names itself again and again lists more files than any
 * memory holds.
 */
async function listTree({ url, settings }: RemoteRepository, tree: string): Promise<string> {
  const tooLong = new AbortController();
  const git = openGit({ ...settings, signal: AbortSignal.any([settings.signal, tooLong.signal]) });
  let bytes = 0;
  git.outputHandler((_command, stdout) => {
    stdout.on("data", (chunk: Uint8Array) => {
      bytes += chunk.byteLength;
      if (bytes > MOST_LISTING_BYTES) tooLong.abort();
    });
  });
  try {
    return await git.raw(["ls-tree", "-r", "-z", "-l", "--full-tree", tree]);
  } catch (cause) {
    settings.signal.throwIfAborted();
    if (!tooLong.signal.aborted) throw cause;
    const message = `${url}: the names of the files in ${tree} alone take more than ${MOST_LISTING_BYTES} bytes`;
    throw new UpstreamError("too-large", message, { cause });
  }
}

/** Three kilobytes for each of the files that a package may have. */
const MOST_LISTING_BYTES = 16 * 1024 * 1024;

export type ListedFile = {
  readonly path: string;
  readonly kind: TreeFile["kind"];
  readonly id: string;
  readonly bytes: number;
};

const KINDS: Readonly<Record<string, TreeFile["kind"]>> = {
  "100644": "file",
  "100664": "file",
  "100755": "executable",
  "120000": "symlink",
  "160000": "submodule",
};

function parseListing(listing: string, url: string): ListedFile[] {
  return listing
    .split("\0")
    .filter((line) => line !== "")
    .map((line) => {
      const [, mode = "", id = "", size = "", path = ""] =
        /^(\d+) \w+ ([0-9a-f]+) +(-|\d+)\t(.*)$/s.exec(line) ?? [];
      const kind = KINDS[mode];
      if (kind === undefined || path.includes("\uFFFD")) {
        throw new UpstreamError(
          "malformed",
          `${url} holds ${JSON.stringify(line)}: neither file, link nor submodule`,
        );
      }
      return { path, kind, id, bytes: size === "-" ? 0 : Number(size) };
    });
}

/** All blobs by one `git cat-file --batch`: `<id> blob <size>\n<bytes>\n` each, in the order asked for. */
export async function readBlobs(
  repository: RemoteRepository,
  listed: readonly ListedFile[],
): Promise<TreeFile[]> {
  const blobs = listed.filter((entry) => entry.kind !== "submodule");
  const input = blobs.map((blob) => `${blob.id}\n`).join("");
  const output: Buffer =
    blobs.length === 0
      ? Buffer.of()
      : await openGit({ ...repository.settings, input }).binaryCatFile(["--batch"]);
  let offset = 0;
  return listed.map(({ path, kind, id, bytes }) => {
    if (kind === "submodule") return { path, kind, content: Buffer.from(id) };
    const start = output.indexOf(0x0a, offset) + 1;
    offset = start + bytes + 1;
    return { path, kind, content: output.subarray(start, start + bytes) };
  });
}
