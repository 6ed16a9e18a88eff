import type { Repo } from "./store.ts";
import type { World } from "./world.ts";

/** A workflow run that happened. */
export type NewRun = {
  /** File name below .github/workflows. */
  readonly workflow: string;
  readonly event?: string;
  readonly status?: "queued" | "in_progress" | "completed";
  readonly conclusion?: "success" | "failure" | "cancelled" | null;
  readonly headSha: string;
  readonly branch?: string;
};

export type NewArtifact = {
  readonly run: number;
  readonly name: string;
  readonly zip: Buffer;
  readonly expired?: boolean;
};

/** Answers the run's id. */
export function addRun({ store }: World, repo: Repo, run: NewRun): number {
  const path = `.github/workflows/${run.workflow}`;
  const workflow =
    store.workflows.findBy("repo_id", repo.id).find((row) => row.path === path) ??
    store.workflows.insert({
      node_id: `workflow-${run.workflow}`,
      repo_id: repo.id,
      name: run.workflow,
      path,
      state: "active",
      badge_url: "",
    });
  const row = store.workflowRuns.insert({
    node_id: `run-${run.headSha}`,
    repo_id: repo.id,
    workflow_id: workflow.id,
    name: workflow.name,
    head_branch: run.branch ?? repo.default_branch,
    head_sha: run.headSha,
    run_number: 1,
    event: run.event ?? "push",
    status: run.status ?? "completed",
    conclusion: run.conclusion === undefined ? "success" : run.conclusion,
    actor_id: 1,
    run_attempt: 1,
    run_started_at: new Date().toISOString(),
  });
  return row.id;
}

const NINETY_DAYS = 90 * 24 * 3600 * 1000;

/** Answers the artifact's id. */
export function addArtifact(
  world: World,
  repo: Repo,
  { run, name, zip, expired = false }: NewArtifact,
): number {
  const row = world.store.artifacts.insert({
    node_id: `artifact-${name}`,
    repo_id: repo.id,
    run_id: run,
    name,
    size_in_bytes: zip.length,
    expired,
    expires_at: new Date(Date.now() + NINETY_DAYS).toISOString(),
  });
  world.artifacts.set(row.id, zip);
  return row.id;
}
