import type { BareRepository } from "./bare-repository.ts";
import { type PullRequestRow, type Repo, tipOf } from "./store.ts";
import { gitOf, takeFromGit, type World } from "./world.ts";

/**
 * What github.com does to open pull requests after any change of a branch: the head follows its branch, a deleted
 * or emptied one closes, one whose head is in the base is merged, and whether the rest can be merged is found out
 * later: the first answer says null.
 */
export function followBranches(world: World, repo: Repo): void {
  const open = pullRequestsOf(world, repo).filter(({ state }) => state === "open");
  if (open.length === 0) return;
  const git = gitOf(world, repo);
  for (const row of open) follow(world, { repo, row, git });
}

export function pullRequestsOf(world: World, repo: Repo): PullRequestRow[] {
  return world.store.pullRequests.findBy("repo_id", repo.id);
}

export function pullRequestNumbered(world: World, repo: Repo, number: number): PullRequestRow | undefined {
  return pullRequestsOf(world, repo).find((row) => row.number === number);
}

type Followed = { readonly repo: Repo; readonly row: PullRequestRow; readonly git: BareRepository };

function follow(world: World, { repo, row, git }: Followed): void {
  const head = tipOf(world.store, repo, row.head_ref);
  const base = tipOf(world.store, repo, row.base_ref);
  if (head === null || base === null) {
    close(world, { repo, row });
    return;
  }
  if (head === row.head_sha && base === row.base_sha && world.mergeability.has(row.id)) return;
  if (git.succeeds("merge-base", "--is-ancestor", head, base)) {
    close(world, { repo, row, mergeCommit: head === base ? null : base });
    return;
  }
  const stat = git
    .git(["diff", "--numstat", "--no-renames", `${base}...${head}`])
    .split("\n")
    .filter(Boolean);
  const counts = stat.map((line) =>
    line
      .split("\t")
      .slice(0, 2)
      .map((count) => Number(count) || 0),
  );
  world.mergeability.set(row.id, git.succeeds("merge-tree", "--write-tree", base, head));
  world.store.pullRequests.update(row.id, {
    head_sha: head,
    base_sha: base,
    mergeable: null,
    mergeable_state: "unknown",
    changed_files: stat.length,
    additions: counts.reduce((sum, [added = 0]) => sum + added, 0),
    deletions: counts.reduce((sum, [, removed = 0]) => sum + removed, 0),
    commits: Number(git.git(["rev-list", "--count", `${base}..${head}`])),
  });
  if (head !== row.head_sha) tell(world, { repo, row, action: "synchronize" });
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
export function learnMergeability(world: World, row: PullRequestRow): void {
  const mergeable = world.mergeability.get(row.id);
  if (row.state !== "open" || row.mergeable !== null || mergeable === undefined) return;
  world.store.pullRequests.update(row.id, { mergeable, mergeable_state: mergeable ? "clean" : "dirty" });
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
  if (row.state !== "open" || !git.succeeds("merge-tree", "--write-tree", row.base_sha, row.head_sha)) {
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
