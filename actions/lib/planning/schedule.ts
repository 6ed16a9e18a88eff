import type { Graph } from "./graph.ts";
import { type JobGraph, jobGraph, type Seconds } from "./job-graph.ts";

/** GitHub's jobs at once on a free account (platform facts A1.3). */
export const SLOTS = 20;
/** What a job costs before it builds. */
export const START_SECONDS = 30;

/** How long slots may be held by jobs that wait, in relation to the work, before others miss them. */
export const FREELY_WAITED = 0.2;

/** The order in which jobs are best started on 20 slots, whoever waits after what it waits for; `waits` has no cycles. */
export function listSchedule(waits: Graph, seconds: Seconds): string[] {
  const graph = jobGraph(waits, seconds);
  return schedule(graph, { slots: SLOTS, patience: 0 }).order.map((job) => graph.names[job] ?? "");
}

export type Manner = {
  readonly slots: number;
  /** For how many seconds a job may hold a slot and wait, while another that need not wait is there. */
  readonly patience: number;
};

/** `end`: seconds until all is built; `held`: seconds of all slots together in which a job has them. */
export type Schedule = { readonly order: readonly number[]; readonly end: number; readonly held: number };

/**
 * A list schedule: whenever a slot is free, of the builds that are patient enough to wait for what they need the one
 * with the longest way behind it takes it; where none is, the one that waits shortest.
 */
export function schedule(graph: JobGraph, { slots: count, patience }: Manner): Schedule {
  const queue = waitingQueue(graph);
  const slots = Array.from({ length: count }, () => 0);
  const order: number[] = [];
  let [end, held] = [0, 0];
  while (queue.candidates.length > 0) {
    const slot = earliest(slots);
    const starts = slots[slot] ?? 0;
    const started = starts + START_SECONDS;
    const [job = 0] = queue.candidates.splice(nextCandidate(queue, started + patience), 1);
    const ends = Math.max(started, queue.readyAt[job] ?? 0) + (graph.seconds[job] ?? 0);
    slots[slot] = ends;
    order.push(job);
    held += ends - starts;
    end = Math.max(end, ends);
    release(queue, job, ends);
  }
  return { order, end, held };
}

type Queue = {
  readonly graph: JobGraph;
  /** Jobs all of whose dependencies have their place, longest way behind them first. */
  readonly candidates: number[];
  /** Seconds after which the last of a job's dependencies is there. */
  readonly readyAt: number[];
  /** How many dependencies have no place yet. */
  readonly missing: number[];
};

function waitingQueue(graph: JobGraph): Queue {
  const missing = graph.waits.map(({ length }) => length);
  const candidates = [...missing.keys()].filter((job) => missing[job] === 0);
  return {
    graph,
    candidates: candidates.sort((one, other) => precedence(graph, one, other)),
    readyAt: graph.waits.map(() => 0),
    missing,
  };
}

/** Longest way behind it first, then by number. */
function precedence({ behind }: JobGraph, one: number, other: number): number {
  return (behind[other] ?? 0) - (behind[one] ?? 0) || one - other;
}

/** The first that can begin in time; where none can, the one that waits shortest. */
function nextCandidate({ candidates, readyAt }: Queue, inTime: number): number {
  const at = candidates.findIndex((job) => (readyAt[job] ?? 0) <= inTime);
  return at >= 0 ? at : earliest(candidates.map((job) => readyAt[job] ?? 0));
}

export function earliest(times: readonly number[]): number {
  let first = 0;
  for (let at = 1; at < times.length; at++) if ((times[at] ?? 0) < (times[first] ?? 0)) first = at;
  return first;
}

function release(queue: Queue, job: number, ends: number): void {
  const { graph, readyAt, missing } = queue;
  for (const dependent of graph.dependents[job] ?? []) {
    readyAt[dependent] = Math.max(readyAt[dependent] ?? 0, ends);
    missing[dependent] = (missing[dependent] ?? 0) - 1;
    if (missing[dependent] === 0) insertSorted(queue, dependent);
  }
}

function insertSorted({ candidates, graph }: Queue, job: number): void {
  let [low, high] = [0, candidates.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (precedence(graph, candidates[middle] ?? 0, job) < 0) low = middle + 1;
    else high = middle;
  }
  candidates.splice(low, 0, job);
}
