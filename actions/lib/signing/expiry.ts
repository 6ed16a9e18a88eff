const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;
const WARNING_DAYS = 30;

/** As the library says when a key ends: Infinity never, null not known. */
export type Expiry = Date | typeof Number.POSITIVE_INFINITY | null;

/** When a key ends, and what to tell a person about it now. */
export type Lifetime = { readonly ends: Expiry; readonly warnings: readonly string[] };

export function hasExpired(expires: Expiry, now: Date): expires is Date {
  return expires instanceof Date && expires <= now;
}

/** Whole days until then, rounded down; Infinity where there is no end. */
export function daysLeft(expires: Expiry, now: Date): number {
  if (!(expires instanceof Date)) return Number.POSITIVE_INFINITY;
  return Math.floor((expires.getTime() - now.getTime()) / DAY_MILLISECONDS);
}

/** The one that comes first; null: neither ends, as far as is known. */
export function earlierEnd(one: Expiry, other: Expiry): Date | null {
  const ends = [one, other].filter((end) => end instanceof Date);
  return ends.toSorted((a, b) => a.getTime() - b.getTime())[0] ?? null;
}

/** One sentence where a key ends within a month, else none: what it signed is refused from then on, old or new. */
export function expiryWarning(
  name: string,
  { expires, now, remedy }: { expires: Expiry; now: Date; remedy: string },
): readonly string[] {
  const days = daysLeft(expires, now);
  if (!(expires instanceof Date) || days >= WARNING_DAYS) return [];
  return [
    `${name} expires on ${expires.toISOString().slice(0, 10)}, in ${days} ${days === 1 ? "day" : "days"}: from then on clients ` +
      `refuse all that it signed. Prolong it now, so that the keyring package reaches them before: ${remedy}, and set ` +
      "AUTOREPO_SIGNING_KEY to what that prints",
  ];
}
