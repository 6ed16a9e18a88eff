import { type BareRepository, writeObject, writeRef } from "./bare-repository.ts";
import type { CommitRow, GitHubStore, Repo, Table, TreeEntry } from "./store.ts";

/** Brings git up to what the API was told: objects that refs reach, and the refs; ids are the same on both sides. */
export function writeTablesToGit(store: GitHubStore, repo: Repo, repository: BareRepository): void {
  const wanted = new Map(store.refs.findBy("repo_id", repo.id).map(({ ref, sha }) => [ref, sha]));
  for (const [ref, sha] of wanted) {
    if (repository.refs.get(ref) === sha) continue;
    writeCommit({ store, repo, repository }, sha);
    writeRef(repository, ref, sha);
  }
  for (const ref of [...repository.refs.keys()]) {
    if (!wanted.has(ref)) writeRef(repository, ref, null);
  }
}

type Sides = { readonly store: GitHubStore; readonly repo: Repo; readonly repository: BareRepository };

function rowOf<Row extends { id: number; sha: string; repo_id: number }>(
  table: Table<Row>,
  { repo }: Sides,
  sha: string,
): Row | undefined {
  return table.findBy("sha", sha).find((row) => row.repo_id === repo.id);
}

function writeCommit(sides: Sides, sha: string): void {
  const row = rowOf(sides.store.commits, sides, sha);
  if (row === undefined || sides.repository.commits.has(sha)) return;
  for (const parent of row.parent_shas) writeCommit(sides, parent);
  writeTree(sides, row.tree_sha);
  const written = writeObject(sides.repository, "commit", commitContent(row));
  sides.repository.commits.add(sha);
  if (written !== sha) throw new Error(`the emulator's commit ${sha} is ${written} to git`);
}

function writeTree(sides: Sides, sha: string): void {
  const row = rowOf(sides.store.trees, sides, sha);
  if (row === undefined) return;
  for (const entry of row.tree) {
    if (entry.type === "tree") writeTree(sides, entry.sha);
    if (entry.type === "blob") writeBlob(sides, entry.sha);
  }
  writeObject(sides.repository, "tree", treeContent(row.tree));
}

function writeBlob(sides: Sides, sha: string): void {
  const row = rowOf(sides.store.blobs, sides, sha);
  if (row === undefined) return;
  const encoding = row.encoding === "base64" ? "base64" : "utf8";
  writeObject(sides.repository, "blob", Buffer.from(row.content, encoding));
}

function treeContent(entries: readonly TreeEntry[]): Buffer {
  const sorted = entries.toSorted((one, other) => Buffer.compare(sortKey(one), sortKey(other)));
  return Buffer.concat(
    sorted.flatMap(({ mode, path, sha }) => [
      Buffer.from(`${mode.replace(/^0/, "")} ${path}\0`),
      Buffer.from(sha, "hex"),
    ]),
  );
}

/** git sorts a folder as if its name ended in a slash. */
function sortKey({ path, type }: TreeEntry): Buffer {
  return Buffer.from(type === "tree" ? `${path}/` : path);
}

function commitContent(row: CommitRow): Buffer {
  const lines = [
    `tree ${row.tree_sha}`,
    ...row.parent_shas.map((parent) => `parent ${parent}`),
    `author ${row.author_name} <${row.author_email}> ${gitDate(row.author_date)}`,
    `committer ${row.committer_name} <${row.committer_email}> ${gitDate(row.committer_date)}`,
  ];
  const message = row.message.endsWith("\n") ? row.message : `${row.message}\n`;
  return Buffer.from(`${lines.join("\n")}\n\n${message}`);
}

function gitDate(date: string): string {
  const [, sign = "+", hours = "00", minutes = "00"] = /([+-])(\d{2}):?(\d{2})$/.exec(date) ?? [];
  return `${Math.floor(Date.parse(date) / 1000)} ${sign}${hours}${minutes}`;
}
