import type { PlannedBuild } from "../documents/index.ts";
import { type Course, cutIntoRuns, leastCourse, PAUSE_SECONDS, startedInOrder } from "./cut-into-runs.ts";
import type { Graph } from "./graph.ts";
import { type JobGraph, jobGraph, partOf } from "./job-graph.ts";
import { quickCost, runSchedule } from "./run-schedule.ts";
import { SLOTS } from "./schedule.ts";
import { sequences } from "./sequences.ts";

/** What one run takes, in the order of its matrix, and what the next ones will. */
export type RunJobs = {
  readonly chosen: readonly PlannedBuild[];
  readonly left: readonly PlannedBuild[];
  /** How many jobs may be under way at once; null: as many as there are slots. */
  readonly parallel: number | null;
};

/** GitHub's limit of jobs in one run's matrix (platform facts A1.1). */
export const MOST_JOBS = 256;

/**
 * Chooses the jobs of one run out of all that are planned. A job comes with all it waits for; with a dependency come
 * its conditional dependents, as far as there is room, since without it they could not be asked. Several sequences of
 * all jobs are each cut into runs, and the one is taken that costs least: until all is built, and for slots that are
 * only held. So a run may also be short, where most of it would wait for its beginning. Pure.
 */
export function chooseJobs(jobs: readonly PlannedBuild[], most: number = MOST_JOBS): RunJobs {
  if (jobs.length === 0) return { chosen: [], left: [], parallel: null };
  const byName = new Map(jobs.map((job) => [job.entry, job]));
  const graph = jobGraph(waitsAmong(jobs), new Map(jobs.map(({ entry, seconds }) => [entry, seconds])));
  const conditional = graph.names.map((name) => byName.get(name)?.conditional === true);
  const [first = []] = bestRuns(graph, conditional, most);
  const { order, slots } = runSchedule(partOf(graph, first));
  const chosen = order.flatMap((at) => byName.get(graph.names[first[at] ?? 0] ?? "") ?? []);
  const taken = new Set(chosen);
  return {
    chosen,
    left: jobs.filter((job) => !taken.has(job)),
    parallel: slots === SLOTS ? null : slots,
  };
}

function waitsAmong(jobs: readonly PlannedBuild[]): Graph {
  const names = new Set(jobs.map(({ entry }) => entry));
  return new Map(jobs.map(({ entry, waitsFor }) => [entry, waitsFor.filter((one) => names.has(one))]));
}

type Runs = readonly (readonly number[])[];

function bestRuns(graph: JobGraph, conditional: readonly boolean[], most: number): Runs {
  const [scheduled = [], ...others] = sequences(graph, conditional);
  const choices = [
    cut(graph, scheduled, { conditional, most, course: startedInOrder }),
    ...[scheduled, ...others].map((one) => cut(graph, one, { conditional, most, course: leastCourse })),
  ];
  return choices.reduce((best, one) => (one.cost < best.cost ? one : best)).runs;
}

type Cut = {
  readonly conditional: readonly boolean[];
  readonly most: number;
  readonly course: Course;
};

function cut(
  graph: JobGraph,
  sequence: readonly number[],
  { conditional, most, course }: Cut,
): { readonly runs: Runs; readonly cost: number } {
  const ordered = partOf(graph, sequence);
  const costBefore = severedCosts(
    ordered,
    sequence.map((job) => conditional[job] === true),
  );
  const cuts = cutIntoRuns(ordered, { most, course, costBefore });
  const runs = cuts.map((first, at) => sequence.slice(first, cuts[at + 1]));
  const severed = cuts.slice(1).reduce((sum, first) => sum + (costBefore[first] ?? 0), 0);
  const seconds = runs.reduce((sum, run) => sum + PAUSE_SECONDS + quickCost(partOf(graph, run)), 0);
  return { runs, cost: seconds + severed };
}

/** More than any run takes: what publish would have to hold back until the other half is built. */
const SEVERED_SECONDS = 1e6;

/** For each job what a cut before it costs: conditional dependents are parted from what they ask about. */
function severedCosts({ waits }: JobGraph, conditional: readonly boolean[]): readonly number[] {
  const changes = waits.map(() => 0);
  for (const [job, awaited] of waits.entries()) {
    if (!conditional[job]) continue;
    for (const one of awaited) changes[one + 1] = (changes[one + 1] ?? 0) + SEVERED_SECONDS;
    changes[job + 1] = (changes[job + 1] ?? 0) - SEVERED_SECONDS * awaited.length;
  }
  let sum = 0;
  return changes.map((change) => {
    sum += change;
    return sum;
  });
}
