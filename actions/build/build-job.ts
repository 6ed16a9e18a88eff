import {
  buildPackage,
  type FinishedBuild,
  type Progress,
  readFinishedBuild,
  settledEarly,
  settleWithoutBuild,
} from "../lib/building/index.ts";
import type { DistributionNames } from "../lib/distribution/index.ts";
import type { BuildPlan, Manifest, PlannedBuild } from "../lib/documents/index.ts";
import type { Sandbox } from "../lib/sandbox/index.ts";
import { leaveRecipeChange } from "./leave-recipe-change.ts";
import { contradictionTo } from "./planned-result.ts";
import { type Origins, sharedContext } from "./shared-context.ts";

export type JobRequest = Origins & {
  readonly plan: BuildPlan;
  readonly job: PlannedBuild;
  /** What is published; null: nothing. */
  readonly manifest: Manifest | null;
  readonly sandbox: () => Promise<Sandbox>;
  readonly distribution: () => Promise<DistributionNames>;
  readonly attempt: number;
  readonly logBytes: number;
  readonly progress: Progress;
  readonly signal: AbortSignal;
};

/** Builds one package of a plan, whose dependencies' results lie in the folders given. */
export async function buildJob(request: JobRequest, dependencies: readonly string[]): Promise<FinishedBuild> {
  const { plan, job } = request;
  const finished = await Promise.all(dependencies.map((folder) => readDependency(folder, request)));
  const postponed = finished.find(({ result }) => result.outcome === "postponed");
  if (postponed !== undefined)
    return await postpone(request, `it waits for ${postponed.result.entry}, which was postponed itself`);
  const shared = { ...request, ...sharedContext(request), cycles: plan.cycles };
  const early = await settledEarly(job, finished, { ...shared, sandbox: NO_CONTAINER });
  if (early !== null) return early;
  const built = await buildPackage(job, finished, {
    ...shared,
    sandbox: await request.sandbox(),
    distribution: await request.distribution(),
  });
  await leaveRecipeChange(built, request);
  return built;
}

/**
 * What the job of a dependency handed over. It is installed where this package is built, whose own result is believed:
 * so it has to be as this run planned it, and to hold no names but those that its entry may publish.
 */
async function readDependency(folder: string, request: JobRequest): Promise<FinishedBuild> {
  const finished = await readFinishedBuild(folder);
  const problem = objectionTo(finished, request);
  if (problem === null) return finished;
  throw new Error(`what was handed over for ${finished.result.entry} cannot be used: ${problem}`);
}

function objectionTo(
  { result, packages }: FinishedBuild,
  { plan, job, packagesYaml }: JobRequest,
): string | null {
  const awaited = plan.jobs.find(({ entry }) => entry === result.entry && job.waitsFor.includes(entry));
  if (awaited === undefined) return "nothing of it is waited for";
  const publishes = packagesYaml.entries.find(({ name }) => name === result.entry)?.publishes ?? [];
  const names = packages.map(({ contents }) => contents.info.pkgname);
  const foreign = names.find((pkgname) => !publishes.includes(pkgname));
  if (foreign !== undefined) return `packages.yaml does not let it publish ${foreign}`;
  return contradictionTo(awaited, result);
}

/** A result that says why the next run has to build it. */
export async function postpone(
  { job, results, attempt, progress }: Pick<JobRequest, "job" | "results" | "attempt" | "progress">,
  reason: string,
): Promise<FinishedBuild> {
  const verdict = { outcome: "postponed", phase: "dependencies", reason, fault: "infrastructure" } as const;
  const place = { results, attempt, progress, sandbox: NO_CONTAINER };
  return await settleWithoutBuild(job, { ...verdict, uses: job.uses }, place);
}

const NO_CONTAINER = { image: "none: no container was needed", limits: [] };
