import type { AurPackage } from "../lib/aur/index.ts";
import {
  type Candidate,
  chooseCandidate,
  commitAndDay,
  heldWords,
  type Look,
  needsTrees,
  type Sightings,
  seenAfter,
  seenFrom,
  seenOf,
  shortCommit,
} from "../lib/detection/index.ts";
import type { Detected, SeenCommit } from "../lib/documents/index.ts";
import { type Survey, UpstreamError } from "../lib/upstream/index.ts";
import { aurPackageOf } from "./ask-aur.ts";
import type { Allowance } from "./changed-files.ts";
import type { FoundHead, Head, TrackedEntry } from "./find-heads.ts";
import type { ReadRequest } from "./read-request.ts";
import { judge } from "./review-change.ts";

/** What is known of an entry before its commits are looked at. */
export type EntryToLookAt = {
  readonly entry: TrackedEntry;
  readonly head: Head;
  /** The AUR's word now and when the pin was accepted; see `Surroundings`. */
  readonly aur: { readonly now: AurPackage; readonly before: AurPackage | null } | "unknown" | null;
};

/** `seen` is to be remembered, whatever came out. */
export type LookedAt = { readonly detected: Detected; readonly seen: readonly SeenCommit[] };

/** What detect says about one entry; never throws but when interrupted. */
export async function lookAtEntry(
  request: ReadRequest,
  looking: EntryToLookAt,
  allowance: Allowance,
): Promise<LookedAt> {
  const { entry, head } = looking;
  const before = seenOf(request.memory, entry);
  if (head.kind === "none") return { detected: without(entry, "unreachable", head.reason), seen: before };
  const found = await orThroughMirror(request, { ...looking, head }, (way) => sight(request, way, before));
  if (found instanceof Error) {
    const seen = head.from === "mirror" ? before : seenAfter(before, lookOf(request, { ...looking, head }));
    return { detected: without(entry, "unreachable", found.message), seen };
  }
  if ("objection" in found) return { detected: without(entry, "unreachable", found.objection), seen: before };
  return await decide(request, { ...looking, head, seen: found.seen }, allowance);
}

/** On a way that is known: an entry whose branch answered. */
type Way = EntryToLookAt & { readonly head: FoundHead };
type Seen = Way & { readonly seen: readonly SeenCommit[] };

async function decide(request: ReadRequest, looking: Seen, allowance: Allowance): Promise<LookedAt> {
  const { entry, seen } = looking;
  const candidate = chooseCandidate(sightingsOf(request, looking));
  if (candidate.kind === "unchanged" || candidate.kind === "held") {
    return { detected: waiting(entry, candidate), seen };
  }
  const kept = seenFrom(seen, pinOf(entry), candidate.commit);
  if (candidate.kind === "rejected") return { detected: rejected(entry, candidate), seen: kept };
  const proposed = await orThroughMirror(request, looking, (way) =>
    propose(request, { ...way, candidate }, allowance),
  );
  const detected = proposed instanceof Error ? without(entry, "unreachable", proposed.message) : proposed;
  return { detected, seen: kept };
}

function sightingsOf(request: ReadRequest, { entry, aur, seen }: Seen): Sightings {
  return {
    pin: pinOf(entry),
    seen,
    rejected: request.memory.rejected[entry.name] ?? [],
    proposed: request.openPullRequests.get(entry.name) ?? null,
    cooldownSeconds: request.noCooldown.has(entry.name) ? 0 : request.packagesYaml.cooldownSeconds,
    lastModified: aur !== null && aur !== "unknown" ? aur.now.lastModified : null,
    now: request.now,
  };
}

/** The work's answer, or why there is none; where the AUR's git fails, its mirror is read instead. */
async function orThroughMirror<T>(
  request: ReadRequest,
  looking: Way,
  work: (looking: Way) => Promise<T>,
): Promise<T | Error> {
  const { entry, head } = looking;
  try {
    return await work(looking);
  } catch (cause) {
    request.signal.throwIfAborted();
    const pkgbase = aurPackageOf(request.aur, entry);
    const error = cause instanceof Error ? cause : new Error(String(cause));
    const mayHelp = error instanceof UpstreamError && error.code === "unreachable";
    if (pkgbase === null || !mayHelp || head.from === "mirror") return error;
    const source = { ...request.aur.mirrorOf(pkgbase), path: entry.source.path };
    const mirrored = { ...looking, head: { ...head, source, from: "mirror" as const } };
    return await work(mirrored).catch(() => error);
  }
}

type Sight = { readonly seen: readonly SeenCommit[] } | { readonly objection: string };

/** What was seen of the branch with this look added; trees are read only where memory does not have them. */
async function sight(request: ReadRequest, way: Way, before: readonly SeenCommit[]): Promise<Sight> {
  const { entry, head } = way;
  const pin = pinOf(entry);
  const look = lookOf(request, way);
  const alone = seenAfter(before, look);
  if (pin === null || !needsTrees(alone, pin, head.commit)) return { seen: alone };
  const commits = [pin, ...before.map(({ commit }) => commit)];
  const surveyed = await request.branches.survey({ source: head.source, head: head.commit, commits });
  const objection = objectionTo(surveyed, { pin, commits, mirrored: head.from === "mirror" });
  if (objection !== null) return { objection };
  const [trees, left] = [treesOf(surveyed), leftOf(surveyed)];
  return { seen: seenAfter(before, { ...look, head: surveyed.head, trees, left }) };
}

/** What is known without looking at any commit. */
function lookOf({ now }: ReadRequest, { entry, head }: Way): Look {
  return { pin: pinOf(entry), head: head.commit, trees: new Map(), left: new Set(), now };
}

type Surveyed = { readonly pin: string; readonly commits: readonly string[]; readonly mirrored: boolean };

/** Why what was found can neither be proposed nor called unchanged; null: it can. */
function objectionTo(surveyed: Survey, { pin, commits, mirrored }: Surveyed): string | null {
  const left = leftOf(surveyed);
  if (mirrored && commits.some((commit) => left.has(commit))) {
    return "the AUR does not answer, and its mirror does not have what was seen there before";
  }
  const trees = treesOf(surveyed);
  if (!left.has(pin) || trees.get(pin) !== trees.get(surveyed.head)) return null;
  const advice = `its newest commit ${surveyed.head} holds the same files: make that the \`ref:\``;
  return `history was rewritten, and the pin ${shortCommit(pin)} is not in it any more; ${advice}`;
}

function treesOf({ commits }: Survey): ReadonlyMap<string, string> {
  return new Map(
    Array.from(commits).flatMap(([commit, standing]) =>
      standing.kind === "gone" ? [] : [[commit, standing.tree] as const],
    ),
  );
}

function leftOf({ commits }: Survey): ReadonlySet<string> {
  return new Set(Array.from(commits).flatMap(([commit, { kind }]) => (kind === "inside" ? [] : [commit])));
}

type Chosen = Extract<Candidate, { kind: "proposed" | "rejected" }>;

async function propose(
  request: ReadRequest,
  { entry, head, aur, candidate }: Way & { readonly candidate: Chosen },
  allowance: Allowance,
): Promise<Detected> {
  const { source, from } = head;
  const judged = {
    entry,
    source,
    mirrored: from === "mirror",
    from: pinOf(entry),
    to: candidate.commit,
    aur,
  };
  const judgement = await judge(request, judged, allowance);
  const words = proposalWords(request, entry, candidate);
  return { ...without(entry, "changed", words), ...newerOf(candidate), ...judgement };
}

function proposalWords({ noCooldown }: ReadRequest, entry: TrackedEntry, candidate: Chosen): string {
  const pin = pinOf(entry);
  if (pin === null) return `first review, of ${commitAndDay(candidate)}`;
  const waived = noCooldown.has(entry.name) ? ", its cooldown waived by --no-cooldown" : "";
  return `pin ${shortCommit(pin)} → ${commitAndDay(candidate)}${waived}`;
}

function rejected(entry: TrackedEntry, candidate: Chosen): Detected {
  const reason = `a person closed the proposal of ${commitAndDay(candidate)}: it waits for a newer commit`;
  return { ...without(entry, "rejected", reason), ...newerOf(candidate) };
}

function waiting(
  entry: TrackedEntry,
  candidate: Extract<Candidate, { kind: "unchanged" | "held" }>,
): Detected {
  if (candidate.kind === "unchanged") return without(entry, "unchanged", "nothing has changed since the pin");
  const reason = candidate.held.map(heldWords).join(", ");
  const until = candidate.held[0]?.until.toISOString() ?? null;
  return { ...without(entry, "held", reason), until, newer: candidate.held.map(commitAndDay) };
}

function newerOf({ newer }: Chosen): Pick<Detected, "newer" | "until"> {
  return { newer: newer.map(commitAndDay), until: newer[0]?.until.toISOString() ?? null };
}

function without(entry: TrackedEntry, outcome: Detected["outcome"], reason: string): Detected {
  const { name, publishes } = entry;
  const nothing = { until: null, newer: [], review: null, since: null, files: [] };
  return { entry: name, outcome, reason: reason.slice(0, LONGEST_REASON), publishes, ...nothing };
}

/** What git says of a remote may be long. */
const LONGEST_REASON = 2000;

/** null: the entry has no `ref`, and waits for its first review. */
export function pinOf({ ref }: TrackedEntry): string | null {
  return ref?.kind === "commit" ? ref.sha : null;
}
