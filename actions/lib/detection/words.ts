import type { HeldCommit } from "./candidate.ts";

/** "9ab2c01 from 2026-11-24": a commit and the day on which we first saw it. */
export function commitAndDay({ commit, first }: Pick<HeldCommit, "commit" | "first">): string {
  return `${shortCommit(commit)} from ${dayOf(first)}`;
}

/** "9ab2c01 from 2026-11-24 is held until 2026-11-27 06:17 UTC". */
export function heldWords(held: HeldCommit): string {
  return `${commitAndDay(held)} is held until ${dayOf(held.until)} ${held.until.toISOString().slice(11, 16)} UTC`;
}

export function shortCommit(commit: string): string {
  return commit.slice(0, 7);
}

function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}
