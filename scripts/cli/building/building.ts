import { mkdir } from "node:fs/promises";
import { availableParallelism, freemem } from "node:os";
import { join } from "node:path";
import { build } from "../../../actions/build/build.ts";
import type { FinishedBuild } from "../../../actions/lib/building/index.ts";
import type { BuildPlan, Manifest } from "../../../actions/lib/documents/index.ts";
import { distributionNames, type LazySandbox, type Workspace } from "../../../actions/lib/workspace/index.ts";
import { CommandError } from "../exit-codes.ts";
import type { Call } from "../verb.ts";
import { createProgress } from "./progress.ts";

const ROWS_WITHOUT_TERMINAL = 24;

/** Of one phase's log that is kept, head and tail. */
const LOG_BYTES = 16 * 1024 * 1024;

export type BuildOnTerminal = {
  readonly workspace: Workspace;
  readonly sandbox: LazySandbox;
  readonly plan: BuildPlan;
  readonly manifest: Manifest | null;
  readonly results: string;
  readonly jobs: number;
};

/** Builds a plan with its progress on the terminal; an empty plan opens no engine. */
export async function buildOnTerminal(
  call: Call,
  wanted: BuildOnTerminal,
): Promise<readonly FinishedBuild[]> {
  const { workspace, sandbox, plan } = wanted;
  if (plan.jobs.length === 0) return [];
  const { screen, signal } = call;
  using progress = createProgress({
    stream: screen.err,
    terminal: screen.terminal,
    colour: screen.progressColour,
    columns: screen.columns,
    rows: () => screen.err.rows ?? ROWS_WITHOUT_TERMINAL,
    total: plan.jobs.length,
    now: () => Date.now(),
  });
  return await build({
    ...wanted,
    packagesYaml: workspace.packagesYaml,
    store: await workspace.published(),
    upstream: workspace.upstream,
    sandbox: await sandbox.open(),
    distribution: await distributionNames(call, workspace),
    attempt: 1,
    logBytes: LOG_BYTES,
    progress,
    signal,
  });
}

const MEMORY_PER_JOB_BYTES = 3 * 1024 ** 3;
const CORES_PER_JOB = 2;
const MOST_JOBS_UNASKED = 8;

/**
 * Packages built at once: as `--jobs` says, else as many as have two cores and 3 GiB each.
 *
 * @throws CommandError `wrongUse`
 */
export function jobsOf(call: Call): number {
  const given = call.values.jobs;
  if (typeof given !== "string") {
    const fit = Math.min(availableParallelism() / CORES_PER_JOB, freemem() / MEMORY_PER_JOB_BYTES);
    return Math.max(1, Math.min(MOST_JOBS_UNASKED, Math.floor(fit)));
  }
  const jobs = Number(given);
  if (Number.isSafeInteger(jobs) && jobs >= 1 && jobs <= 64) return jobs;
  throw new CommandError("wrongUse", `--jobs is "${given}": write a whole number from 1 to 64`);
}

export function resultsOf(call: Call, workspace: Workspace): string {
  const given = call.values.results;
  return typeof given === "string" ? given : join(workspace.workFolder, "results");
}

/**
 * The same, made where it is not there yet.
 *
 * @throws CommandError `wrongUse` where the folder that was named cannot be
 */
export async function makeResults(call: Call, workspace: Workspace): Promise<string> {
  const folder = resultsOf(call, workspace);
  await mkdir(folder, { recursive: true }).catch((cause) => {
    if (call.values.results === undefined) throw cause;
    throw new CommandError("wrongUse", `cannot keep results in ${folder}`, { cause });
  });
  return folder;
}
