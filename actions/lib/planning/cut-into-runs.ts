import type { JobGraph } from "./job-graph.ts";
import { earliest, FREELY_WAITED, SLOTS, START_SECONDS } from "./schedule.ts";

/** From the end of a run to the start of the next: publishing, dispatch, planning. */
export const PAUSE_SECONDS = 120;

/** Seconds that a run takes, told after each job that is added to it in the order of the graph. */
export type Course = (graph: JobGraph, first: number) => (job: number) => number;

export type Cutting = {
  /** Jobs in one run. */
  readonly most: number;
  readonly course: Course;
  /** What it costs, in seconds, to end a run before a job. */
  readonly costBefore: readonly number[];
};

/** Of so many jobs a run may begin with any; of more with every second, fourth or eighth, to be quick. */
const CLOSELY_READ = 256;
/** Divides the most jobs of a run, so that all runs can be full. */
const LONGEST_STRIDE = 8;

/** Where runs begin, the first with job 0, so that jobs in this order are all built soonest. */
export function cutIntoRuns(graph: JobGraph, { most, course, costBefore }: Cutting): readonly number[] {
  const count = graph.seconds.length;
  const soonest = Array.from({ length: count + 1 }, (_, job) => (job === 0 ? 0 : Number.POSITIVE_INFINITY));
  const beginnings: number[] = [];
  const stride = Math.min(LONGEST_STRIDE, 2 ** Math.floor(Math.log2(1 + count / CLOSELY_READ)));
  const mayBegin = (job: number) =>
    job % stride === 0 || (costBefore[job] === 0 && (costBefore[job - 1] ?? 0) > 0);
  for (let first = 0; first < count; first++) {
    if (!mayBegin(first)) continue;
    const secondsWith = course(graph, first);
    const begins = (soonest[first] ?? 0) + (first === 0 ? 0 : PAUSE_SECONDS + (costBefore[first] ?? 0));
    for (let job = first; job < Math.min(count, first + most); job++) {
      const ends = begins + secondsWith(job);
      if (ends >= (soonest[job + 1] ?? 0)) continue;
      soonest[job + 1] = ends;
      beginnings[job + 1] = first;
    }
  }
  const cuts: number[] = [];
  for (let end = count; end > 0; end = beginnings[end] ?? 0) cuts.unshift(beginnings[end] ?? 0);
  return cuts;
}

/** What no schedule of these jobs can beat: the longest row of builds, or all the work spread evenly. */
export const leastCourse: Course = ({ waits, seconds }, first) => {
  const ways: number[] = [];
  let [longest, work] = [0, 0];
  return (job) => {
    let way = 0;
    for (const awaited of waits[job] ?? []) if (awaited >= first) way = Math.max(way, ways[awaited] ?? 0);
    way += seconds[job] ?? 0;
    ways[job] = way;
    longest = Math.max(longest, way);
    work += START_SECONDS + (seconds[job] ?? 0);
    return Math.max(longest + START_SECONDS, work / SLOTS);
  };
};

/** What happens if they are started in this order; slots that too many waiting jobs hold count like work. */
export const startedInOrder: Course = ({ waits, seconds }, first) => {
  const slots = Array.from({ length: SLOTS }, () => 0);
  const ends: number[] = [];
  let [last, work, waited] = [0, 0, 0];
  return (job) => {
    let ready = 0;
    for (const awaited of waits[job] ?? []) if (awaited >= first) ready = Math.max(ready, ends[awaited] ?? 0);
    const slot = earliest(slots);
    const started = (slots[slot] ?? 0) + START_SECONDS;
    const end = Math.max(started, ready) + (seconds[job] ?? 0);
    work += START_SECONDS + (seconds[job] ?? 0);
    waited += Math.max(0, ready - started);
    slots[slot] = end;
    ends[job] = end;
    last = Math.max(last, end);
    return last + Math.max(0, waited - FREELY_WAITED * work) / SLOTS;
  };
};
