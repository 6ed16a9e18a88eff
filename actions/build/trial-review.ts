import { openReading } from "../detect/open-reading.ts";
import { judge } from "../detect/review-change.ts";
import { EMPTY_MEMORY } from "../lib/detection/index.ts";
import { worstOf } from "../lib/diff-page/index.ts";
import type { Review } from "../lib/documents/index.ts";
import { review } from "../lib/review/index.ts";
import { type ActionCall, table, words, writeSummary } from "../lib/workflow/index.ts";
import type { LazySandbox, Workspace } from "../lib/workspace/index.ts";
import type { ChangedEntry } from "./changed-entries.ts";

export type TrialReview = {
  readonly base: Workspace;
  readonly head: Workspace;
  readonly changed: readonly ChangedEntry[];
  readonly sandbox: LazySandbox;
};

/** Reviews a person's change by the rules that detect has; answers the entries with an alarm. */
export async function reviewEntries(call: ActionCall, trial: TrialReview): Promise<readonly string[]> {
  const reading = await openReading(call, trial.head, trial.sandbox);
  const reviewed: { readonly entry: string; readonly review: Review }[] = [];
  for (const changed of trial.changed) {
    const found = await reviewOf(changed, trial, reading);
    if (found !== null) reviewed.push({ entry: changed.head.name, review: found });
  }
  await writeSummary(`## Review\n\n${reviewed.map(findingTable).join("")}`);
  return reviewed.filter((one) => worstOf(one.review) === "alarm").map(({ entry }) => entry);
}

type Reading = Awaited<ReturnType<typeof openReading>>;

/** null: neither its pin nor its source nor its folder changed. */
async function reviewOf(
  { base, head }: ChangedEntry,
  trial: TrialReview,
  reading: Reading,
): Promise<Review | null> {
  const { source, ref } = head;
  if ("local" in source) return await reviewFolder({ base, head }, trial, reading);
  const sameSource =
    base !== null &&
    "git" in base.source &&
    base.source.git === source.git &&
    base.source.path === source.path;
  const to = ref?.kind === "commit" ? ref.sha : (await trial.head.upstream.tree(head)).commit;
  if (to === null) return null;
  const from = sameSource && base.ref?.kind === "commit" ? base.ref.sha : null;
  if (from === to) return null;
  const judged = { entry: { ...head, source }, source, mirrored: false, from, to, aur: null };
  const request = {
    ...reading,
    memory: EMPTY_MEMORY,
    noCooldown: new Set<string>(),
    openPullRequests: new Map<string, string>(),
  };
  return (await judge(request, judged, { bytes: 0 })).review;
}

/** A folder of this repository, which git says nothing about but what it holds. */
async function reviewFolder(
  { base, head }: ChangedEntry,
  trial: TrialReview,
  { packagesYaml, distribution, now }: Reading,
): Promise<Review> {
  const from = base === null ? null : await trial.base.upstream.tree(base).catch(() => null);
  return review({
    entry: head,
    from,
    to: await trial.head.upstream.tree(head),
    history: from === null ? "first" : "follows",
    evaluations: { from: null, to: null },
    surroundings: {
      distribution,
      ownNames: new Set(packagesYaml.entries.flatMap(({ name, publishes }) => [name, ...publishes])),
      aur: null,
      now,
    },
  });
}

function findingTable({ entry, review: { findings, reason } }: { entry: string; review: Review }): string {
  const rows = findings.map(({ severity, rule, message, file, line }) => [
    words(severity),
    words(message),
    words(file === null ? "" : `${file}${line === null ? "" : `:${line}`}`),
    words(rule),
  ]);
  return table(entry, ["", reason, "Where", "Rule"].map(plain), rows);
}

function plain(heading: string): string {
  return words(heading).markdown;
}
