import { type BareRepository, readRefs } from "./bare-repository.ts";
import { type CommitRow, type GitHubStore, type Repo, setRef, type TreeEntry } from "./store.ts";

/** Brings the API up to what was pushed or merged by git. */
export function readGitIntoTables(store: GitHubStore, repo: Repo, repository: BareRepository): void {
  const refs = readRefs(repository);
  for (const sha of new Set(refs.values())) readHistory({ store, repo, repository }, sha);
  for (const [ref, sha] of refs) setRef(store, repo, { ref, sha });
  for (const { ref } of store.refs.findBy("repo_id", repo.id)) {
    if (!refs.has(ref)) setRef(store, repo, { ref, sha: null });
  }
}

type Sides = { readonly store: GitHubStore; readonly repo: Repo; readonly repository: BareRepository };

function readHistory(sides: Sides, tip: string): void {
  const known = new Set(sides.store.commits.findBy("repo_id", sides.repo.id).map(({ sha }) => sha));
  if (known.has(tip)) return;
  const listed = sides.repository.git(["rev-list", "--reverse", tip]).split("\n");
  for (const sha of listed.filter((commit) => !known.has(commit))) readCommit(sides, sha);
}

function readCommit(sides: Sides, sha: string): void {
  sides.repository.commits.add(sha);
  const text = sides.repository.bytes(["cat-file", "commit", sha]).toString();
  const end = text.indexOf("\n\n");
  const header = text.slice(0, end).split("\n");
  const valuesOf = (key: string) =>
    header.filter((line) => line.startsWith(`${key} `)).map((line) => line.slice(key.length + 1));
  const [tree_sha = ""] = valuesOf("tree");
  readTree(sides, tree_sha);
  sides.store.commits.insert({
    repo_id: sides.repo.id,
    node_id: "",
    sha,
    message: text.slice(end + 2),
    ...identity("author", valuesOf("author")[0]),
    ...identity("committer", valuesOf("committer")[0]),
    tree_sha,
    parent_shas: valuesOf("parent"),
    user_id: null,
  } as Omit<CommitRow, "id">);
}

function identity(role: "author" | "committer", line = ""): Record<string, string> {
  const [, name = "", email = "", seconds = "0", zone = "+0000"] =
    /^(.*) <(.*)> (\d+) ([+-]\d{4})$/.exec(line) ?? [];
  return {
    [`${role}_name`]: name,
    [`${role}_email`]: email,
    [`${role}_date`]: isoDate(Number(seconds), zone),
  };
}

function isoDate(seconds: number, zone: string): string {
  const offset = (zone.startsWith("-") ? -60 : 60) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3)));
  const local = new Date((seconds + offset) * 1000).toISOString().slice(0, 19);
  return offset === 0 ? `${local}Z` : `${local}${zone.slice(0, 3)}:${zone.slice(3)}`;
}

function readTree({ store, repo, repository }: Sides, sha: string): void {
  if (store.trees.findBy("sha", sha).some(({ repo_id }) => repo_id === repo.id)) return;
  const lines = repository.bytes(["ls-tree", "-z", sha]).toString().split("\0").filter(Boolean);
  const tree = lines.map((line): TreeEntry => {
    const [meta = "", path = ""] = line.split("\t");
    const [mode = "", type = "", id = ""] = meta.split(" ");
    if (type === "tree") readTree({ store, repo, repository }, id);
    const size = type === "blob" ? readBlob({ store, repo, repository }, id) : undefined;
    return { path, mode, type: type as TreeEntry["type"], sha: id, ...(size === undefined ? {} : { size }) };
  });
  store.trees.insert({ repo_id: repo.id, node_id: "", sha, tree, truncated: false });
}

function readBlob({ store, repo, repository }: Sides, sha: string): number {
  const known = store.blobs.findBy("sha", sha).find(({ repo_id }) => repo_id === repo.id);
  if (known !== undefined) return known.size;
  const content = repository.bytes(["cat-file", "blob", sha]);
  const row = { sha, content: content.toString("base64"), encoding: "base64" as const, size: content.length };
  store.blobs.insert({ repo_id: repo.id, node_id: "", ...row });
  return content.length;
}
