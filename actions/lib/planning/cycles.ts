import { components } from "./graph.ts";
import type { Edge } from "./needs.ts";

/** Edges without cycles; what was cut for that; and the components that nothing could be cut in. */
export type CutEdges = {
  readonly kept: readonly Edge[];
  readonly cut: readonly Edge[];
  readonly stuck: readonly (readonly string[])[];
};

/**
 * Cuts cycles, the cheapest edge first, until none is left; an edge that costs Infinity is never cut.
 * Edges inside a stuck component are neither kept nor cut.
 */
export function cutCycles(edges: readonly Edge[], costOf: (edge: Edge) => number): CutEdges {
  const kept = new Set(edges);
  const cut: Edge[] = [];
  const stuck: string[][] = [];
  const parts: (readonly Edge[])[] = [edges];
  for (const part of parts) {
    for (const { members, inner } of cyclesOf(part)) {
      const cheapest = inner.reduce((a, b) => (costOf(b) < costOf(a) ? b : a));
      if (costOf(cheapest) === Number.POSITIVE_INFINITY) {
        stuck.push(members);
        for (const edge of inner) kept.delete(edge);
      } else {
        cut.push(cheapest);
        kept.delete(cheapest);
        parts.push(inner.filter((edge) => edge !== cheapest));
      }
    }
  }
  return { kept: [...kept], cut, stuck };
}

/** Components of more than one node, each with the edges inside it. */
function cyclesOf(edges: readonly Edge[]): { members: string[]; inner: readonly Edge[] }[] {
  const graph = new Map<string, string[]>();
  for (const { from, to } of edges) {
    graph.set(from, [...(graph.get(from) ?? []), to]);
    if (!graph.has(to)) graph.set(to, []);
  }
  const cycles = components(graph).filter(({ length }) => length > 1);
  const cycleOf = new Map(cycles.flatMap((cycle) => cycle.map((name) => [name, cycle])));
  const inside = Map.groupBy(
    edges.filter(({ from, to }) => cycleOf.has(from) && cycleOf.get(from) === cycleOf.get(to)),
    ({ from }) => cycleOf.get(from),
  );
  return cycles.map((members) => ({ members, inner: inside.get(members) ?? [] }));
}
