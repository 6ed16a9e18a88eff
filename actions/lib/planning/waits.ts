import { type CutEdges, cutCycles } from "./cycles.ts";
import type { Intent } from "./intents.ts";
import type { Edge } from "./needs.ts";
import type { Situation } from "./situation.ts";

/**
 * Who waits for whom among the intended builds, cycles cut. In a cycle nobody waits for a build with a weaker
 * cause, which only reacts, and completions do not wait for each other: they take what is published. So a cycle
 * that was cut comes to rest after one more run.
 */
export function waitsOf(builds: ReadonlyMap<string, Intent>, situation: Situation): CutEdges {
  const causeOf = (entry: string) => builds.get(entry)?.cause ?? "condition";
  const waits = (edge: Edge): boolean => {
    if (!builds.has(edge.to)) return false;
    const [own, other] = [causeOf(edge.from), causeOf(edge.to)];
    if (!situation.inOneCycle(edge)) return true;
    return own === other ? own !== "completion" : STRENGTH[other] > STRENGTH[own];
  };
  const edges = [...builds.keys()].flatMap((name) => situation.edgesOf(name).filter(waits));
  return cutCycles(edges, (edge) => (causeOf(edge.from) === "condition" ? 0 : costOf(edge, situation)));
}

const STRENGTH: Readonly<Record<Intent["cause"], number>> = { condition: 0, completion: 1, change: 2 };

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
