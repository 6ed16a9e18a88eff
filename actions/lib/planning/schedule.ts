import { components, type Graph, reversed } from "./graph.ts";

const UNKNOWN_SECONDS = 60;
/** GitHub's jobs at once on a free account (platform facts A1.3). */
export const SLOTS = 20;
/** What a job costs before it builds. */
const START_SECONDS = 30;

/**
 * The order of a list schedule on 20 slots: whenever one is free, of the builds that need not wait for another the one
 * with the longest way behind it, in seconds of builds that wait for each other; where all would wait, the one that
 * waits shortest. So slots are seldom held by jobs that wait. Whoever waits comes after what it waits for. `waits` has
 * no cycles.
 */
export function listSchedule(waits: Graph, seconds: Seconds): string[] {
  return [...timetable(waits, seconds).keys()];
}

/** Of builds, null: not known. */
export type Seconds = ReadonlyMap<string, number | null>;

/** When a job takes its slot and when its build ends, in seconds from the start of the run. */
export type Times = { readonly starts: number; readonly ends: number };

/** A list schedule with its times, in its order. */
export function timetable(waits: Graph, seconds: Seconds, slotCount = SLOTS): Map<string, Times> {
  const secondsOf = estimate(seconds);
  const dependents = reversed(waits);
  const queue = waitingQueue(waits, dependents);
  const byWay = wayComparison(waysFrom(dependents, seconds));
  queue.candidates.sort(byWay);
  const slots = Array.from({ length: slotCount }, () => 0);
  const times = new Map<string, Times>();
  while (queue.candidates.length > 0) {
    const starts = Math.min(...slots);
    const slot = slots.indexOf(starts);
    const started = starts + START_SECONDS;
    const [entry = ""] = queue.candidates.splice(nextCandidate(queue, started), 1);
    const ends = Math.max(started, queue.readyAt.get(entry) ?? 0) + secondsOf(entry);
    slots[slot] = ends;
    times.set(entry, { starts, ends });
    for (const dependent of releasedBy(entry, ends, queue)) insertSorted(queue.candidates, dependent, byWay);
  }
  return times;
}

/** When all is built, in seconds. */
export function lastEnd(times: ReadonlyMap<string, Times>): number {
  return [...times.values()].reduce((latest, { ends }) => Math.max(latest, ends), 0);
}

/** At least a second each, so that a dependency's way is longer than its dependents'. */
function estimate(seconds: Seconds): (entry: string) => number {
  const usual = median([...seconds.values()].filter((one) => one !== null)) ?? UNKNOWN_SECONDS;
  return (entry) => Math.max(1, seconds.get(entry) ?? usual);
}

type Queue = {
  /** Entries all of whose dependencies have their place, longest way first. */
  readonly candidates: string[];
  /** Seconds after which the last of an entry's dependencies is there. */
  readonly readyAt: Map<string, number>;
  /** How many dependencies have no place yet. */
  readonly missing: Map<string, number>;
  readonly dependents: Graph;
};

function waitingQueue(waits: Graph, dependents: Graph): Queue {
  const missing = new Map([...waits.keys()].map((entry) => [entry, 0]));
  for (const entry of [...dependents.values()].flat()) missing.set(entry, (missing.get(entry) ?? 0) + 1);
  const candidates = [...missing].filter(([, count]) => count === 0).map(([entry]) => entry);
  return { candidates, readyAt: new Map(), missing, dependents };
}

/** The first that need not wait; where all would, the one that waits shortest. */
function nextCandidate({ candidates, readyAt }: Queue, started: number): number {
  const at = candidates.findIndex((entry) => (readyAt.get(entry) ?? 0) <= started);
  if (at >= 0) return at;
  const waits = candidates.map((entry) => readyAt.get(entry) ?? 0);
  return waits.indexOf(Math.min(...waits));
}

function releasedBy(entry: string, end: number, { readyAt, missing, dependents }: Queue): string[] {
  return (dependents.get(entry) ?? []).filter((dependent) => {
    readyAt.set(dependent, Math.max(readyAt.get(dependent) ?? 0, end));
    const left = (missing.get(dependent) ?? 0) - 1;
    missing.set(dependent, left);
    return left === 0;
  });
}

type Comparison = (one: string, other: string) => number;

/** Longest remaining way first, then by name. */
function wayComparison(ways: ReadonlyMap<string, number>): Comparison {
  const wayOf = (entry: string) => ways.get(entry) ?? 0;
  return (one, other) => wayOf(other) - wayOf(one) || (one < other ? -1 : 1);
}

/** Of each node its own seconds and the longest way on from it. No cycles. */
export function waysFrom(graph: Graph, seconds: Seconds): ReadonlyMap<string, number> {
  const secondsOf = estimate(seconds);
  const ways = new Map<string, number>();
  for (const [entry = ""] of components(graph)) {
    const after = (graph.get(entry) ?? []).map((one) => ways.get(one) ?? 0);
    ways.set(entry, secondsOf(entry) + after.reduce((a, b) => Math.max(a, b), 0));
  }
  return ways;
}

function insertSorted(sorted: string[], entry: string, comparison: Comparison): void {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (comparison(sorted[middle] ?? "", entry) < 0) low = middle + 1;
    else high = middle;
  }
  sorted.splice(low, 0, entry);
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}
