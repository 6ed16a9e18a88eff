import { reaching } from "./graph.ts";
import { type BuildableMember, isBuildable } from "./members.ts";
import { type Cause, countedEdges, decide, type Rest } from "./own-reason.ts";
import { selectedEntries } from "./selection.ts";
import type { Situation } from "./situation.ts";

/** What each entry would do if nothing stood in its way. */
export type Intents = {
  readonly builds: ReadonlyMap<string, Intent>;
  /** Why an entry rests; for a conditional build, why it would. */
  readonly rests: ReadonlyMap<string, Rest>;
};
/** "condition": only if a dependency that is built comes out different. */
export type Intent = { readonly member: BuildableMember } & (Cause | { readonly cause: "condition" });

export function intentsOf(situation: Situation): Intents {
  const selected = selectedEntries(situation);
  const builds = new Map<string, Intent>();
  const rests = new Map<string, Rest>();
  const perhaps: BuildableMember[] = [];
  for (const member of situation.members.values()) {
    if (!selected.has(member.name)) rests.set(member.name, NOT_SELECTED);
    else if (!isBuildable(member)) rests.set(member.name, member.state);
    else {
      const decision = decide(member, situation);
      if (decision.kind === "build") builds.set(member.name, { member, ...decision });
      else {
        rests.set(member.name, decision);
        perhaps.push(member);
      }
    }
  }
  for (const member of conditional(perhaps, builds, situation))
    builds.set(member.name, { member, cause: "condition" });
  return { builds, rests };
}

const NOT_SELECTED: Rest = { standing: "rests", reason: "not selected" };

/** Of those that would rest, the ones whose dependencies are built, also by way of each other. */
function conditional(
  perhaps: readonly BuildableMember[],
  builds: ReadonlyMap<string, Intent>,
  situation: Situation,
): BuildableMember[] {
  const graph = new Map<string, string[]>([...builds.keys()].map((name) => [name, []]));
  for (const { name } of perhaps)
    graph.set(
      name,
      countedEdges(name, situation).map(({ edge }) => edge.to),
    );
  const reached = reaching(builds.keys(), graph);
  return perhaps.filter(({ name }) => reached.has(name));
}
