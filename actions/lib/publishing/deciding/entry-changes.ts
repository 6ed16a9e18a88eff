import type { BuildResult, Built, Failure, Inputs, Metadata } from "../../documents/index.ts";
import type { Accepted, Failed } from "./judge-result.ts";
import type { EntryChange } from "./next-entries.ts";

/** `time` UTC, ISO 8601; `run` its URL, null on a machine of one's own. */
export type Occasion = { readonly time: string; readonly run: string | null };

/** The manifest is read by every run; the whole text stands in the report. */
const REASON_CHARACTERS = 2000;

/** What the manifest records of the accepted and of the failed results, by entry. */
export function entryChanges(
  { accepted, failed }: { accepted: readonly Accepted[]; failed: readonly Failed[] },
  occasion: Occasion,
): ReadonlyMap<string, EntryChange> {
  const changes = new Map<string, EntryChange>();
  for (const { result, packages } of accepted) {
    const published = packages.map((candidate) => candidate.published);
    const built = builtRecord({ result, packages: published }, occasion);
    changes.set(result.entry, { kind: "built", built, metadata: metadataOf(result) });
  }
  for (const judgement of failed) {
    const failure = failureRecord(judgement, occasion);
    changes.set(failure.entry, { kind: "failed", failure, metadata: metadataOf(judgement.result) });
  }
  return changes;
}

function builtRecord(
  { result, packages }: { result: BuildResult; packages: Built["packages"] },
  { time, run }: Occasion,
): Built {
  const seconds = result.phases.reduce((sum, phase) => sum + phase.seconds, 0);
  return { ...inputsOf(result), time, seconds, image: result.image, run, packages };
}

function failureRecord({ result, phase, verdict }: Failed, { time, run }: Occasion): Failure {
  const reason = verdict.reason.slice(0, REASON_CHARACTERS);
  return { ...inputsOf(result), phase, reason, time, run };
}

/** Metadata of another tree would be taken for this one's by the next plan. */
function metadataOf(result: BuildResult): Metadata | null {
  return result.metadata?.tree === result.tree ? result.metadata : null;
}

function inputsOf({ entry, key, checks, commit, tree, uses, vcs }: BuildResult): Inputs {
  return { entry, key, checks, commit, tree, uses, vcs };
}
