import type { BuildPlan } from "../documents/index.ts";
import type { PlanningWorld } from "./planning-world.ts";

/** Published names that no entry lists any more. The keyring package is publish's own. */
export function removesOf({ packagesYaml, manifest }: PlanningWorld): BuildPlan["removes"] {
  const listed = new Set(packagesYaml.entries.flatMap(({ publishes }) => publishes));
  const entries = new Set(packagesYaml.entries.map(({ name }) => name));
  const keyring = `${packagesYaml.repository.name}-keyring`;
  return (manifest?.entries ?? [])
    .filter(({ entry }) => entry !== keyring)
    .flatMap(({ entry, built }) =>
      (built?.packages ?? [])
        .filter(({ pkgname }) => !listed.has(pkgname))
        .map(({ pkgname }) => ({ pkgname, reason: removeReason(entry, entries.has(entry)) })),
    );
}

function removeReason(entry: string, listed: boolean): string {
  return listed
    ? `${entry} does not list it under \`packages:\` any more`
    : `packages.yaml does not list ${entry} any more`;
}
