import type { SeenCommit } from "../documents/index.ts";

/** All that decides which commit is proposed for an entry. */
export type Sightings = {
  /** null: the entry has no `ref`, so that a person asked for its first review. */
  readonly pin: string | null;
  /** Oldest first, the branch's newest commit last; the pin, where it stands among them, comes before what it lacks. */
  readonly seen: readonly SeenCommit[];
  readonly rejected: readonly string[];
  /** What the open pull request proposes: it stays proposed, although its cooldown may have been waived; null: none. */
  readonly proposed: string | null;
  /** 0: waived. */
  readonly cooldownSeconds: number;
  /** The AUR's, of the newest commit, in seconds since 1970 UTC; null: not from the AUR, or unknown. */
  readonly lastModified: number | null;
  readonly now: Date;
};

/** A commit that is not proposed yet; `until` its cooldown ends. */
export type HeldCommit = { readonly commit: string; readonly first: Date; readonly until: Date };

export type Candidate =
  | { readonly kind: "unchanged" }
  /** Oldest first, at least one. */
  | { readonly kind: "held"; readonly held: readonly HeldCommit[] }
  | {
      /** "rejected": a person closed the pull request of this commit. */
      readonly kind: "proposed" | "rejected";
      readonly commit: string;
      readonly first: Date;
      readonly newer: readonly HeldCommit[];
    };

/**
 * The newest commit whose folder differs from the pin's and whose cooldown is over. Of commits in a row with the
 * same folder the first counts, so that what moves elsewhere in a many-package repository changes no proposal. A
 * commit that a newer one took back to the pin's folder is dropped.
 */
export function chooseCandidate(sightings: Sightings): Candidate {
  const waiting = changesAfterPin(sightings).map((commit) => heldUntil(commit, sightings));
  if (waiting.length === 0) return { kind: "unchanged" };
  const at = waiting.findLastIndex(({ until }) => until <= sightings.now);
  const chosen = waiting[at];
  if (chosen === undefined) return { kind: "held", held: waiting };
  const kind = sightings.rejected.includes(chosen.commit) ? "rejected" : "proposed";
  return { kind, commit: chosen.commit, first: chosen.first, newer: waiting.slice(at + 1) };
}

function changesAfterPin({ pin, seen }: Sightings): readonly SeenCommit[] {
  if (pin === null) return seen.slice(-1);
  const pinned = seen.find(({ commit }) => commit === pin)?.tree ?? null;
  const last = seen.findLastIndex(({ commit, tree }) => commit === pin || sameFolder(tree, pinned));
  return seen
    .slice(last + 1)
    .filter((one, at, after) => at === 0 || !sameFolder(one.tree, after[at - 1]?.tree));
}

/** Folders that nobody looked at are taken to differ. */
function sameFolder(one: string | null, other: string | null | undefined): boolean {
  return one !== null && one === other;
}

function heldUntil({ commit, first }: SeenCommit, sightings: Sightings): HeldCommit {
  const { seen, lastModified, cooldownSeconds, now } = sightings;
  const waived = sightings.pin === null || sightings.proposed === commit || cooldownSeconds === 0;
  const isNewest = seen.at(-1)?.commit === commit;
  const modified = isNewest && lastModified !== null ? lastModified * 1000 : 0;
  // A time that has not come yet is a clock that is wrong: it would hold the commit for ever.
  const start = modified > now.getTime() ? Date.parse(first) : Math.max(Date.parse(first), modified);
  const until = waived ? now : new Date(start + cooldownSeconds * 1000);
  return { commit, first: new Date(first), until };
}
