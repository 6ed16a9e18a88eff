import { diffArrays } from "diff";

/** What an alignment says of two lists of lines: equal stretches, and what was removed and added between them. */
export type Stretch = { readonly kind: "context" | "removed" | "added"; readonly count: number };

export type Alignment = {
  readonly stretches: readonly Stretch[];
  /** False: too different to align line by line; what differs is one removal and one addition. */
  readonly fine: boolean;
};

/**
 * Aligns two lists of lines with as few changes as there can be. Lines that only one side has never match, so the
 * search runs over the others alone, and it ends where they need more than a few thousand changes: the algorithm
 * (Myers) takes time with the square of their number.
 */
export function align(old: readonly string[], next: readonly string[]): Alignment {
  const start = commonStart(old, next);
  const end = commonEnd(old, next, start);
  const middle = alignMiddle(old.slice(start, old.length - end), next.slice(start, next.length - end));
  const stretches = [context(start), ...middle.stretches, context(end)];
  return { stretches: stretches.filter(({ count }) => count > 0), fine: middle.fine };
}

const MOST_CHANGES = 3000;

function context(count: number): Stretch {
  return { kind: "context", count };
}

function commonStart(old: readonly string[], next: readonly string[]): number {
  const most = Math.min(old.length, next.length);
  let count = 0;
  while (count < most && old[count] === next[count]) count++;
  return count;
}

function commonEnd(old: readonly string[], next: readonly string[], start: number): number {
  const most = Math.min(old.length, next.length) - start;
  let count = 0;
  while (count < most && old.at(-1 - count) === next.at(-1 - count)) count++;
  return count;
}

function alignMiddle(old: readonly string[], next: readonly string[]): Alignment {
  const [inOld, inNext] = [new Set(old), new Set(next)];
  const sharedOld = old.filter((line) => inNext.has(line));
  const sharedNext = next.filter((line) => inOld.has(line));
  const changes = diffArrays(sharedOld, sharedNext, { maxEditLength: MOST_CHANGES });
  if (changes === undefined) return { stretches: replaced(old.length, next.length), fine: false };
  const matches = changes.flatMap(({ added, removed, count }) =>
    Array.from({ length: count }, () => (added ? "added" : removed ? "removed" : "context")),
  );
  return { stretches: withUnsharedLines(matches, { old, next, inOld, inNext }), fine: true };
}

function replaced(removed: number, added: number): readonly Stretch[] {
  return [
    { kind: "removed", count: removed },
    { kind: "added", count: added },
  ];
}

type Sides = {
  readonly old: readonly string[];
  readonly next: readonly string[];
  readonly inOld: ReadonlySet<string>;
  readonly inNext: ReadonlySet<string>;
};

/** Puts back, around each step over shared lines, the lines that only one side has: removals before additions. */
function withUnsharedLines(steps: readonly Stretch["kind"][], sides: Sides): readonly Stretch[] {
  const { old, next, inOld, inNext } = sides;
  const stretches: Stretch[] = [];
  let [from, to] = [0, 0];
  let [removed, added] = [0, 0];
  const flush = () => {
    stretches.push(...replaced(removed, added));
    [removed, added] = [0, 0];
  };
  const skipUnshared = () => {
    for (; from < old.length && !inNext.has(old[from] ?? ""); from++) removed++;
    for (; to < next.length && !inOld.has(next[to] ?? ""); to++) added++;
  };
  for (const step of steps) {
    skipUnshared();
    if (step === "context") {
      flush();
      stretches.push(context(1));
    }
    if (step === "removed") removed++;
    if (step === "added") added++;
    if (step !== "added") from++;
    if (step !== "removed") to++;
  }
  skipUnshared();
  flush();
  return stretches.filter(({ count }) => count > 0);
}
