import { type Candidate, parseDependency, satisfies } from "../../pkgbuild/index.ts";
import type { LocalPackage } from "../local-repository.ts";

/** One fresh container's worth of installing. `before`: installed first, as users have it. */
export type Scenario = {
  readonly test: "install-alone" | "install-together" | "upgrade";
  readonly before: readonly LocalPackage[];
  readonly packages: readonly LocalPackage[];
};

/**
 * Each package alone, all that do not conflict together, and the upgrade from what is published. The first one is
 * that with the most packages: the user's commands run there.
 */
export function scenariosFor(
  built: readonly LocalPackage[],
  published: readonly LocalPackage[],
): readonly Scenario[] {
  const together = compatible(built);
  const alone = built.map((one): Scenario => ({ test: "install-alone", before: [], packages: [one] }));
  const names = new Set(together.map((local) => local.contents.info.pkgname));
  const before = compatible(published.filter((local) => names.has(local.contents.info.pkgname)));
  return [
    ...(together.length > 1
      ? [{ test: "install-together", before: [], packages: together } satisfies Scenario]
      : []),
    ...alone,
    ...(before.length > 0 ? [{ test: "upgrade", before, packages: together } satisfies Scenario] : []),
  ];
}

/** As many as fit beside each other, taken in order. */
function compatible(packages: readonly LocalPackage[]): readonly LocalPackage[] {
  const chosen: LocalPackage[] = [];
  for (const next of packages) {
    if (!chosen.some((other) => conflict(next, other) || conflict(other, next))) chosen.push(next);
  }
  return chosen;
}

/** Whether `one` names `other` among its conflicts, by name or by what it provides (PKGBUILD(5)). */
function conflict(one: LocalPackage, other: LocalPackage): boolean {
  const candidate: Candidate = other.contents.info;
  return one.contents.info.conflicts.some((text) => satisfies(parseDependency(text), candidate));
}
