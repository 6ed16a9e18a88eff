import type { PlannedBuild, UsedDependency } from "../documents/index.ts";
import type { Entry } from "../packages-yaml/packages-yaml.ts";
import { usesMode, usesValue } from "../planning/index.ts";
import type { BuildContext, FinishedBuild } from "./build-context.ts";
import type { LocalPackage } from "./local-repository.ts";

type UsesContext = Pick<BuildContext, "manifest" | "cycles">;

/**
 * What a build really took from the dependencies of its plan, now that those of the same run are there: by the
 * new packages' needs where there are any, else by those of the published ones.
 */
export function actualUses(
  job: PlannedBuild,
  build: {
    readonly entry: Entry;
    readonly finished: readonly FinishedBuild[];
    readonly packages: readonly LocalPackage[];
  },
  context: UsesContext,
): readonly UsedDependency[] {
  const published = packagesPublished(job.entry, context);
  const own = build.packages.length > 0 ? build.packages.map(({ contents }) => contents) : published;
  const needs = own === null ? null : own.flatMap((one) => one.needs);
  return job.uses.map((use) => {
    const question = {
      entry: job.entry,
      dependency: use.entry,
      rebuildOn: build.entry.settings.rebuildOn,
      cycles: context.cycles,
    };
    const mode = usesMode(question);
    const packages = packagesOf(use.entry, build.finished, context);
    if (mode === null || packages === null || isCut(job, use)) return use;
    return { entry: use.entry, value: usesValue({ packages, needs, mode }) };
  });
}

/** A cycle was cut here: the value stays unknown, so that the next run builds it again, complete. */
function isCut({ waitsFor }: PlannedBuild, { entry, value }: UsedDependency): boolean {
  return value === null && !waitsFor.includes(entry);
}

function packagesOf(entry: string, finished: readonly FinishedBuild[], context: UsesContext) {
  const inRun = finished.find(({ result }) => result.entry === entry && result.outcome === "built");
  return inRun?.result.packages ?? packagesPublished(entry, context);
}

function packagesPublished(entry: string, { manifest }: UsesContext) {
  const published = manifest?.entries.find((candidate) => candidate.entry === entry);
  return published?.built?.packages ?? null;
}
