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
  const names = readChange(change).new.evaluation?.packages.map(({ pkgname }) => pkgname);
  return {
    review: reviewed,
    since: await reviewSince(request, judged),
    files: changedFiles(change.from, change.to, allowance),
    publishes: names ?? judged.entry.publishes,
  };
}

async function changeTo(request: ReadRequest, judged: Judged): Promise<Change> {
  const { entry, source, from, to } = judged;
  const compared = await request.branches.compareTrees({ source, from, to });
  const change: Change = {
    entry,
    from: compared.from,
    to: compared.to,
    history: historyOf(compared, judged),
    evaluations: { from: null, to: null },
    surroundings: {
      distribution: request.distribution,
      ownNames: new Set(request.packagesYaml.entries.flatMap(({ name, publishes }) => [name, ...publishes])),
      aur: judged.aur,
      now: request.now,
    },
  };
  const wanted = needsEvaluation(change);
  const evaluations = {
    from: wanted.from && change.from !== null ? await evaluate(request, entry.name, change.from) : null,
    to: wanted.to ? await evaluate(request, entry.name, change.to) : null,
  };
  return { ...change, evaluations };
}

function historyOf({ history }: Comparison, { mirrored }: Judged): Change["history"] {
  return mirrored && history !== "first" && history !== "follows" ? "unknown" : history;
}

/** A PKGBUILD that cannot be evaluated is reviewed unresolved, which the review says. */
async function evaluate(request: ReadRequest, entry: string, tree: PackageTree): Promise<Evaluation | null> {
  try {
    return (await request.evaluate?.(tree)) ?? null;
  } catch (error) {
    request.signal.throwIfAborted();
    request.note(`${entry} at ${tree.commit} could not be evaluated: ${String(error)}`);
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
    request.note(`${judged.entry.name}: what is new since its pull request cannot be told: ${String(error)}`);
    return null;
  }
}

/** What the proposing job would refuse is the problem of this entry, not of all. */
function checked(made: Review, { entry, to }: Judged): Review {
  return readReview(writeDocument(made), `the review of ${entry.name} at ${to}`);
}
