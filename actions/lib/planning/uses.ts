import type { PlannedBuild, UsedDependency } from "../documents/index.ts";
import type { BuildSettings } from "../packages-yaml/packages-yaml.ts";

export type UsesMode = "soname" | "version";

export type UsesQuestion = {
  readonly entry: string;
  readonly dependency: string;
  readonly rebuildOn: BuildSettings["rebuildOn"];
  /** `BuildPlan.cycles`: between members of one cycle versions would rebuild each other for ever. */
  readonly cycles: readonly (readonly string[])[];
};

/** What counts of one entry's dependency on another; null: nothing does, it is not among the `uses`. */
export function usesMode({ entry, dependency, rebuildOn, cycles }: UsesQuestion): UsesMode | null {
  if (rebuildOn === "never") return null;
  const together = cycles.some((cycle) => cycle.includes(entry) && cycle.includes(dependency));
  return together ? "soname" : rebuildOn;
}

export type UsesOfPackages = {
  /** The dependency's packages, as built or published. */
  readonly packages: readonly { readonly version: string; readonly offers: readonly string[] }[];
  /**
   * Sonames that the dependent's packages need: of its new packages once they are built; of those published for
   * a plan and for a build that failed; null where nothing of it was ever built: all offered ones count.
   */
  readonly needs: readonly string[] | null;
  readonly mode: UsesMode;
};

/** The value of one `uses`: the sonames taken, or the versions, sorted, a space between; "" for none. */
export function usesValue({ packages, needs, mode }: UsesOfPackages): string {
  if (mode === "version") return joined(packages.map(({ version }) => version));
  const wanted = needs === null ? null : new Set(needs);
  const offered = packages.flatMap(({ offers }) => offers);
  return joined(offered.filter((soname) => wanted === null || wanted.has(soname)));
}

function joined(values: readonly string[]): string {
  return [...new Set(values)].sort().join(" ");
}

/**
 * Whether a conditional build has nothing to do: what it takes from the dependencies it waited for came out as in
 * `reference` (`referenceUses`). A dependency that is not among the uses counts as one of which nothing is taken.
 */
export function unneeded(
  planned: Pick<PlannedBuild, "conditional" | "uses">,
  actual: readonly UsedDependency[],
  reference: readonly UsedDependency[],
): boolean {
  if (!planned.conditional) return false;
  const unknown = planned.uses.filter(({ value }) => value === null);
  return unknown.every(({ entry }) => usedValue(actual, entry) === usedValue(reference, entry));
}

/** null: it was not known when these uses were written. */
export function usedValue(uses: readonly UsedDependency[], entry: string): string | null {
  const use = uses.find((candidate) => candidate.entry === entry);
  return use === undefined ? "" : use.value;
}
