import type { PlannedBuild } from "../../actions/lib/documents/index.ts";

export const SLOTS = 20;
/** What a job costs before it builds. */
export const START_SECONDS = 30;
/** From the end of a run to the start of the next: publishing, dispatch, planning. */
export const PAUSE_SECONDS = 120;
const MOST_JOBS = 256;

export type Seconds = ReadonlyMap<string, number>;

/** The longest way of builds that wait for each other, or all the work spread evenly: as if one run took any number. */
export function bound(jobs: readonly PlannedBuild[], seconds: Seconds): number {
  return Math.max(most(ways(jobs, seconds)) + START_SECONDS, workOf(jobs, seconds) / SLOTS);
}

/** What no schedule can beat that has at most 256 jobs a run and pauses between runs. Seconds, as `bound`. */
export function runBound(jobs: readonly PlannedBuild[], seconds: Seconds): number {
  const runs = Math.ceil(jobs.length / MOST_JOBS);
  return (
    (runs - 1) * PAUSE_SECONDS +
    Math.max(bound(jobs, seconds), besideLongest(jobs, seconds), narrowest(jobs, seconds))
  );
}

/** The run of the longest build lasts as long as it, and takes 256 jobs: the others come before or after it. */
function besideLongest(jobs: readonly PlannedBuild[], seconds: Seconds): number {
  const works = jobs.map(({ entry }) => START_SECONDS + (seconds.get(entry) ?? 0)).sort((a, b) => a - b);
  const others = works.slice(0, Math.max(0, works.length - MOST_JOBS));
  return (works.at(-1) ?? 0) + sum(others) / SLOTS;
}

/** Where much comes only after a long way, or before one: that way, and all of it spread evenly. */
function narrowest(jobs: readonly PlannedBuild[], seconds: Seconds): number {
  return Math.max(
    besideWays(jobs, ways(jobs, seconds), seconds),
    besideWays(jobs, ways(backwards(jobs), seconds), seconds),
  );
}

function besideWays(jobs: readonly PlannedBuild[], found: Seconds, seconds: Seconds): number {
  const all = jobs.map(({ entry }) => {
    const own = seconds.get(entry) ?? 0;
    return { own, way: (found.get(entry) ?? 0) - own };
  });
  let [work, most] = [0, 0];
  for (const { own, way } of all.sort((one, other) => other.way - one.way)) {
    work += own;
    most = Math.max(most, way + work / SLOTS);
  }
  return most;
}

function backwards(jobs: readonly PlannedBuild[]): readonly Waiting[] {
  const dependents = Map.groupBy(
    jobs.flatMap(({ entry, waitsFor }) => waitsFor.map((awaited) => ({ entry, awaited }))),
    ({ awaited }) => awaited,
  );
  return jobs
    .toReversed()
    .map(({ entry }) => ({ entry, waitsFor: (dependents.get(entry) ?? []).map((one) => one.entry) }));
}

type Waiting = Pick<PlannedBuild, "entry" | "waitsFor">;

export function workOf(jobs: readonly PlannedBuild[], seconds: Seconds): number {
  return sum(jobs.map(({ entry }) => START_SECONDS + (seconds.get(entry) ?? 0)));
}

function ways(jobs: readonly Waiting[], seconds: Seconds): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const { entry, waitsFor } of jobs)
    found.set(entry, (seconds.get(entry) ?? 0) + Math.max(0, ...waitsFor.map((one) => found.get(one) ?? 0)));
  return found;
}

function most(values: ReadonlyMap<string, number>): number {
  return Math.max(0, ...values.values());
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
