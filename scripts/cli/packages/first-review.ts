import { WHOLE_ALLOWANCE_BYTES } from "../../../actions/detect/changed-files.ts";
import type { TrackedEntry } from "../../../actions/detect/find-heads.ts";
import type { Reading } from "../../../actions/detect/open-reading.ts";
import { judge } from "../../../actions/detect/review-change.ts";
import type { AurPackage } from "../../../actions/lib/aur/index.ts";
import { EMPTY_MEMORY } from "../../../actions/lib/detection/index.ts";
import { type GitSource, UpstreamError } from "../../../actions/lib/upstream/index.ts";
import type { JudgedChange } from "../reviewing/show-review.ts";

/** The newest commit of a package, reviewed as a whole; or why it could not be read. */
export type FoundUpstream = { readonly kind: "reviewed"; readonly judged: JudgedChange } | Unreadable;

/** `isUnreachable`: the fault is the network's, or a server's; else what was asked for is not there, or not as it should be. */
export type Unreadable = {
  readonly kind: "unreadable";
  readonly reason: string;
  readonly isUnreachable: boolean;
};

/**
 * Reads a package where its entry says; where the AUR's git does not have it, at the mirror. `aur`: what the AUR says
 * of it. Throws only when interrupted.
 */
export async function firstReview(
  reading: Reading,
  entry: TrackedEntry,
  aur: AurPackage | "unknown" | null,
): Promise<FoundUpstream> {
  const found = await reviewAt(reading, { entry, aur, source: entry.source });
  const pkgbase = reading.aur.pkgbaseOf(entry.source.git);
  if (found.kind === "reviewed" || pkgbase === null) return found;
  const source = { ...reading.aur.mirrorOf(pkgbase), path: "" };
  const mirrored = await reviewAt(reading, { entry, aur, source });
  return mirrored.kind === "reviewed" ? mirrored : found;
}

type Place = {
  readonly entry: TrackedEntry;
  readonly aur: AurPackage | "unknown" | null;
  readonly source: GitSource;
};

async function reviewAt(reading: Reading, { entry, aur, source }: Place): Promise<FoundUpstream> {
  const [newest] = await reading.branches.newestCommits([source]);
  if (newest?.kind !== "commit") {
    return unreadable(newest?.kind === "failed" ? newest.error : (newest?.reason ?? "it was not asked"));
  }
  const judged: JudgedChange[] = [];
  const { name } = entry;
  const request = {
    ...{ ...reading, memory: EMPTY_MEMORY, noCooldown: new Set<string>(), openPullRequests: new Map() },
    reviewed: async (change: JudgedChange["change"], review: JudgedChange["review"]) => {
      judged.push({ name, change, review });
    },
  };
  const said = aur === null || aur === "unknown" ? aur : { now: aur, before: null };
  const whole = { entry, source, mirrored: false, from: null, to: newest.commit, aur: said };
  try {
    await judge(request, whole, { bytes: WHOLE_ALLOWANCE_BYTES });
  } catch (error) {
    reading.signal.throwIfAborted();
    return unreadable(error);
  }
  const [first] = judged;
  return first === undefined ? unreadable("it was not reviewed") : { kind: "reviewed", judged: first };
}

function unreadable(error: unknown): Unreadable {
  const reason = error instanceof Error ? error.message : String(error);
  const isUnreachable = error instanceof UpstreamError && error.code === "unreachable";
  return { kind: "unreadable", reason, isUnreachable };
}
