import type { FinishedBuild } from "../lib/building/index.ts";
import type { BuildPlan, Manifest } from "../lib/documents/index.ts";
import type { ChangedEntry } from "./changed-entries.ts";

/** What a trial says of one entry. */
export type TrialVerdict = {
  readonly entry: string;
  readonly passed: boolean;
  /** "built", "failed", "held"; "not tried": the plan had no job for it. */
  readonly outcome: string;
  readonly reason: string;
};

/** What there was to build, and what came of it. */
export type Tried = {
  readonly plan: Pick<BuildPlan, "idle">;
  readonly manifest: Pick<Manifest, "entries"> | null;
  readonly finished: readonly Pick<FinishedBuild, "result">[];
};

/**
 * Only what was built passes, so that an entry that cannot be read, or lacks a dependency, does not slip through. One
 * that a rollback holds is not built after the merge either. What was built for the others' sake counts as they do.
 */
export function judgeTrial(changed: readonly ChangedEntry[], tried: Tried): readonly TrialVerdict[] {
  const results = new Map(tried.finished.map(({ result }) => [result.entry, result]));
  const names = new Set([...changed.map(({ head }) => head.name), ...results.keys()]);
  return [...names].map((entry) => {
    const result = results.get(entry);
    if (result === undefined) return verdictWithoutJob(entry, tried);
    const { outcome, reason } = result;
    return { entry, passed: outcome === "built" || outcome === "unneeded", outcome, reason };
  });
}

function verdictWithoutJob(entry: string, { plan, manifest }: Tried): TrialVerdict {
  const reason = plan.idle.find((idle) => idle.entry === entry)?.reason ?? "the plan does not name it";
  const isHeld = manifest?.entries.some((one) => one.entry === entry && one.hold !== null) ?? false;
  return { entry, passed: isHeld, outcome: isHeld ? "held" : "not tried", reason };
}
