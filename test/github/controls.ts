import type { BareRepository } from "./bare-repository.ts";
import { type Job, jobsOf } from "./jobs.ts";
import { followBranches } from "./pull-requests.ts";
import { type RepositorySettings, settingsOf } from "./repository-settings.ts";
import { addArtifact, addRun, type NewArtifact, type NewRun } from "./runs.ts";
import { type Repo, repoNamed } from "./store.ts";
import { gitOf, takeFromGit, type World } from "./world.ts";

/** What a test does to an emulated GitHub behind the API's back. */
export type Controls = {
  /** What would have started workflows, in order. */
  readonly events: World["events"];
  readonly statuses: World["statuses"];
  /** Whether workflows may open pull requests, as switched on in the repository's settings. */
  allowPullRequests(may: boolean): void;
  /** "Features: Issues" in a repository's settings. */
  switchIssues(repository: string, on: boolean): void;
  /** A repository's settings, to look at and to change. */
  settings(repository: string): RepositorySettings;
  /** The git side of a repository, to look at and to change; call `committed` afterwards. */
  git(repository: string): BareRepository;
  committed(repository: string): void;
  /** Writes files as one commit on a branch, which begins at the default one; answers the commit. */
  commit(repository: string, files: Readonly<Record<string, string>>, options?: CommitOptions): string;
  addRun(repository: string, run: NewRun): number;
  addArtifact(repository: string, artifact: NewArtifact): number;
  /** The jobs of a run, to look at and to change. */
  jobs(run: number): Job[];
};

export type CommitOptions = {
  readonly branch?: string;
  readonly message?: string;
  readonly author?: { readonly name: string; readonly email: string };
};

export function controlsOf(world: World): Controls {
  const repo = (name: string) => repoNamed(world.store, name);
  return {
    events: world.events,
    statuses: world.statuses,
    allowPullRequests: (may) => {
      world.mayOpenPullRequests = may;
    },
    switchIssues: (name, on) => {
      world.store.repos.update(repo(name).id, { has_issues: on });
    },
    settings: (name) => settingsOf(world, repo(name)),
    git: (name) => gitOf(world, repo(name)),
    committed: (name) => {
      takeFromGit(world, repo(name));
      followBranches(world, repo(name));
    },
    commit: (name, files, options = {}) => commitFiles(world, repo(name), { files, ...options }),
    addRun: (name, run) => addRun(world, repo(name), run),
    addArtifact: (name, artifact) => addArtifact(world, repo(name), artifact),
    jobs: (run) => jobsOf(world, run),
  };
}

function commitFiles(
  world: World,
  repo: Repo,
  {
    files,
    branch = repo.default_branch,
    message = "change",
    author,
  }: CommitOptions & { files: Readonly<Record<string, string>> },
): string {
  const git = gitOf(world, repo);
  const ref = `refs/heads/${branch}`;
  const base = [ref, `refs/heads/${repo.default_branch}`].find((name) =>
    git.succeeds("rev-parse", "--verify", "--quiet", name),
  );
  git.git(base === undefined ? ["read-tree", "--empty"] : ["read-tree", base]);
  for (const [path, content] of Object.entries(files)) {
    const blob = git.git(["hash-object", "-w", "--stdin"], content);
    git.git(["update-index", "--add", "--cacheinfo", `100644,${blob},${path}`]);
  }
  const { name, email } = author ?? { name: "somebody", email: "somebody@example.org" };
  const who = ["-c", `user.name=${name}`, "-c", `user.email=${email}`];
  const parents = base === undefined ? [] : ["-p", base];
  const as = ["-c", `author.name=${name}`, "-c", `author.email=${email}`];
  const sha = git.git([...who, ...as, "commit-tree", git.git(["write-tree"]), ...parents, "-m", message]);
  git.git(["update-ref", ref, sha]);
  takeFromGit(world, repo);
  followBranches(world, repo);
  return sha;
}
