import { components, type Graph, reversed } from "./graph.ts";

const UNKNOWN_SECONDS = 60;
/** GitHub's jobs at once on a free account (platform facts A1.3). */
const SLOTS = 20;
/** What a job costs before it builds. */
const START_SECONDS = 30;

/**
 * The order of a list schedule on 20 slots: whenever one is free, of the builds that need not wait for another the one
 * with the longest way behind it, in seconds of builds that wait for each other; where all would wait, the one that
 * waits shortest. So slots are seldom held by jobs that wait. Whoever waits comes after what it waits for. `waits` has
 * no cycles.
 */
export function listSchedule(waits: Graph, seconds: ReadonlyMap<string, number | null>): string[] {
  const usual = median([...seconds.values()].filter((one) => one !== null)) ?? UNKNOWN_SECONDS;
  // At least a second each, so that a dependency's way is longer than its dependents'.
  const secondsOf = (entry: string) => Math.max(1, seconds.get(entry) ?? usual);
  const dependents = reversed(waits);
  const queue = waitingQueue(waits, dependents);
  const byWay = wayComparison(dependents, secondsOf);
  queue.candidates.sort(byWay);
  const slots = Array.from({ length: SLOTS }, () => 0);
  const order: string[] = [];
  while (queue.candidates.length > 0) {
    const slot = slots.indexOf(Math.min(...slots));
    const started = (slots[slot] ?? 0) + START_SECONDS;
    const [entry = ""] = queue.candidates.splice(nextCandidate(queue, started), 1);
    const end = Math.max(started, queue.readyAt.get(entry) ?? 0) + secondsOf(entry);
    slots[slot] = end;
    order.push(entry);
    for (const dependent of releasedBy(entry, end, queue)) insertSorted(queue.candidates, dependent, byWay);
  }
  return order;
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
function wayComparison(dependents: Graph, secondsOf: (entry: string) => number): Comparison {
  const ways = new Map<string, number>();
  const wayOf = (entry: string) => ways.get(entry) ?? 0;
  for (const [entry = ""] of components(dependents)) {
    const after = (dependents.get(entry) ?? []).map(wayOf);
    ways.set(entry, secondsOf(entry) + after.reduce((a, b) => Math.max(a, b), 0));
  }
  return (one, other) => wayOf(other) - wayOf(one) || (one < other ? -1 : 1);
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
