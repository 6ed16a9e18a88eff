import type { Metadata } from "../documents/index.ts";
import { parseDependency } from "../pkgbuild/index.ts";
import { type BuildableMember, isBuildable, type Members } from "./members.ts";
import { type Answer, namesOf, type OfferedNames } from "./offered-names.ts";

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

function needsOfMember({ name, entry, state }: BuildableMember, names: OfferedNames): Needs {
  const needed = neededBy(state.tree.metadata, entry.publishes);
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

/** Dependencies, and whether only check() needs them. What is not published needs nothing that the PKGBUILD makes itself. */
function neededBy(
  { packages, makedepends, checkdepends }: Metadata,
  publishes: readonly string[],
): Map<string, boolean> {
  const needed = new Map<string, boolean>(checkdepends.map((dependency) => [dependency, true]));
  for (const dependency of makedepends) needed.set(dependency, false);
  const made = new Set(packages.flatMap(namesOf));
  for (const { pkgname, depends } of packages) {
    const isPublished = publishes.includes(pkgname);
    for (const dependency of depends) {
      if (isPublished || !made.has(parseDependency(dependency).name)) needed.set(dependency, false);
    }
  }
  return needed;
}
