import type { PlannedBuild } from "../documents/index.ts";
import { referenceUses, unneeded } from "../planning/index.ts";
import { actualUses } from "./actual-uses.ts";
import type { BuildContext, FinishedBuild } from "./build-context.ts";
import { entryOf, type ResultPlace, settleWithoutBuild } from "./build-package.ts";
import { wordsFor } from "./supplies.ts";

export type EarlyContext = ResultPlace & Pick<BuildContext, "entries" | "manifest" | "cycles">;

/**
 * The result of a job that needs no container, written into its folder: nothing it takes has changed, or it stands
 * behind one that failed. null: it is to be built. `finished` are the results of all that it waits for.
 */
export async function settledEarly(
  job: PlannedBuild,
  finished: readonly FinishedBuild[],
  context: EarlyContext,
): Promise<FinishedBuild | null> {
  const entry = entryOf(job, context);
  const uses = actualUses(job, { entry, finished, packages: [] }, context);
  const published = context.manifest?.entries.find((candidate) => candidate.entry === job.entry) ?? null;
  if (unneeded(job, uses, referenceUses(published, job.key))) {
    const reason = `nothing it takes from ${job.waitsFor.join(", ")} has changed`;
    const verdict = { outcome: "unneeded", phase: null, reason, fault: null, uses } as const;
    return await settleWithoutBuild(job, verdict, context);
  }
  const blocker = neverPublished(job, finished, context);
  if (blocker === null) return null;
  const { result } = blocker;
  const reason = `it waits for ${result.entry}, which ${wordsFor(result.outcome)} and was never published: ${result.reason}`;
  const verdict = { outcome: "blocked", phase: "dependencies", reason, fault: null, uses } as const;
  return await settleWithoutBuild(job, verdict, context);
}

/** A dependency that failed in this run and of which there is no published version either. */
function neverPublished(
  { waitsFor }: PlannedBuild,
  finished: readonly FinishedBuild[],
  { manifest }: Pick<BuildContext, "manifest">,
): FinishedBuild | null {
  const isPublished = (entry: string) =>
    manifest?.entries.some((candidate) => candidate.entry === entry && candidate.built !== null) ?? false;
  return (
    finished.find(
      ({ result: { entry, outcome } }) =>
        waitsFor.includes(entry) && outcome !== "built" && outcome !== "unneeded" && !isPublished(entry),
    ) ?? null
  );
}
