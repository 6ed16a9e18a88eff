import { components, type Graph } from "./graph.ts";

/** Of builds, null: not known. */
export type Seconds = ReadonlyMap<string, number | null>;

/** Jobs by number, each after all it waits for. */
export type JobGraph = {
  readonly waits: readonly (readonly number[])[];
  readonly dependents: readonly (readonly number[])[];
  /** Of each build; the usual ones where they are not known. */
  readonly seconds: readonly number[];
  /** Seconds of the longest row of builds that wait for each other up to a job, and of that on from it; itself in both. */
  readonly before: readonly number[];
  readonly behind: readonly number[];
};

export type NamedJobGraph = JobGraph & { readonly names: readonly string[] };

const UNKNOWN_SECONDS = 60;

/** `waits` has no cycles. */
export function jobGraph(waits: Graph, seconds: Seconds): NamedJobGraph {
  const names = components(waits).flat();
  const numbers = new Map(names.map((name, number) => [name, number]));
  const usual = median([...seconds.values()].filter((one) => one !== null)) ?? UNKNOWN_SECONDS;
  const graph = withWays({
    waits: names.map((name) => (waits.get(name) ?? []).flatMap((one) => numbers.get(one) ?? [])),
    // At least one, so that a dependency's way is longer than its dependents'.
    seconds: names.map((name) => Math.max(1, seconds.get(name) ?? usual)),
  });
  return { ...graph, names };
}

/** The jobs of `order` alone, numbered by their place in it; each comes after what it waits for. */
export function partOf(graph: JobGraph, order: readonly number[]): JobGraph {
  const places = new Map(order.map((job, place) => [job, place]));
  return withWays({
    waits: order.map((job) => (graph.waits[job] ?? []).flatMap((one) => places.get(one) ?? [])),
    seconds: order.map((job) => graph.seconds[job] ?? 0),
  });
}

function withWays({ waits, seconds }: Pick<JobGraph, "waits" | "seconds">): JobGraph {
  const dependents: number[][] = waits.map(() => []);
  for (const [job, awaited] of waits.entries()) for (const one of awaited) dependents[one]?.push(job);
  const before: number[] = [];
  for (const job of seconds.keys()) before[job] = longest(waits[job], before) + (seconds[job] ?? 0);
  const behind: number[] = [];
  for (let job = seconds.length - 1; job >= 0; job--)
    behind[job] = longest(dependents[job], behind) + (seconds[job] ?? 0);
  return { waits, dependents, seconds, before, behind };
}

function longest(jobs: readonly number[] = [], ways: readonly number[]): number {
  let most = 0;
  for (const job of jobs) most = Math.max(most, ways[job] ?? 0);
  return most;
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}
