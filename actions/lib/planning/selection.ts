import { PlanningError } from "./planning-error.ts";
import type { Situation } from "./situation.ts";

/**
 * The entries that a plan may build: all, or those named by hand and what of their dependencies was never
 * published. Throws PlanningError "unknown-package" for names that are no entries, listing all of them.
 */
export function selectedEntries(situation: Situation): ReadonlySet<string> {
  const { members, world, edgesOf } = situation;
  const named = world.selection.packages;
  if (named === null) return new Set(members.keys());
  const unknown = named.filter((name) => !members.has(name));
  if (unknown.length > 0) throw unknownPackages(unknown, [...members.keys()]);
  const selected = new Set(named);
  for (const name of selected)
    for (const { to } of edgesOf(name)) if (!members.get(to)?.published?.built) selected.add(to);
  return selected;
}

function unknownPackages(unknown: readonly string[], entries: readonly string[]): PlanningError {
  const names = unknown.map((name) => JSON.stringify(name)).join(", ");
  const known = entries.length > 20 ? `${entries.slice(0, 20).join(", ")}, …` : entries.join(", ");
  return new PlanningError(
    "unknown-package",
    `--packages names ${names}, which packages.yaml does not list under \`packages:\`. It lists ${known || "nothing"}.`,
  );
}
