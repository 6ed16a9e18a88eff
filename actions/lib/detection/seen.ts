import type { SeenCommit } from "../documents/index.ts";

/** What one detect found out about a branch. */
export type Look = {
  readonly pin: string | null;
  /** Newest commit of the branch. */
  readonly head: string;
  /** Folders that were looked at, by commit. */
  readonly trees: ReadonlyMap<string, string>;
  /** Commits seen before that are no longer in the branch's history: what they held is not upstream's word any more. */
  readonly left: ReadonlySet<string>;
  readonly now: Date;
};

/** The pin and the heads after it, once a look is added to what was seen before. */
export function seenAfter(before: readonly SeenCommit[], look: Look): readonly SeenCommit[] {
  const { pin, head, trees, left } = look;
  const known = fromPinOn(before, look).filter(({ commit }) => commit === pin || !left.has(commit));
  const added = known.at(-1)?.commit === head ? [] : [firstSeen(head, before, look)];
  const all = [...known, ...added].map((one) => ({ ...one, tree: trees.get(one.commit) ?? one.tree }));
  return bounded(withoutMiddles(untilHead(all, head)));
}

/** Whether a look needs the trees of `pin` and `head`, since memory does not have them. */
export function needsTrees(seen: readonly SeenCommit[], pin: string | null, head: string): boolean {
  if (pin === null || pin === head) return false;
  const pinned = seen.find(({ commit }) => commit === pin);
  const newest = seen.at(-1);
  return (pinned?.tree ?? null) === null || newest?.commit !== head || newest.tree === null;
}

/** What cannot be proposed any more is forgotten: all between the pin and `commit`. */
export function seenFrom(
  seen: readonly SeenCommit[],
  pin: string | null,
  commit: string,
): readonly SeenCommit[] {
  const at = seen.findIndex((one) => one.commit === commit);
  return seen.filter((one, index) => one.commit === pin || index >= at);
}

/** A pin that was never seen came from a person: what was seen before may lie before it and tells nothing. */
function fromPinOn(before: readonly SeenCommit[], look: Look): readonly SeenCommit[] {
  if (look.pin === null) return [];
  const at = before.findIndex(({ commit }) => commit === look.pin);
  return at >= 0 ? before.slice(at) : [firstSeen(look.pin, before, look)];
}

function firstSeen(commit: string, before: readonly SeenCommit[], { trees, now }: Look): SeenCommit {
  const known = before.find((one) => one.commit === commit);
  return known ?? { commit, first: now.toISOString(), tree: trees.get(commit) ?? null };
}

/** A branch that was set back to a commit seen before ends there. */
function untilHead(seen: readonly SeenCommit[], head: string): readonly SeenCommit[] {
  return seen.slice(0, seen.findIndex(({ commit }) => commit === head) + 1);
}

/** Of heads in a row with one folder the first (whose cooldown counts) and the last (which is the head). */
function withoutMiddles(seen: readonly SeenCommit[]): readonly SeenCommit[] {
  return seen.filter(({ tree }, at) => {
    const sameBefore = tree !== null && at > 0 && seen[at - 1]?.tree === tree;
    const sameAfter = at + 1 < seen.length && seen[at + 1]?.tree === tree;
    return !(sameBefore && sameAfter);
  });
}

/** More heads than a long cooldown holds of a branch that moves with every detect. */
const MOST_SEEN = 200;

/** The oldest stay, since they are proposed next: who pushes without end holds nothing back by it. */
function bounded(seen: readonly SeenCommit[]): readonly SeenCommit[] {
  return seen.length <= MOST_SEEN ? seen : [...seen.slice(0, MOST_SEEN - 1), ...seen.slice(-1)];
}
