import { components } from "./graph.ts";
import { heldEntries } from "./holds.ts";
import { type Member, type Members, membersOf } from "./members.ts";
import { type Edge, type Needs, needsOf } from "./needs.ts";
import { type OfferedNames, offeredNames } from "./offered-names.ts";
import type { PlanningWorld } from "./planning-world.ts";
import { type UsesMode, usesMode, usesValue } from "./uses.ts";

/** The world as the steps of planning look at it. */
export type Situation = {
  readonly world: PlanningWorld;
  readonly members: Members;
  readonly names: OfferedNames;
  /** Entries that a rollback holds. */
  readonly held: ReadonlySet<string>;
  /** Components of more than one entry, by names alone: whether or not anything in them is to be built. */
  readonly cycles: readonly (readonly string[])[];
  edgesOf(entry: string): readonly Edge[];
  unsatisfiedOf(entry: string): Needs["unsatisfied"];
  inOneCycle(edge: Edge): boolean;
  /** What counts of an edge for `uses`; null: nothing. */
  modeOf(edge: Edge): UsesMode | null;
  /** What an edge's dependent takes of the dependency as both are published; null: it never was. */
  publishedValue(edge: Edge, mode: UsesMode): string | null;
};

export function situationOf(world: PlanningWorld): Situation {
  const members = membersOf(world);
  const names = offeredNames(members, world.distribution);
  const needs = needsOf(members, names);
  const edgesOf = (entry: string) => needs.get(entry)?.edges ?? [];
  const graph = new Map([...members.keys()].map((name) => [name, edgesOf(name).map(({ to }) => to)]));
  const cycles = components(graph).filter(({ length }) => length > 1);
  const cycleOf = new Map(cycles.flatMap((cycle) => cycle.map((name) => [name, cycle])));
  return {
    world,
    members,
    names,
    held: new Set(heldEntries(world.manifest?.entries ?? [], world.packagesYaml.entries).keys()),
    cycles,
    edgesOf,
    unsatisfiedOf: (entry) => needs.get(entry)?.unsatisfied ?? [],
    inOneCycle: ({ from, to }) => cycleOf.has(from) && cycleOf.get(from) === cycleOf.get(to),
    modeOf({ from, to }) {
      const rebuildOn = members.get(from)?.entry.settings.rebuildOn ?? "never";
      const cycle = cycleOf.get(from);
      return usesMode({ entry: from, dependency: to, rebuildOn, cycles: cycle ? [cycle] : [] });
    },
    publishedValue({ from, to }, mode) {
      const packages = members.get(to)?.published?.built?.packages;
      return packages ? usesValue({ packages, needs: publishedNeeds(members.get(from)), mode }) : null;
    },
  };
}

function publishedNeeds(member: Member | undefined): readonly string[] | null {
  return member?.published?.built?.packages.flatMap(({ needs }) => needs) ?? null;
}
