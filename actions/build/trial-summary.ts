import { type Markdown, table, words } from "../lib/workflow/index.ts";
import type { ChangedEntry } from "./changed-entries.ts";
import type { TrialVerdict } from "./trial-verdict.ts";

export type TrialFacts = {
  readonly verdicts: readonly TrialVerdict[];
  readonly spared: readonly ChangedEntry[];
  readonly removed: readonly string[];
};

/** What came of a trial, for the job's page, in Markdown. */
export function trialSummary({ verdicts, spared, removed }: TrialFacts): string {
  const rows = verdicts.map(({ entry, outcome, reason }) => [words(entry), words(outcome), words(reason)]);
  return `## Trial\n\n${table("Built and install-tested", ["Entry", "Outcome", "Why"], rows)}${table(
    "Not tried",
    ["Entry", "Why"],
    spared.map(({ head }) => [words(head.name), words(SPARED)]),
  )}${removals(removed)}`;
}

const SPARED = "only the image, or a setting that others share, changed: those tried stand for it";

/** The page of a trial that had nothing to build. */
export function nothingToTry(removed: readonly string[]): string {
  const said = "`packages.yaml` is valid, and nothing that would be built has changed.";
  return `## Trial\n\n${said}\n\n${removals(removed)}`;
}

function removals(removed: readonly string[]): string {
  const rows: readonly Markdown[][] = removed.map((entry) => [words(entry), words(REMOVED)]);
  return table("Removed", ["Entry", "What follows"], rows);
}

const REMOVED = "its packages leave the repository at the next publication";
