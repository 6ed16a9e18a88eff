import { type Detected, type Review, readReview, writeDocument } from "../lib/documents/index.ts";
import type { Evaluation } from "../lib/pkgbuild/index.ts";
import { type Change, needsEvaluation, readChange, review } from "../lib/review/index.ts";
import type { Comparison, GitSource, PackageTree } from "../lib/upstream/index.ts";
import { type Allowance, changedFiles } from "./changed-files.ts";
import type { TrackedEntry } from "./find-heads.ts";
import type { ReadRequest } from "./read-request.ts";

/** A commit to be judged for an entry. */
export type Judged = {
  readonly entry: TrackedEntry;
  /** Where its commits are read, and whether that is the AUR's mirror, which proves nothing about what it lacks. */
  readonly source: GitSource;
  readonly mirrored: boolean;
  /** The pin; null: the first review. */
  readonly from: string | null;
  readonly to: string;
  readonly aur: Change["surroundings"]["aur"];
};

export type Judgement = Pick<Detected, "review" | "since" | "files" | "publishes">;

/**
 * Reviews the change from the pin to a commit, and what is new since the open pull request of the entry.
 *
 * @throws UpstreamError, DocumentError
 */
export async function judge(request: ReadRequest, judged: Judged, allowance: Allowance): Promise<Judgement> {
  const change = await changeTo(request, judged);
  const reviewed = checked(review(change), judged);
  await request.reviewed?.(change, reviewed);
  return {
    review: reviewed,
    since: await reviewSince(request, judged),
    files: changedFiles(change.from, change.to, allowance),
    publishes: namesToPublish(change, judged.entry.publishes),
  };
}

/**
 * The names that the new PKGBUILD makes, but for those that the old one made too and that are not listed: a person took
 * them out. Where none would be left, or nobody can tell, whoever reviews the change says what is meant.
 */
function namesToPublish(change: Change, listed: readonly string[]): readonly string[] {
  const reading = readChange(change);
  const made = reading.new.evaluation?.packages.map(({ pkgname }) => pkgname) ?? listed;
  const before = new Set(reading.old?.evaluation?.packages.map(({ pkgname }) => pkgname));
  const kept = made.filter((name) => listed.includes(name) || !before.has(name));
  return kept.length > 0 ? kept : made;
}

async function changeTo(request: ReadRequest, judged: Judged): Promise<Change> {
  const { entry, source, from, to } = judged;
  const compared = await request.branches.compareTrees({ source, from, to });
  return await evaluated(request, {
    entry,
    from: compared.from,
    to: compared.to,
    history: historyOf(compared, judged),
    surroundings: surroundingsOf(request, judged.aur),
  });
}

/** What a change happens among; `aur` null: it is not the AUR's. */
export function surroundingsOf(
  { distribution, packagesYaml, now }: Pick<ReadRequest, "distribution" | "packagesYaml" | "now">,
  aur: Change["surroundings"]["aur"],
): Change["surroundings"] {
  const ownNames = new Set(packagesYaml.entries.flatMap(({ name, publishes }) => [name, ...publishes]));
  return { distribution, ownNames, aur, now };
}

type Evaluating = Pick<ReadRequest, "evaluate" | "signal" | "note">;

/** A change with its PKGBUILDs evaluated where their text alone does not tell what they mean. */
export async function evaluated(
  request: Evaluating,
  unevaluated: Omit<Change, "evaluations">,
): Promise<Change> {
  const change: Change = { ...unevaluated, evaluations: { from: null, to: null } };
  const { entry, from, to } = change;
  const name = entry?.name ?? "it";
  const wanted = needsEvaluation(change);
  const evaluations = {
    from: wanted.from && from !== null ? await evaluate(request, name, from) : null,
    to: wanted.to ? await evaluate(request, name, to) : null,
  };
  return { ...change, evaluations };
}

function historyOf({ history }: Comparison, { mirrored }: Judged): Change["history"] {
  return mirrored && history !== "first" && history !== "follows" ? "unknown" : history;
}

/** A PKGBUILD that cannot be evaluated is reviewed unresolved, which the review says. */
async function evaluate(request: Evaluating, entry: string, tree: PackageTree): Promise<Evaluation | null> {
  try {
    return (await request.evaluate?.(tree)) ?? null;
  } catch (error) {
    request.signal.throwIfAborted();
    request.note(`${entry} at ${tree.commit} could not be evaluated: ${saidBy(error)}`);
    return null;
  }
}

/** null: none is open, it is this very commit, or its commit is not served any more. */
async function reviewSince(request: ReadRequest, judged: Judged): Promise<Review | null> {
  const open = request.openPullRequests.get(judged.entry.name) ?? null;
  if (open === null || open === judged.to) return null;
  try {
    const change = await changeTo(request, { ...judged, from: open });
    return change.from === null ? null : checked(review(change), judged);
  } catch (error) {
    request.signal.throwIfAborted();
    request.note(`${judged.entry.name}: what is new since its pull request cannot be told: ${saidBy(error)}`);
    return null;
  }
}

/** What the proposing job would refuse is the problem of this entry, not of all. */
function checked(made: Review, { entry, to }: Judged): Review {
  return readReview(writeDocument(made), `the review of ${entry.name} at ${to}`);
}

function saidBy(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
