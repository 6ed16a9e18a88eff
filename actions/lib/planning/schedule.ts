import { components, type Graph, reversed } from "./graph.ts";

const UNKNOWN_SECONDS = 60;

/**
 * The order of a list schedule: entries with the longest way still before them first, counted in seconds of
 * builds that wait for each other. Whoever waits comes after what it waits for. `waits` has no cycles.
 */
export function listSchedule(waits: Graph, seconds: ReadonlyMap<string, number | null>): string[] {
  const dependents = reversed(waits);
  const usual = median([...seconds.values()].filter((one) => one !== null)) ?? UNKNOWN_SECONDS;
  const remaining = new Map<string, number>();
  for (const [entry = ""] of components(dependents)) {
    const after = (dependents.get(entry) ?? []).map((dependent) => remaining.get(dependent) ?? 0);
    // At least a second each, so that a dependency's way is longer than its dependents'.
    const own = Math.max(1, seconds.get(entry) ?? usual);
    remaining.set(entry, own + after.reduce((a, b) => Math.max(a, b), 0));
  }
  const way = (entry: string) => remaining.get(entry) ?? 0;
  return [...waits.keys()].sort((a, b) => way(b) - way(a) || (a < b ? -1 : 1));
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}
