import type { Manifest } from "../../documents/index.ts";

export type KeepingFacts = { readonly keepSeconds: number; readonly now: Date };

/** A publication of which `repository.keep` would have kept the manifest. */
export type LostPublication = {
  readonly generation: number;
  /** UTC, and so is the end of the time for which it would have been kept. */
  readonly currentUntil: Date;
  readonly keptUntil: Date;
  /** The oldest generation that is there still. */
  readonly oldest: number;
};

type Dated = Pick<Manifest, "generation" | "time" | "previous">;

/**
 * The publication before the oldest whose manifest is there, where that went before its time; null: retention took it, or there
 * was none. `newestFirst`: all that are there, the published one among them.
 */
export function lostPublication(
  newestFirst: readonly Dated[],
  { keepSeconds, now }: KeepingFacts,
): LostPublication | null {
  const oldest = newestFirst.at(-1);
  if (oldest?.previous == null) return null;
  const currentUntil = new Date(oldest.time);
  const keptUntil = new Date(currentUntil.getTime() + keepSeconds * 1000);
  if (keptUntil <= now) return null;
  return { generation: oldest.previous.generation, currentUntil, keptUntil, oldest: oldest.generation };
}

/** That it is gone and what that means, for people; null: none is. */
export function lostHistoryNote(newestFirst: readonly Dated[], facts: KeepingFacts): string | null {
  const lost = lostPublication(newestFirst, facts);
  if (lost === null) return null;
  const { generation, currentUntil, keptUntil, oldest } = lost;
  return (
    `a manifest of generation ${generation}, current until ${minute(currentUntil)}, is gone or damaged before its time: generation ${oldest} is the ` +
    "oldest that `scripts/autorepo rollback` goes back to, and `scripts/autorepo prune` deletes nothing before " +
    `${minute(keptUntil)}, since what is needed cannot be told from garbage. What is published now is not touched by that; where ` +
    "repository.keep was made longer lately, it is as it should be"
  );
}

/** "2026-11-22 14:10 UTC" */
export function minute(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
