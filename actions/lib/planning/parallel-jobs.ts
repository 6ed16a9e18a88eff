import type { PlannedBuild } from "../documents/index.ts";
import { waitsAmong } from "./choose-jobs.ts";
import { lastEnd, SLOTS, type Times, timetable } from "./schedule.ts";

/** Slots held, in relation to the work, above which a run is made narrower. */
const MOST_HELD = 1.2;
/** What that may cost in time. */
const LONGEST = 1.01;

/**
 * How many jobs of a run may be under way at once; null: as many as there are. Where packages stand in long rows, most
 * slots would only be held by jobs that wait, and other workflows of the account would stand behind them.
 */
export function parallelJobs(jobs: readonly PlannedBuild[]): number | null {
  const waits = waitsAmong(jobs);
  const seconds = new Map(jobs.map(({ entry, seconds }) => [entry, seconds]));
  const wide = timetable(waits, seconds);
  const work = heldSeconds(timetable(waits, seconds, 1));
  if (heldSeconds(wide) <= MOST_HELD * work) return null;
  for (let slots = 1; slots < SLOTS; slots++) {
    if (lastEnd(timetable(waits, seconds, slots)) <= LONGEST * lastEnd(wide)) return slots;
  }
  return null;
}

/** With one slot nothing is waited for: then this is the work itself. */
function heldSeconds(times: ReadonlyMap<string, Times>): number {
  return [...times.values()].reduce((sum, { starts, ends }) => sum + ends - starts, 0);
}
