/** The tables of the emulator that our additions read and write; rows hold more than is named here. */
export type GitHubStore = {
  readonly users: Table<{ id: number; login: string; type: string }>;
  readonly repos: Table<Repo>;
  readonly collaborators: Table<{ id: number; repo_id: number; user_id: number; permission: string }>;
  readonly refs: Table<{ id: number; repo_id: number; ref: string; sha: string; node_id: string }>;
  readonly branches: Table<{ id: number; repo_id: number; name: string; sha: string; protected: boolean }>;
  readonly blobs: Table<BlobRow>;
  readonly trees: Table<TreeRow>;
  readonly commits: Table<CommitRow>;
  readonly issues: Table<{
    id: number;
    repo_id: number;
    number: number;
    state: string;
    closed_at: string | null;
    label_ids: number[];
  }>;
  readonly labels: Table<{ id: number; repo_id: number; name: string }>;
  readonly pullRequests: Table<PullRequestRow>;
  readonly workflows: Table<WorkflowRow>;
  readonly workflowRuns: Table<WorkflowRunRow>;
  readonly artifacts: Table<ArtifactRow>;
};

export type Table<Row extends { id: number }> = {
  all(): Row[];
  get(id: number): Row | undefined;
  /** By a column that the emulator indexes. */
  findBy(column: keyof Row & string, value: string | number): Row[];
  findOneBy(column: keyof Row & string, value: string | number): Row | undefined;
  insert(row: Omit<Row, "id">): Row;
  update(id: number, change: Partial<Row>): Row | undefined;
  delete(id: number): boolean;
};

export type Repo = { id: number; full_name: string; default_branch: string; has_issues: boolean };

type ObjectRow = { id: number; repo_id: number; node_id: string; sha: string };
export type BlobRow = ObjectRow & { content: string; encoding: "base64" | "utf-8"; size: number };
export type TreeEntry = {
  path: string;
  mode: string;
  type: "blob" | "tree" | "commit";
  sha: string;
  size?: number;
};
export type TreeRow = ObjectRow & { tree: TreeEntry[]; truncated: boolean };
export type CommitRow = ObjectRow & {
  message: string;
  author_name: string;
  author_email: string;
  author_date: string;
  committer_name: string;
  committer_email: string;
  committer_date: string;
  tree_sha: string;
  parent_shas: string[];
  user_id: number | null;
};

export type PullRequestRow = {
  id: number;
  repo_id: number;
  number: number;
  title: string;
  state: string;
  head_ref: string;
  head_sha: string;
  base_ref: string;
  base_sha: string;
  merged: boolean;
  merged_at: string | null;
  merged_by_id: number | null;
  closed_at: string | null;
  merge_commit_sha: string | null;
  mergeable: boolean | null;
  mergeable_state: string;
  commits: number;
  additions: number;
  deletions: number;
  changed_files: number;
};

export type WorkflowRow = {
  id: number;
  node_id: string;
  repo_id: number;
  name: string;
  path: string;
  state: string;
  badge_url: string;
};

export type WorkflowRunRow = {
  id: number;
  node_id: string;
  repo_id: number;
  workflow_id: number;
  name: string;
  head_branch: string;
  head_sha: string;
  run_number: number;
  event: string;
  status: string;
  conclusion: string | null;
  actor_id: number;
  run_attempt: number;
  run_started_at: string;
};

export type ArtifactRow = {
  id: number;
  node_id: string;
  repo_id: number;
  run_id: number;
  name: string;
  size_in_bytes: number;
  expired: boolean;
  expires_at: string;
};

export function repoNamed(store: GitHubStore, fullName: string): Repo {
  const repo = store.repos.findOneBy("full_name", fullName);
  if (repo === undefined) throw new Error(`the emulated GitHub has no repository ${fullName}`);
  return repo;
}

export function tipOf(store: GitHubStore, repo: Repo, branch: string): string | null {
  return store.branches.findBy("repo_id", repo.id).find(({ name }) => name === branch)?.sha ?? null;
}

/** Sets a ref; null deletes it. */
export function setRef(
  store: GitHubStore,
  repo: Repo,
  { ref, sha }: { readonly ref: string; readonly sha: string | null },
): void {
  setRow(
    store.refs,
    store.refs.findBy("repo_id", repo.id).find((row) => row.ref === ref),
    {
      sha,
      insert: (commit) => ({ repo_id: repo.id, ref, sha: commit, node_id: `ref-${ref}` }),
    },
  );
  if (!ref.startsWith("refs/heads/")) return;
  const name = ref.slice("refs/heads/".length);
  setRow(
    store.branches,
    store.branches.findBy("repo_id", repo.id).find((row) => row.name === name),
    {
      sha,
      insert: (commit) => ({ repo_id: repo.id, name, sha: commit, protected: false }),
    },
  );
}

function setRow<Row extends { id: number; sha: string }>(
  table: Table<Row>,
  row: Row | undefined,
  { sha, insert }: { sha: string | null; insert(sha: string): Omit<Row, "id"> },
): void {
  if (sha === null) {
    if (row !== undefined) table.delete(row.id);
  } else if (row === undefined) table.insert(insert(sha));
  else table.update(row.id, { sha } as Partial<Row>);
}
