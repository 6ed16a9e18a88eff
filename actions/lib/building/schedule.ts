import type { BuildPlan, PlannedBuild } from "../documents/index.ts";
import { actualUses } from "./actual-uses.ts";
import type { BuildContext, FinishedBuild } from "./build-context.ts";
import { buildPackage, entryOf } from "./build-package.ts";
import type { LocalPackage } from "./local-repository.ts";
import { reusableBuild } from "./reuse.ts";
import { settledEarly } from "./settle-early.ts";

export type ScheduleContext = Omit<BuildContext, "cycles"> & {
  /** How many packages are built at once. */
  readonly jobs: number;
};

/**
 * Builds a plan on this machine: `jobs` packages at once, in the plan's order, each when the results it waits for
 * are there. Returns the results in the order in which they came. Rejects when interrupted, after all containers
 * are gone; results that were written stay and are taken up by the next run.
 */
export async function buildPlan(
  plan: BuildPlan,
  settings: ScheduleContext,
): Promise<readonly FinishedBuild[]> {
  const context: BuildContext = { ...settings, cycles: plan.cycles };
  const waiting = [...plan.jobs];
  const running = new Map<PlannedBuild, Promise<void>>();
  const finished: FinishedBuild[] = [];
  announceWaiting(plan.jobs, context);
  try {
    while (waiting.length + running.size > 0) {
      const next = running.size < settings.jobs ? takeReady(waiting, finished) : null;
      if (next === null) {
        if (running.size === 0) throw new Error(`the plan's jobs wait for each other: ${namesOf(waiting)}`);
        await Promise.race(running.values());
        continue;
      }
      const done = settle(next, finished, context).then((result) => {
        finished.push(result);
        running.delete(next);
      });
      running.set(next, done);
    }
  } finally {
    await Promise.allSettled(running.values());
  }
  return finished;
}

/** The first job of the plan's order that waits for nothing any more, taken out of `waiting`. */
function takeReady(waiting: PlannedBuild[], finished: readonly FinishedBuild[]): PlannedBuild | null {
  const done = new Set(finished.map(({ result }) => result.entry));
  const index = waiting.findIndex(({ waitsFor }) => waitsFor.every((entry) => done.has(entry)));
  return index < 0 ? null : (waiting.splice(index, 1)[0] ?? null);
}

function announceWaiting(jobs: readonly PlannedBuild[], { progress }: BuildContext): void {
  for (const { entry, waitsFor } of jobs) {
    if (waitsFor.length > 0) progress.phase(entry, null, `waits for ${waitsFor.join(", ")}`);
  }
}

async function settle(
  job: PlannedBuild,
  finished: readonly FinishedBuild[],
  context: BuildContext,
): Promise<FinishedBuild> {
  context.signal.throwIfAborted();
  const early = await settledEarly(job, finished, context);
  if (early !== null) return early;
  const entry = entryOf(job, context);
  const usesOf = (packages: readonly LocalPackage[]) =>
    actualUses(job, { entry, finished, packages }, context);
  const earlier = await reusableBuild(job, usesOf, context);
  if (earlier !== null) {
    context.progress.done(job.entry, earlier.result, earlier.takenOver);
    return earlier;
  }
  return await buildPackage(job, finished, context);
}

function namesOf(jobs: readonly PlannedBuild[]): string {
  return jobs.map(({ entry }) => entry).join(", ");
}
