import { isDeepStrictEqual } from "node:util";
import { askAur, aurPackageOf } from "../detect/ask-aur.ts";
import { openReading, type Reading } from "../detect/open-reading.ts";
import { evaluated, judge, surroundingsOf } from "../detect/review-change.ts";
import { EMPTY_MEMORY } from "../lib/detection/index.ts";
import { worstOf } from "../lib/diff-page/index.ts";
import type { Review } from "../lib/documents/index.ts";
import type { Entry } from "../lib/packages-yaml/index.ts";
import { type Change, review } from "../lib/review/index.ts";
import { type ActionCall, failureText, writeSummary } from "../lib/workflow/index.ts";
import type { LazySandbox, Workspace } from "../lib/workspace/index.ts";
import type { ChangedEntry } from "./changed-entries.ts";
import { type Reviewed, reviewSummary } from "./trial-review-summary.ts";

export type TrialReview = {
  /** null: nothing was listed before that can be read. */
  readonly base: Workspace | null;
  readonly head: Workspace;
  readonly changed: readonly ChangedEntry[];
  readonly sandbox: LazySandbox;
};

/**
 * Reviews a person's change by the rules that detect has, and shows what it found on the job's page. Answers what
 * speaks against building it, in words: alarms, and what could not be reviewed.
 */
export async function reviewEntries(call: ActionCall, trial: TrialReview): Promise<readonly string[]> {
  const reading = await openReading(call, trial.head, trial.sandbox);
  const reviewed: Reviewed[] = [];
  const factsOf = await aurFacts(call, reading, trial.changed);
  for (const changed of trial.changed) {
    const entry = changed.head.name;
    const found = await reviewOf(changed, trial, { ...reading, factsOf }).catch((error: unknown) => {
      call.signal.throwIfAborted();
      return { problem: failureText(error) };
    });
    if (found !== null) reviewed.push({ entry, review: found });
  }
  await writeSummary(reviewSummary(reviewed));
  return reviewed.flatMap((one) => objectionTo(one) ?? []);
}

function objectionTo({ entry, review }: Reviewed): string | null {
  if ("problem" in review) return `${entry} cannot be reviewed: ${review.problem}`;
  return worstOf(review) === "alarm" ? `the review raises an alarm for ${entry}` : null;
}

type AurFacts = (entry: Entry) => Change["surroundings"]["aur"];

/** What the AUR says of entries that follow it; what it said when their pins were accepted is detect's to remember. */
async function aurFacts(
  call: ActionCall,
  { aur }: Reading,
  changed: readonly ChangedEntry[],
): Promise<AurFacts> {
  const entries = changed.map(({ head }) => head);
  const { facts, silence } = await askAur(aur, EMPTY_MEMORY, entries);
  if (silence !== null) call.say(`the AUR does not say who maintains its packages: ${silence}`);
  return (entry) => {
    if (aurPackageOf(aur, entry) === null) return null;
    const now = facts.get(entry.name) ?? null;
    return now === null ? "unknown" : { now, before: null };
  };
}

type ReadingFacts = Reading & { readonly factsOf: AurFacts };

/** null: neither its pin nor its source nor its folder changed. */
async function reviewOf(
  { base, head }: ChangedEntry,
  trial: TrialReview,
  reading: ReadingFacts,
): Promise<Review | null> {
  const { source, ref } = head;
  if ("local" in source) return await reviewFolder({ base, head }, trial, reading);
  const before = isSameSource(base, head) ? (base?.ref ?? null) : null;
  if (isDeepStrictEqual(before, ref)) return null;
  const from = before?.kind === "commit" ? before.sha : null;
  const to = ref?.kind === "commit" ? ref.sha : (await trial.head.upstream.tree(head)).commit;
  if (to === null) return null;
  const aur = reading.factsOf(head);
  const judged = { entry: { ...head, source }, source, mirrored: false, from, to, aur };
  const request = {
    ...reading,
    memory: EMPTY_MEMORY,
    noCooldown: new Set<string>(),
    openPullRequests: new Map<string, string>(),
  };
  return (await judge(request, judged, { bytes: 0 })).review;
}

function isSameSource(base: Entry | null, head: Entry): boolean {
  if (base === null || !("git" in base.source) || !("git" in head.source)) return false;
  return base.source.git === head.source.git && base.source.path === head.source.path;
}

/** A folder of this repository, which git says nothing about but what it holds. */
async function reviewFolder(
  { base, head }: Pick<ChangedEntry, "base" | "head">,
  trial: TrialReview,
  reading: ReadingFacts,
): Promise<Review | null> {
  const to = await trial.head.upstream.tree(head);
  const wasFolder = base !== null && "local" in base.source;
  const from = wasFolder ? ((await trial.base?.upstream.tree(base).catch(() => null)) ?? null) : null;
  if (from?.tree === to.tree) return null;
  const history = from === null ? "first" : "follows";
  const surroundings = surroundingsOf(reading, null);
  return review(await evaluated(reading, { entry: head, from, to, history, surroundings }));
}
