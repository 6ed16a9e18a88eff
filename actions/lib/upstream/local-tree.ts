import { lstat, readdir, readFile, readlink } from "node:fs/promises";
import { join } from "node:path";
import { type GitSettings, openGit } from "./git.ts";
import type { PackageTree, TreeFile } from "./package-tree.ts";
import { treeId } from "./tree-id.ts";
import { checkTreeSize } from "./tree-limits.ts";
import { UpstreamError } from "./upstream-error.ts";

/**
 * A folder of this repository as it stands, committed or not. In a git checkout what git ignores is left
 * out; elsewhere what makepkg leaves behind is.
 *
 * @throws UpstreamError `no-such-folder`, `too-large`
 */
export async function readLocalTree(settings: GitSettings, path: string): Promise<PackageTree> {
  const folder = join(settings.folder, path);
  const names = (await listedByGit(settings, path)) ?? (await listedByWalking(folder, ""));
  const files = (await Promise.all(names.map((name) => readTreeFile(folder, name)))).filter(
    (file) => file !== null,
  );
  if (files.length === 0) {
    throw new UpstreamError("no-such-folder", `${folder} holds no files: correct \`path:\` of the entry`);
  }
  checkTreeSize(
    folder,
    files.map((file) => file.content.byteLength),
  );
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { commit: null, tree: treeId(files), date: 0, files };
}

/** null: not a checkout. */
async function listedByGit(settings: GitSettings, path: string): Promise<string[] | null> {
  const git = openGit({ ...settings, folder: settings.folder });
  if (!(await git.checkIsRepo().catch(() => false))) return null;
  const prefix = path === "" || path === "." ? "" : `${path.replace(/^\.\//, "").replace(/\/$/, "")}/`;
  const listing = await git.raw([
    "ls-files",
    "-z",
    "--cached",
    "--others",
    "--exclude-standard",
    "--",
    prefix || ".",
  ]);
  return [...new Set(listing.split("\0"))]
    .filter((name) => name !== "")
    .map((name) => name.slice(prefix.length));
}

async function listedByWalking(root: string, below: string): Promise<string[]> {
  const entries = await readdir(join(root, below), { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => !leftByMakepkg(below, entry.name));
  const lists = names.map((entry) => {
    const name = below === "" ? entry.name : `${below}/${entry.name}`;
    return entry.isDirectory() ? listedByWalking(root, name) : Promise.resolve([name]);
  });
  return (await Promise.all(lists)).flat();
}

function leftByMakepkg(below: string, name: string): boolean {
  if (name === ".git") return true;
  return below === "" && (name === "src" || name === "pkg" || /\.pkg\.tar(\.[a-z0-9]+)?(\.sig)?$/.test(name));
}

/** null: a file that git still lists but that is gone, or neither file nor link. */
async function readTreeFile(folder: string, path: string): Promise<TreeFile | null> {
  const file = join(folder, path);
  const status = await lstat(file).catch(() => null);
  if (status?.isSymbolicLink()) return { path, kind: "symlink", content: Buffer.from(await readlink(file)) };
  if (!status?.isFile()) return null;
  checkTreeSize(file, [status.size]);
  return { path, kind: status.mode & 0o100 ? "executable" : "file", content: await readFile(file) };
}
