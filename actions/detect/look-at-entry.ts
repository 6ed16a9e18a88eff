import type { AurPackage } from "../lib/aur/index.ts";
import {
  type Candidate,
  chooseCandidate,
  commitAndDay,
  heldWords,
  needsTrees,
  seenAfter,
  seenFrom,
  seenOf,
  shortCommit,
} from "../lib/detection/index.ts";
import type { Detected, SeenCommit } from "../lib/documents/index.ts";
import type { Survey } from "../lib/upstream/index.ts";
import type { Allowance } from "./changed-files.ts";
import type { Head, TrackedEntry } from "./find-heads.ts";
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
  const found = await sight(request, { ...looking, head }, before);
  if ("detected" in found) return found;
  const { seen } = found;
  const candidate = chooseCandidate({
    pin: pinOf(entry),
    seen,
    rejected: request.memory.rejected[entry.name] ?? [],
    cooldownSeconds: request.noCooldown.has(entry.name) ? 0 : request.packagesYaml.cooldownSeconds,
    lastModified: looking.aur !== null && looking.aur !== "unknown" ? looking.aur.now.lastModified : null,
    now: request.now,
  });
  if (candidate.kind === "unchanged" || candidate.kind === "held") {
    return { detected: waiting(entry, candidate), seen };
  }
  const kept = seenFrom(seen, pinOf(entry), candidate.commit);
  if (candidate.kind === "rejected") return { detected: rejected(entry, candidate), seen: kept };
  return { detected: await propose(request, { ...looking, candidate }, allowance), seen: kept };
}

type Sight = { readonly seen: readonly SeenCommit[] } | LookedAt;

/** What was seen of the branch with this look added; trees are read only where memory does not have them. */
async function sight(
  request: ReadRequest,
  { entry, head }: EntryToLookAt & { readonly head: Extract<Head, { kind: "head" }> },
  before: readonly SeenCommit[],
): Promise<Sight> {
  const pin = pinOf(entry);
  const look = {
    pin,
    head: head.commit,
    trees: new Map<string, string>(),
    left: new Set<string>(),
    now: request.now,
  };
  const alone = seenAfter(before, look);
  if (pin === null || !needsTrees(alone, pin, head.commit)) return { seen: alone };
  const mirrored = head.from === "mirror";
  try {
    const commits = [pin, ...before.map(({ commit }) => commit)];
    const surveyed = await request.branches.survey({ source: head.source, head: head.commit, commits });
    const objection = objectionTo(surveyed, { pin, commits, mirrored });
    if (objection !== null) return { detected: without(entry, "unreachable", objection), seen: before };
    return {
      seen: seenAfter(before, {
        ...look,
        head: surveyed.head,
        trees: treesOf(surveyed),
        left: leftOf(surveyed),
      }),
    };
  } catch (error) {
    request.signal.throwIfAborted();
    return { detected: without(entry, "unreachable", wordsOf(error)), seen: mirrored ? before : alone };
  }
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
  { entry, head, aur, candidate }: EntryToLookAt & { readonly candidate: Chosen },
  allowance: Allowance,
): Promise<Detected> {
  const from = pinOf(entry);
  const [source, mirrored] =
    head.kind === "head" ? [head.source, head.from === "mirror"] : [entry.source, false];
  try {
    const judged = { entry, source, mirrored, from, to: candidate.commit, aur };
    const judgement = await judge(request, judged, allowance);
    return {
      ...without(entry, "changed", proposalWords(request, entry, candidate)),
      ...newerOf(candidate),
      ...judgement,
    };
  } catch (error) {
    request.signal.throwIfAborted();
    return without(entry, "unreachable", wordsOf(error));
  }
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

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
