import type { Forge } from "../forge/index.ts";

/** A job of this run that builds an entry of the plan, in one of its attempts. */
export type BuildJob = {
  readonly entry: string;
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

/** What the API says of all jobs that build, in all attempts. */
export async function readBuildJobs(
  forge: Forge,
  { runId }: { readonly runId: number },
): Promise<readonly BuildJob[]> {
  const question = { ...forge.at, run_id: runId, filter: "all", per_page: 100 } as const;
  return buildJobsOf(await forge.paginate(forge.rest.actions.listJobsForWorkflowRun, question));
}

/** A job as the API lists it. */
export type JobRow = {
  readonly name: string;
  readonly run_attempt?: number;
  readonly status: string;
  readonly started_at: string;
  readonly steps?: readonly {
    readonly name: string;
    readonly conclusion: string | null;
    readonly completed_at?: string | null;
  }[];
};

/**
 * A job that a repeated run did not repeat may be listed again under the new attempt, with the times at which it ran:
 * it counts for the attempt that it was first listed in. Else anybody's artefact of the new attempt would be its.
 */
export function buildJobsOf(rows: readonly JobRow[]): readonly BuildJob[] {
  const prefix = buildJobName("");
  const building = rows.filter(({ name }) => name.startsWith(prefix));
  const ran = Map.groupBy(building, (row) => `${timeOf(row)} ${row.name}`);
  return [...ran.values()].map((listed) => ({
    entry: (listed[0]?.name ?? "").slice(prefix.length),
    attempt: Math.min(...listed.map(({ run_attempt }) => run_attempt ?? 1)),
    hasEnded: listed.some(({ status }) => status === "completed"),
    handedOver: listed.some((row) => handOverOf(row)?.conclusion === "success"),
  }));
}

function timeOf(row: JobRow): string {
  return handOverOf(row)?.completed_at ?? row.started_at;
}

function handOverOf({ steps }: JobRow) {
  return steps?.find(({ name }) => name === HAND_OVER_STEP);
}

/** Starts a workflow as it is on `branch`. */
export async function dispatchWorkflow(
  forge: Forge,
  { workflow, branch }: { readonly workflow: string; readonly branch: string },
): Promise<void> {
  await forge.rest.actions.createWorkflowDispatch({ ...forge.at, workflow_id: workflow, ref: branch });
}
