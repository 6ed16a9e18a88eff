import { buildPlan, type FinishedBuild, type Progress } from "../lib/building/index.ts";
import type { DistributionNames } from "../lib/distribution/index.ts";
import type { BuildPlan, Manifest } from "../lib/documents/index.ts";
import type { Sandbox } from "../lib/sandbox/index.ts";
import { leaveRecipeChange } from "./leave-recipe-change.ts";
import { type Origins, sharedContext } from "./shared-context.ts";

export type BuildRequest = Origins & {
  readonly plan: BuildPlan;
  /** What is published; null: nothing. */
  readonly manifest: Manifest | null;
  readonly sandbox: Sandbox;
  readonly distribution: DistributionNames;
  readonly jobs: number;
  readonly attempt: number;
  readonly logBytes: number;
  readonly progress: Progress;
  readonly signal: AbortSignal;
};

/** Builds what a plan says, `jobs` packages at once; each leaves its result in `results`, whatever came of it. */
export async function build(request: BuildRequest): Promise<readonly FinishedBuild[]> {
  const finished = await buildPlan(request.plan, { ...request, ...sharedContext(request) });
  await Promise.all(finished.map((each) => leaveRecipeChange(each, request)));
  return finished;
}
