import { daysLeft } from "../signing/index.ts";

/** That the signing key ends soon. */
export type KeyNews = {
  /** Its last day: "2026-12-21". */
  readonly day: string;
  /** What to do about it. */
  readonly sentences: readonly string[];
};

export type KeyFacts = {
  readonly time: string;
  readonly keyEnds: Date | null;
  readonly keyWarnings: readonly string[];
  readonly previousRun: string | null;
};

/** A mail each time this many days are left. */
const DAYS = [30, 14, 7, 3, 1] as const;

/** null: the end is far away, or the run before this one told it already. */
export function keyNews({ time, keyEnds, keyWarnings, previousRun }: KeyFacts): KeyNews | null {
  if (keyEnds === null || keyWarnings.length === 0) return null;
  const told = previousRun === null ? 0 : stage(keyEnds, new Date(previousRun));
  if (stage(keyEnds, new Date(time)) <= told) return null;
  return { day: keyEnds.toISOString().slice(0, 10), sentences: keyWarnings };
}

/** How many of those days have come. */
function stage(ends: Date, now: Date): number {
  return DAYS.filter((days) => daysLeft(ends, now) < days).length;
}
