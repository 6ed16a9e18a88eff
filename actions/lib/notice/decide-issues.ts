import type { Failure, Manifest, PublishedEntry } from "../documents/index.ts";
import type { FailureIssue } from "../forge/index.ts";
import { brokenEntries } from "../planning/index.ts";
import { failedInputs } from "./failed-inputs.ts";

/** An entry whose last try failed. */
export type FailingEntry = {
  readonly entry: string;
  readonly failure: Failure;
  readonly built: PublishedEntry["built"];
  /** What its published packages lack; null: nothing. */
  readonly broken: string | null;
  /** Stands for what it was made from. */
  readonly inputs: string;
};

export type IssueAction =
  | { readonly kind: "open"; readonly about: IssueSubject }
  /** As it stands or closed: title and body are written anew where they differ, and it is open. */
  | { readonly kind: "rewrite"; readonly issue: FailureIssue; readonly about: IssueSubject }
  | { readonly kind: "close"; readonly issue: FailureIssue; readonly why: CloseReason };

export type IssueSubject =
  | { readonly kind: "one"; readonly failing: FailingEntry }
  /** So many at once that nobody wants an issue of each. */
  | { readonly kind: "many"; readonly failing: readonly FailingEntry[] };

/** "over": nothing it is about fails any more. "twin": `of` is about the same. "few": the rest has issues of its own. */
export type CloseReason =
  | { readonly kind: "over" }
  | { readonly kind: "twin"; readonly of: number }
  | { readonly kind: "few"; readonly left: number };

/** When more entries fail that no issue is about yet, one issue tells of them all. */
export const MOST_OWN_ISSUES = 10;

/** `elsewhere`: sonames that the distribution offers too, as the run's plan says. */
export function failingEntries({ entries }: Manifest, elsewhere: readonly string[]): readonly FailingEntry[] {
  const reasons = new Map(brokenEntries(entries, elsewhere).map(({ entry, reason }) => [entry, reason]));
  return entries.flatMap(({ entry, failure, built }) => {
    const broken = reasons.get(entry) ?? null;
    return failure === null ? [] : [{ entry, failure, built, broken, inputs: failedInputs(failure) }];
  });
}

/**
 * What makes the issues of a repository say what fails: one open issue for each failing entry, or one for many. An issue
 * that a person closed stays closed until what its package is made from changes; one that a person opened again is left.
 */
export function decideIssues(
  failing: readonly FailingEntry[],
  issues: readonly FailureIssue[],
): readonly IssueAction[] {
  const about = Map.groupBy(issues, ({ marker }) => marker.entry);
  const known = acknowledged(issues);
  const standing = failing.map((each) => ({ each, ...ownIssues(about.get(each.entry) ?? []) }));
  const names = new Set(failing.map(({ entry }) => entry));
  const over = issues.filter(({ marker: { entry } }) => entry !== null && !names.has(entry)).filter(isOurs);
  const uncovered = standing.filter(({ each, open }) => open === null && !known.has(each.inputs));
  return [
    ...over.map((issue) => ({ kind: "close", issue, why: { kind: "over" } }) as const),
    ...standing.flatMap(({ open, twins }) => (open === null ? [] : closeTwins(twins, open))),
    ...standing.flatMap(({ each, open }) => (open === null ? [] : [rewriteOne(open, each)])),
    ...decideMany(
      uncovered.map(({ each }) => each),
      about.get(null) ?? [],
    ),
    ...(uncovered.length > MOST_OWN_ISSUES
      ? []
      : uncovered.map(({ each, closed }) =>
          closed === null
            ? ({ kind: "open", about: { kind: "one", failing: each } } as const)
            : rewriteOne(closed, each),
        )),
  ];
}

/** Failures in issues that a person closed. */
function acknowledged(issues: readonly FailureIssue[]): ReadonlySet<string> {
  const closed = issues.filter(({ state, marker }) => state === "closed" && !marker.closed);
  return new Set(closed.flatMap(({ marker }) => marker.failures));
}

/** Open, and not because a person opened again what we had closed. */
function isOurs({ state, marker }: FailureIssue): boolean {
  return state === "open" && !marker.closed;
}

/** The oldest open one counts, also where two runs at once opened one each; else the newest closed one. */
function ownIssues(issues: readonly FailureIssue[]) {
  const sorted = issues.toSorted((one, other) => one.number - other.number);
  const [open = null, ...twins] = sorted.filter(({ state }) => state === "open");
  return { open, twins, closed: sorted.findLast(({ state }) => state === "closed") ?? null };
}

function closeTwins(twins: readonly FailureIssue[], { number }: FailureIssue): readonly IssueAction[] {
  return twins.map((issue) => ({ kind: "close", issue, why: { kind: "twin", of: number } }));
}

function rewriteOne(issue: FailureIssue, failing: FailingEntry): IssueAction {
  return { kind: "rewrite", issue, about: { kind: "one", failing } };
}

function decideMany(
  uncovered: readonly FailingEntry[],
  issues: readonly FailureIssue[],
): readonly IssueAction[] {
  const { open, twins, closed } = ownIssues(issues);
  const left = uncovered.length;
  const about = { kind: "many", failing: uncovered } as const;
  if (left <= MOST_OWN_ISSUES) {
    const why: CloseReason = left === 0 ? { kind: "over" } : { kind: "few", left };
    return issues.filter(isOurs).map((issue) => ({ kind: "close", issue, why }));
  }
  const standing = open ?? closed;
  if (standing === null) return [{ kind: "open", about }];
  return [...(open === null ? [] : closeTwins(twins, open)), { kind: "rewrite", issue: standing, about }];
}
