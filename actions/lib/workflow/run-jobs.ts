import type { Forge } from "../forge/index.ts";

/** A job of this run, in one of its attempts. */
export type RunJob = {
  readonly name: string;
  readonly attempt: number;
  readonly hasEnded: boolean;
  /** Its step of that name succeeded: what it handed over is its own. */
  readonly handedOver: boolean;
};

/** Names in build.yml that other jobs look for; a test compares them. */
export const HAND_OVER_STEP = "Hand over";
export function buildJobName(entry: string): string {
  return `build ${entry}`;
}

/** `all`: of every attempt; else of a repeated run the newest attempt of each. */
export async function readRunJobs(
  forge: Forge,
  { runId, all }: { readonly runId: number; readonly all: boolean },
): Promise<readonly RunJob[]> {
  const jobs = await forge.paginate(forge.rest.actions.listJobsForWorkflowRun, {
    ...forge.at,
    run_id: runId,
    filter: all ? "all" : "latest",
    per_page: 100,
  });
  return jobs.map(({ name, run_attempt, status, steps }) => ({
    name,
    attempt: run_attempt ?? 1,
    hasEnded: status === "completed",
    handedOver: steps?.some((step) => step.name === HAND_OVER_STEP && step.conclusion === "success") ?? false,
  }));
}

/** Starts a workflow as it is on `branch`. */
export async function dispatchWorkflow(
  forge: Forge,
  { workflow, branch }: { readonly workflow: string; readonly branch: string },
): Promise<void> {
  await forge.rest.actions.createWorkflowDispatch({ ...forge.at, workflow_id: workflow, ref: branch });
}
