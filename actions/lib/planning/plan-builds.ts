import type { BuildPlan } from "../documents/index.ts";
import { brokenEntries, sonamesElsewhere } from "./broken.ts";
import { intentsOf } from "./intents.ts";
import type { PlanningWorld } from "./planning-world.ts";
import { offeredByPlatform } from "./platform.ts";
import { removesOf } from "./removes.ts";
import { listSchedule } from "./schedule.ts";
import { settle } from "./settle.ts";
import { type Situation, situationOf } from "./situation.ts";
import { toldToBuild, toldToRest } from "./told-reasons.ts";
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
  const published = world.manifest?.entries ?? [];
  const elsewhere = sonamesElsewhere(published, inDistribution(situation));
  const broken = new Map(brokenEntries(published, elsewhere).map(({ entry, reason }) => [entry, reason]));
  return {
    commit: world.commit,
    base: world.base,
    jobs: jobs.map((job) => ({ ...job, reason: toldToBuild(job.reason, broken.get(job.entry)) })),
    idle: [...situation.members.keys()].flatMap((entry) => {
      const rest = idle.get(entry);
      return rest === undefined ? [] : [{ entry, ...toldToRest(rest, broken.get(entry)) }];
    }),
    removes: removesOf(world),
    missing,
    cycles: situation.cycles,
    elsewhere,
  };
}

/** Whether core or extra offer a soname, by their names, and by their file lists where those were read. */
function inDistribution({ world: { platform }, names }: Situation): (soname: string) => boolean {
  return (soname) =>
    names.distributionHas([soname]) || (platform !== null && offeredByPlatform(soname, platform));
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
