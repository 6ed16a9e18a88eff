import type { BuildPlan } from "../documents/index.ts";
import { intentsOf } from "./intents.ts";
import type { PlanningWorld } from "./planning-world.ts";
import { removesOf } from "./removes.ts";
import { listSchedule } from "./schedule.ts";
import { settle } from "./settle.ts";
import { situationOf } from "./situation.ts";
import { waitsOf } from "./waits.ts";

/**
 * What packages.yaml says minus what is published: every entry either a job, with why and after what, or idle,
 * with why not. Pure. Throws PlanningError where the selection names what is no entry.
 */
export function planBuilds(world: PlanningWorld): BuildPlan {
  const situation = situationOf(world);
  const intents = intentsOf(situation);
  const waits = waitsOf(intents.builds, situation);
  const order = listSchedule(waitGraph([...intents.builds.keys()], waits.kept), secondsOf(world));
  const { jobs, idle, missing } = settle(order, { intents, waits }, situation);
  return {
    commit: world.commit,
    base: world.base,
    jobs,
    idle: [...situation.members.keys()].flatMap((entry) => {
      const reason = idle.get(entry);
      return reason === undefined ? [] : [{ entry, reason }];
    }),
    removes: removesOf(world),
    missing,
    cycles: situation.cycles,
  };
}

function waitGraph(
  names: readonly string[],
  edges: readonly { readonly from: string; readonly to: string }[],
): Map<string, string[]> {
  const graph = new Map<string, string[]>(names.map((name) => [name, []]));
  for (const { from, to } of edges) graph.get(from)?.push(to);
  return graph;
}

function secondsOf({ manifest }: PlanningWorld): Map<string, number | null> {
  return new Map(manifest?.entries.map(({ entry, built }) => [entry, built?.seconds ?? null]));
}
