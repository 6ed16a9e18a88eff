import { type CutEdges, cutCycles } from "./cycles.ts";
import type { Intent } from "./intents.ts";
import type { Edge } from "./needs.ts";
import type { Situation } from "./situation.ts";

/**
 * Who waits for whom among the intended builds, cycles cut. In a cycle a build with a reason of its own does not
 * wait for a conditional one: that one only reacts to it.
 */
export function waitsOf(builds: ReadonlyMap<string, Intent>, situation: Situation): CutEdges {
  const isConditional = (entry: string) => builds.get(entry)?.reason === null;
  const edges = [...builds.keys()].flatMap((name) =>
    situation
      .edgesOf(name)
      .filter((edge) => builds.has(edge.to))
      .filter((edge) => isConditional(name) || !isConditional(edge.to) || !situation.inOneCycle(edge)),
  );
  return cutCycles(edges, (edge) => (isConditional(edge.from) ? 0 : costOf(edge, situation)));
}

/** Whether a dependency can be had without the build that is not waited for. */
export function hasFallback({ to, dependencies }: Edge, { names }: Situation): boolean {
  return dependencies.every((one) => names.publishedHas(to, [one]) || names.distributionHas([one]));
}

/** A cut build is made again in the next run: check() first, then the quicker. */
function costOf(edge: Edge, situation: Situation): number {
  const fallback = hasFallback(edge, situation);
  if (!edge.checkOnly && !fallback) return Number.POSITIVE_INFINITY;
  const rank = edge.checkOnly ? (fallback ? 1 : 2) : 3;
  const seconds = situation.members.get(edge.from)?.published?.built?.seconds ?? 0;
  return rank * LONGER_THAN_ANY_BUILD_SECONDS + Math.min(seconds, LONGER_THAN_ANY_BUILD_SECONDS - 1);
}

const LONGER_THAN_ANY_BUILD_SECONDS = 1e6;
