import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline/promises";
import type { Readable } from "node:stream";
import type { PackageTree, TreeFile } from "../../actions/lib/upstream/index.ts";

/** Objects of one repository, through one `git cat-file --batch` that stays open. */
export type GitObjects = AsyncDisposable & {
  /** The folder of a package as a commit has it; null: there is none. */
  packageTree(commit: string, folder: string): Promise<PackageTree | null>;
};

/** Opens a repository for reading many trees in turn: a process for each would take most of the time. */
export function openGitObjects(repository: string): GitObjects {
  const git = spawn("git", ["-C", repository, "cat-file", "--batch"], { stdio: ["pipe", "pipe", "inherit"] });
  const bytes = byteSource(git.stdout);
  const read = async (name: string): Promise<GitObject | null> => {
    git.stdin.write(`${name}\n`);
    const [id = "", kind = "", size] = (await bytes.line()).split(" ");
    if (kind === "missing" || size === undefined) return null;
    const content = await bytes.take(Number(size));
    await bytes.take(1);
    return { id, content };
  };
  return {
    packageTree: (commit, folder) => packageTree(read, commit, folder),
    async [Symbol.asyncDispose]() {
      git.stdin.end();
      if (git.exitCode === null) await once(git, "exit");
    },
  };
}

type GitObject = { readonly id: string; readonly content: Buffer };
type Read = (name: string) => Promise<GitObject | null>;

async function packageTree(read: Read, commit: string, folder: string): Promise<PackageTree | null> {
  const tree = await read(`${commit}:${folder}`);
  if (tree === null) return null;
  const header = (await read(commit))?.content.toString("utf8") ?? "";
  const date = Number(/^committer .*> (\d+) /m.exec(header)?.[1] ?? 0);
  const files = await filesBelow(read, tree.content, "");
  return { commit, tree: tree.id, date, files: files.sort((a, b) => (a.path < b.path ? -1 : 1)) };
}

async function filesBelow(read: Read, tree: Buffer, prefix: string): Promise<TreeFile[]> {
  const files: TreeFile[] = [];
  for (const { mode, name, id } of treeEntries(tree)) {
    const path = `${prefix}${name}`;
    const kind = KINDS[mode] ?? "file";
    if (kind === "submodule") {
      files.push({ path, kind, content: Buffer.of() });
      continue;
    }
    const content = (await read(id))?.content ?? Buffer.of();
    if (kind === "folder") files.push(...(await filesBelow(read, content, `${path}/`)));
    else files.push({ path, kind, content });
  }
  return files;
}

const KINDS: Readonly<Record<string, TreeFile["kind"] | "folder">> = {
  "40000": "folder",
  "100755": "executable",
  "120000": "symlink",
  "160000": "submodule",
};

/** `<mode> <name>\0<20 bytes of the id>` again and again. */
function treeEntries(tree: Buffer): { mode: string; name: string; id: string }[] {
  const entries: { mode: string; name: string; id: string }[] = [];
  for (let at = 0; at < tree.length; ) {
    const space = tree.indexOf(0x20, at);
    const end = tree.indexOf(0, space);
    entries.push({
      mode: tree.toString("latin1", at, space),
      name: tree.toString("utf8", space + 1, end),
      id: tree.toString("hex", end + 1, end + 21),
    });
    at = end + 21;
  }
  return entries;
}

/** Lines and counted bytes of a stream, in turn. */
function byteSource(stream: Readable) {
  const chunks = stream[Symbol.asyncIterator]();
  let held: Buffer = Buffer.of();
  const more = async () => {
    const { value, done } = await chunks.next();
    if (done) throw new Error("git cat-file ended early");
    held = held.length === 0 ? value : Buffer.concat([held, value]);
  };
  const take = async (count: number): Promise<Buffer> => {
    while (held.length < count) await more();
    const taken = held.subarray(0, count);
    held = held.subarray(count);
    return taken;
  };
  const line = async (): Promise<string> => {
    while (!held.includes(0x0a)) await more();
    return (await take(held.indexOf(0x0a) + 1)).toString("utf8").trimEnd();
  };
  return { take, line };
}

/** One update of a corpus: folder, commit before (null: a first review, of the whole), commit after. */
export type Update = { readonly folder: string; readonly from: string | null; readonly to: string };

/** Reads lines of `folder<TAB>commit<TAB>commit`, the first commit "-" for none. */
export async function* readUpdates(input: Readable): AsyncGenerator<Update> {
  for await (const line of createInterface({ input })) {
    const [folder, from, to] = line.split("\t");
    if (folder && from && to) yield { folder, from: from === "-" ? null : from, to };
  }
}
