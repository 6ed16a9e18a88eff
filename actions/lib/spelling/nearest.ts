/** The known word that a mistyped one most likely means; null when none is near. */
export function nearest(typed: string, known: readonly string[]): string | null {
  const allowed = typed.length <= 4 ? 1 : typed.length <= 7 ? 2 : 3;
  const near = known
    .map((word) => ({ word, distance: distanceOf(typed.toLowerCase(), word) }))
    .filter(({ distance }) => distance <= allowed)
    .sort((one, other) => one.distance - other.distance);
  return near[0]?.word ?? null;
}

/** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
function distanceOf(one: string, other: string): number {
  if (Math.abs(one.length - other.length) > 3) return Number.POSITIVE_INFINITY;
  let beforeLast: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const replaced = (last[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      const swapped = one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      const candidates = [replaced, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1];
      row.push(Math.min(...candidates, swapped ? (beforeLast[j - 2] ?? 0) + 1 : replaced));
    }
    beforeLast = last;
    last = row;
  }
  return last[other.length] ?? 0;
}
