import type { BareRepository } from "./bare-repository.ts";
import { type PullRequestRow, type Repo, tipOf } from "./store.ts";
import { gitOf, takeFromGit, type World } from "./world.ts";

/**
 * What github.com does to open pull requests after any change of a branch: the head follows its branch, a deleted
 * or emptied one closes, one whose head is in the base is merged, and whether the rest can be merged is found out
 * later: the first answer says null.
 */
export function followBranches(world: World, repo: Repo): void {
  const moved = pullRequestsOf(world, repo).filter(
    (row) => row.state === "open" && hasMoved(world, repo, row),
  );
  if (moved.length === 0) return;
  for (const row of moved) follow(world, { repo, row });
}

/** By the tables, which know every commit of a branch. */
export function isAncestor(
  { store }: World,
  repo: Repo,
  { ancestor, tip }: { readonly ancestor: string; readonly tip: string },
): boolean {
  const parents = new Map(
    store.commits.findBy("repo_id", repo.id).map(({ sha, parent_shas }) => [sha, parent_shas]),
  );
  const reached = new Set([tip]);
  for (const sha of reached) for (const parent of parents.get(sha) ?? []) reached.add(parent);
  return reached.has(ancestor);
}

function hasMoved({ store, known }: World, repo: Repo, row: PullRequestRow): boolean {
  const isNew = !known.has(row.id);
  return (
    isNew ||
    tipOf(store, repo, row.head_ref) !== row.head_sha ||
    tipOf(store, repo, row.base_ref) !== row.base_sha
  );
}

export function pullRequestsOf(world: World, repo: Repo): PullRequestRow[] {
  return world.store.pullRequests.findBy("repo_id", repo.id);
}

export function pullRequestNumbered(world: World, repo: Repo, number: number): PullRequestRow | undefined {
  return pullRequestsOf(world, repo).find((row) => row.number === number);
}

type Followed = { readonly repo: Repo; readonly row: PullRequestRow };

function follow(world: World, { repo, row }: Followed): void {
  const head = tipOf(world.store, repo, row.head_ref);
  const base = tipOf(world.store, repo, row.base_ref);
  if (head === null || base === null) {
    close(world, { repo, row });
    return;
  }
  if (isAncestor(world, repo, { ancestor: head, tip: base })) {
    close(world, { repo, row, mergeCommit: head === base ? null : base });
    return;
  }
  world.known.add(row.id);
  const unknown = { mergeable: null, mergeable_state: "unknown" };
  world.store.pullRequests.update(row.id, { head_sha: head, base_sha: base, ...unknown });
  if (head !== row.head_sha) tell(world, { repo, row, action: "synchronize" });
}

/** What a pull request shown alone says of its content. */
export function countContent(world: World, repo: Repo, row: PullRequestRow): void {
  if (row.state !== "open") return;
  const git = gitOf(world, repo);
  const range = `${row.base_sha}...${row.head_sha}`;
  const lines = git.git(["diff", "--numstat", "--no-renames", range]).split("\n").filter(Boolean);
  const counts = lines.map((line) => line.split("\t").map((count) => Number(count) || 0));
  world.store.pullRequests.update(row.id, {
    changed_files: lines.length,
    additions: counts.reduce((sum, [added = 0]) => sum + added, 0),
    deletions: counts.reduce((sum, [, removed = 0]) => sum + removed, 0),
    commits: Number(git.git(["rev-list", "--count", `${row.base_sha}..${row.head_sha}`])),
  });
}

function close(
  world: World,
  { repo, row, mergeCommit = null }: { repo: Repo; row: PullRequestRow; mergeCommit?: string | null },
): void {
  const now = new Date().toISOString();
  const merged = mergeCommit === null ? {} : { merged: true, merged_at: now, merge_commit_sha: mergeCommit };
  world.store.pullRequests.update(row.id, { state: "closed", closed_at: now, ...merged });
  const issue = world.store.issues.findBy("repo_id", repo.id).find(({ number }) => number === row.number);
  if (issue !== undefined) world.store.issues.update(issue.id, { state: "closed", closed_at: now });
  tell(world, { repo, row, action: "closed" });
}

function tell(world: World, told: { repo: Repo; row: PullRequestRow; action: string }): void {
  const { repo, row, action } = told;
  const facts = { number: row.number };
  world.events.push({ event: "pull_request", action, repository: repo.full_name, by: null, facts });
}

/** Once asked, GitHub finds out whether a pull request can be merged; the next answer knows. */
export function learnMergeability(world: World, repo: Repo, row: PullRequestRow): void {
  if (row.state !== "open" || row.mergeable !== null) return;
  const mergeable = canMerge(gitOf(world, repo), row);
  world.store.pullRequests.update(row.id, { mergeable, mergeable_state: mergeable ? "clean" : "dirty" });
}

function canMerge(git: BareRepository, { base_sha, head_sha }: PullRequestRow): boolean {
  return git.succeeds("merge-tree", "--write-tree", base_sha, head_sha);
}

export type Merge = {
  readonly number: number;
  readonly method: "merge" | "squash" | "rebase";
  /** Refuse where the head is another one. */
  readonly sha?: string;
  readonly by: string | null;
};

/** Merges by git's own three-way merge, and answers the merge commit or why not. */
export function merge(
  world: World,
  repo: Repo,
  wanted: Merge,
): { status: number; message: string; sha?: string } {
  const row = pullRequestNumbered(world, repo, wanted.number);
  if (row === undefined) return { status: 404, message: "Not Found" };
  const git = gitOf(world, repo);
  if (row.state !== "open" || !canMerge(git, row)) {
    return { status: 405, message: "Pull Request is not mergeable" };
  }
  if (wanted.sha !== undefined && wanted.sha !== row.head_sha) {
    return { status: 409, message: "Head branch was modified. Review and try the merge again." };
  }
  const sha = commitMerge(git, row, wanted.method);
  git.git(["update-ref", `refs/heads/${row.base_ref}`, sha]);
  takeFromGit(world, repo);
  world.store.pullRequests.update(row.id, {
    merged_by_id: world.store.users.findOneBy("login", wanted.by ?? "")?.id ?? null,
  });
  close(world, { repo, row, mergeCommit: sha });
  const facts = { ref: `refs/heads/${row.base_ref}`, before: row.base_sha, after: sha };
  world.events.push({ event: "push", action: null, repository: repo.full_name, by: wanted.by, facts });
  return { status: 200, message: "Pull Request successfully merged", sha };
}

function commitMerge(git: BareRepository, row: PullRequestRow, method: Merge["method"]): string {
  const tree = git.git(["merge-tree", "--write-tree", row.base_sha, row.head_sha]).split("\n")[0] ?? "";
  const message =
    method === "merge"
      ? `Merge pull request #${row.number} from ${row.head_ref}\n\n${row.title}`
      : `${row.title} (#${row.number})`;
  const parents = method === "merge" ? ["-p", row.base_sha, "-p", row.head_sha] : ["-p", row.base_sha];
  return git.git(["commit-tree", tree, ...parents, "-m", message]);
}
