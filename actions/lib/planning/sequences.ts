import type { JobGraph } from "./job-graph.ts";
import { SLOTS, schedule } from "./schedule.ts";

/**
 * Orders in which runs may be filled, each with what a job waits for before it and its conditional dependents right
 * behind it. By a schedule of all without a limit; by the ways before and behind a job: what can be early, the more so
 * the more waits for it; what lies on a long way together, and what lies on none; long builds together, and short ones.
 */
export function sequences(graph: JobGraph, conditional: readonly boolean[]): readonly (readonly number[])[] {
  const { before, behind, seconds } = graph;
  const way = (ways: readonly number[], job: number) => ways[job] ?? 0;
  const through = (job: number) => way(before, job) + way(behind, job) - way(seconds, job);
  const places: number[] = [];
  for (const [place, job] of schedule(graph, { slots: SLOTS, patience: 0 }).order.entries())
    places[job] = place;
  const ranks: readonly ((job: number) => number)[] = [
    (job) => way(places, job),
    (job) => through(job),
    (job) => -through(job),
    (job) => way(before, job),
    (job) => -way(behind, job),
    (job) => way(before, job) - 0.3 * way(behind, job),
    (job) => way(before, job) - 0.6 * way(behind, job),
    (job) => -way(seconds, job),
    (job) => way(seconds, job),
  ];
  return ranks.map((rankOf) => sequence(graph, conditional, rankOf));
}

function sequence(
  graph: JobGraph,
  conditional: readonly boolean[],
  rankOf: (job: number) => number,
): readonly number[] {
  const ranks = graph.seconds.map((_, job) => rankOf(job));
  const ranking = [...ranks.keys()].sort(
    (one, other) => (ranks[one] ?? 0) - (ranks[other] ?? 0) || one - other,
  );
  const placed = new Set<number>();
  const place = (jobs: Iterable<number>) => {
    for (const job of reached(jobs, graph.waits, (one) => !placed.has(one)).sort((a, b) => a - b))
      placed.add(job);
  };
  for (const job of ranking) {
    if (placed.has(job) || conditional[job]) continue;
    place([job]);
    place(reached([job], graph.dependents, (one) => conditional[one] === true && !placed.has(one)).slice(1));
  }
  place(ranking.filter((job) => !placed.has(job)));
  return [...placed];
}

/** The jobs and all that can be reached from them by way of such jobs. */
function reached(
  jobs: Iterable<number>,
  targets: JobGraph["waits"],
  holds: (job: number) => boolean,
): number[] {
  const found = new Set(jobs);
  for (const job of found) for (const target of targets[job] ?? []) if (holds(target)) found.add(target);
  return [...found];
}
