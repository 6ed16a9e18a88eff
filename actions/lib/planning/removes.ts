import type { BuildPlan, PublishedEntry, PublishedPackage } from "../documents/index.ts";
import type { Entry } from "../packages-yaml/packages-yaml.ts";
import type { PlanningWorld } from "./planning-world.ts";

/** A published name that no entry of packages.yaml lists any more. */
export type UnlistedName = {
  readonly published: PublishedPackage;
  readonly owner: string;
  /**
   * Whether its owner is an entry still: then only the owner's next finished build takes the name away, which proves that
   * the recipe makes what is listed instead. A name is not lost to a typo. Without its owner it goes at once.
   */
  readonly isOwnerListed: boolean;
};

export function unlistedNames(
  entries: readonly PublishedEntry[],
  tip: readonly Entry[],
): readonly UnlistedName[] {
  const listed = new Set(tip.flatMap(({ publishes }) => publishes));
  const names = new Set(tip.map(({ name }) => name));
  return entries.flatMap(({ entry: owner, built }) =>
    (built?.packages ?? [])
      .filter(({ pkgname }) => !listed.has(pkgname))
      .map((published) => ({ published, owner, isOwnerListed: names.has(owner) })),
  );
}

/** What goes, and with what. The keyring package is publish's own. */
export function removesOf({ packagesYaml, manifest }: PlanningWorld): BuildPlan["removes"] {
  const keyring = `${packagesYaml.repository.name}-keyring`;
  return unlistedNames(manifest?.entries ?? [], packagesYaml.entries)
    .filter(({ owner }) => owner !== keyring)
    .map(({ published: { pkgname }, owner, isOwnerListed }) => ({
      pkgname,
      withBuildOf: isOwnerListed ? owner : null,
      reason: isOwnerListed
        ? `${owner} does not list it under \`packages:\` any more: it stays until ${owner} is built without it`
        : `packages.yaml does not list ${owner} any more`,
    }));
}
