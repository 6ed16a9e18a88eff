import type { SetUpFacts } from "./facts.ts";
import type { SetUpFinding } from "./finding.ts";
import { judgeGitHub } from "./judge-git-hub.ts";
import { judgeMachine } from "./judge-machine.ts";
import { judgeManifest } from "./judge-manifest.ts";
import { judgeNotice } from "./judge-notice.ts";
import { judgePublication } from "./judge-publication.ts";
import { judgeSigning } from "./judge-signing.ts";
import { judgeStore } from "./judge-store.ts";

/**
 * What the facts mean: one finding for each, in the order in which a person sets things up. Whatever does not hold, or
 * cannot be seen, comes with the place or the command that mends or shows it.
 */
export function judgeSetUp(facts: SetUpFacts): readonly SetUpFinding[] {
  return [
    ...judgeManifest(facts),
    ...judgeMachine(facts),
    ...judgeStore(facts),
    ...judgeSigning(facts),
    ...judgeGitHub(facts),
    ...judgePublication(facts),
    ...judgeNotice(facts),
  ];
}

/** What to do first; null: nothing is missing, and nothing that matters is hidden. */
export function nextStep(findings: readonly SetUpFinding[]): SetUpFinding | null {
  const first = (wanted: (finding: SetUpFinding) => boolean) => findings.find(wanted);
  return (
    first(({ status, needed }) => status === "missing" && needed) ??
    first(({ status }) => status === "missing") ??
    first(({ status, needed }) => status === "unseen" && needed) ??
    null
  );
}

/** Whether something is missing that publishing, or this machine, cannot do without. */
export function lacksSomething(findings: readonly SetUpFinding[]): boolean {
  return findings.some(({ status, needed }) => status === "missing" && needed);
}
