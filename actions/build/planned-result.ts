import type { BuildResult, PlannedBuild } from "../lib/documents/index.ts";

/**
 * What a result says otherwise than the plan, in words; null: nothing. A build copies what it is made from out of the
 * plan, all but what it takes from its dependencies: where something else differs, no build of ours wrote it.
 */
export function contradictionTo(job: PlannedBuild, result: BuildResult): string | null {
  const differing = COPIED.find((name) => result[name] !== job[name]);
  if (differing !== undefined)
    return `its ${differing} is ${result[differing]}, where ${job[differing]} was planned`;
  return dependenciesOf(result) === dependenciesOf(job)
    ? null
    : "it names other dependencies than were planned";
}

const COPIED = ["entry", "key", "checks", "commit", "tree"] as const;

function dependenciesOf({ uses }: Pick<PlannedBuild, "uses">): string {
  return uses.map(({ entry }) => entry).join(" ");
}
