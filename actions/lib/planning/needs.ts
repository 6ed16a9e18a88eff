import type { Metadata } from "../documents/index.ts";
import { type BuildableMember, isBuildable, type Members } from "./members.ts";
import type { Answer, OfferedNames } from "./offered-names.ts";

/** What an entry's build, tests and packages need from elsewhere. */
export type Needs = {
  /** By the entry that satisfies them; never the entry itself. */
  readonly edges: readonly Edge[];
  readonly unsatisfied: readonly {
    readonly dependency: string;
    readonly answer: Extract<Answer, { by: "older" | "unlisted" | "nobody" }>;
  }[];
};

/** One entry needs another; `checkOnly`: only for check(). */
export type Edge = {
  readonly from: string;
  readonly to: string;
  readonly dependencies: readonly string[];
  readonly checkOnly: boolean;
};

/** Needs of every entry that can be built, by entry. */
export function needsOf(members: Members, names: OfferedNames): ReadonlyMap<string, Needs> {
  const buildable = [...members.values()].filter(isBuildable);
  return new Map(buildable.map((member) => [member.name, needsOfMember(member, names)]));
}

function needsOfMember({ name, state }: BuildableMember, names: OfferedNames): Needs {
  const needed = neededBy(state.tree.metadata);
  const edges = new Map<string, { dependencies: string[]; checkOnly: boolean }>();
  const unsatisfied: Needs["unsatisfied"][number][] = [];
  for (const [dependency, checkOnly] of needed) {
    const answer = names.answer(dependency);
    if (answer.by === "older" || answer.by === "unlisted" || answer.by === "nobody") {
      if (!(answer.by === "older" && answer.entry === name)) unsatisfied.push({ dependency, answer });
    } else if (answer.by === "entry" && answer.entry !== name) {
      const edge = edges.get(answer.entry) ?? { dependencies: [], checkOnly: true };
      edge.dependencies.push(dependency);
      edge.checkOnly &&= checkOnly;
      edges.set(answer.entry, edge);
    }
  }
  return { edges: [...edges].map(([to, edge]) => ({ from: name, to, ...edge })), unsatisfied };
}

/** Dependencies, and whether only check() needs them. */
function neededBy({ packages, makedepends, checkdepends }: Metadata): Map<string, boolean> {
  const needed = new Map<string, boolean>(checkdepends.map((dependency) => [dependency, true]));
  for (const dependency of makedepends) needed.set(dependency, false);
  for (const { depends } of packages) for (const dependency of depends) needed.set(dependency, false);
  return needed;
}
