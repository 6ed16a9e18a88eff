import type { JobGraph } from "./job-graph.ts";
import { FREELY_WAITED, type Schedule, SLOTS, START_SECONDS, schedule } from "./schedule.ts";

/** `slots`: how many jobs may be under way at once; `cost`: what chooses between schedules, in seconds. */
export type RunSchedule = Schedule & { readonly slots: number; readonly cost: number };

/** How much dearer a slot is that is needlessly held than one at work: other workflows of the account may want it. */
const HELD_WEIGHT = 4;
/** In seconds: how long critical jobs may hold a slot for what they need. */
const PATIENCES = [0, 60, 300, Number.POSITIVE_INFINITY];

/**
 * How one run is best done. Where packages stand in long rows most slots would only be held by jobs that wait, and
 * other workflows of the account would stand behind them: such a run is made narrower.
 */
export function runSchedule(graph: JobGraph): RunSchedule {
  const wide = cheapest(PATIENCES.map((patience) => inManner(graph, SLOTS, patience)));
  if (wide.cost === wide.end) return wide;
  const narrow = Array.from({ length: SLOTS - 1 }, (_, at) => at + 1).flatMap((slots) =>
    PATIENCES.map((patience) => inManner(graph, slots, patience)),
  );
  return cheapest([wide, ...narrow]);
}

/** What `runSchedule` costs at most, found in a hurry. */
export function quickCost(graph: JobGraph): number {
  const hurried = (slots: number) =>
    cheapest(PATIENCES.slice(0, 2).map((patience) => inManner(graph, slots, patience)));
  const wide = hurried(SLOTS);
  if (wide.cost === wide.end) return wide.cost;
  const busy = Math.ceil(workOf(graph) / wide.end);
  return Math.min(wide.cost, ...[busy, busy + 1].map((slots) => hurried(slots).cost));
}

function inManner(graph: JobGraph, slots: number, patience: number): RunSchedule {
  const made = schedule(graph, { slots, patience });
  const needless = Math.max(0, made.held - (1 + FREELY_WAITED) * workOf(graph));
  return {
    ...made,
    slots,
    cost: made.end + (HELD_WEIGHT * needless) / SLOTS,
  };
}

function workOf({ seconds }: JobGraph): number {
  return seconds.reduce((sum, one) => sum + START_SECONDS + one, 0);
}

function cheapest(schedules: readonly RunSchedule[]): RunSchedule {
  return schedules.reduce((best, one) => (one.cost < best.cost ? one : best));
}
