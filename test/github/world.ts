import { join } from "node:path";
import { type BareRepository, openBareRepository } from "./bare-repository.ts";
import { readGitIntoTables } from "./git-to-tables.ts";
import type { Job } from "./jobs.ts";
import type { RepositorySettings } from "./repository-settings.ts";
import type { GitHubStore, Repo } from "./store.ts";
import { writeTablesToGit } from "./tables-to-git.ts";

/** Everything an emulated GitHub knows beside the emulator's own tables. */
export type World = {
  readonly store: GitHubStore;
  /** What links in answers begin with. */
  readonly url: string;
  readonly gitRoot: string;
  /** The git sides that were opened, by row of the repository. */
  readonly repositories: Map<number, BareRepository>;
  /** Token to what it may do. */
  readonly tokens: Readonly<Record<string, GitHubToken>>;
  /** By row of the repository. */
  readonly settings: Map<number, RepositorySettings>;
  /** "Allow GitHub Actions to create and approve pull requests". */
  mayOpenPullRequests: boolean;
  readonly events: GitHubEvent[];
  readonly statuses: CommitStatus[];
  readonly artifacts: Map<number, Buffer>;
  /** By id of the run. */
  readonly jobs: Map<number, Job[]>;
  /** Rows of pull requests that were looked at since they were opened. */
  readonly known: Set<number>;
};

export type GitHubToken = {
  readonly login: string;
  /** Of a workflow's GITHUB_TOKEN, as in `permissions:`; absent: a person, who may do everything. */
  readonly permissions?: Readonly<Partial<Record<Permission, "read" | "write">>>;
};

export const PERMISSIONS = ["actions", "checks", "contents", "issues", "pull-requests", "statuses"] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** What would have started workflows or told subscribers, in order. */
export type GitHubEvent = {
  readonly event: "push" | "pull_request" | "workflow_dispatch" | "repository_dispatch";
  readonly action: string | null;
  readonly repository: string;
  readonly by: string | null;
  /** Number, ref, inputs and the like. */
  readonly facts: Readonly<Record<string, unknown>>;
};

export type CommitStatus = {
  readonly id: number;
  readonly sha: string;
  readonly repository: string;
  readonly state: "error" | "failure" | "pending" | "success";
  readonly context: string;
  readonly description: string | null;
  readonly target_url: string | null;
  readonly created_at: string;
  readonly updated_at: string;
};

/** The git side of a repository, with all that the API was told. */
export function gitOf(world: World, repo: Repo): BareRepository {
  const repository = repositoryOf(world, repo);
  writeTablesToGit(world.store, repo, repository);
  return repository;
}

/** After git changed a repository by itself: a push, a merge. */
export function takeFromGit(world: World, repo: Repo): void {
  readGitIntoTables(world.store, repo, repositoryOf(world, repo));
}

function repositoryOf({ repositories, gitRoot }: World, repo: Repo): BareRepository {
  const known = repositories.get(repo.id);
  if (known !== undefined) return known;
  const opened = openBareRepository(join(gitRoot, `${repo.full_name}.git`), repo.default_branch);
  repositories.set(repo.id, opened);
  return opened;
}
