import type { ComparedLine } from "./comparison.ts";

/** Neighbouring changes with the unchanged lines around them, as in a unified diff. */
export type Hunk = {
  /** First line on each side, counted from 1; 0 where the side has no line in it. */
  readonly oldStart: number;
  readonly newStart: number;
  readonly oldCount: number;
  readonly newCount: number;
  readonly lines: readonly ComparedLine[];
};

/** The changes of a file, each with up to `around` unchanged lines before and after; those that touch are one. */
export function hunksOf(lines: readonly ComparedLine[], around: number): readonly Hunk[] {
  const ranges: { from: number; to: number }[] = [];
  lines.forEach((line, index) => {
    if (line.kind === "context") return;
    const from = Math.max(0, index - around);
    const to = Math.min(lines.length, index + around + 1);
    const last = ranges.at(-1);
    if (last !== undefined && from <= last.to) last.to = to;
    else ranges.push({ from, to });
  });
  return ranges.map(({ from, to }) => hunkOf(lines.slice(from, to)));
}

/** As unified diffs head a hunk: `@@ -3,7 +3,8 @@`. */
export function hunkHeading({ oldStart, oldCount, newStart, newCount }: Hunk): string {
  return `@@ -${oldStart},${oldCount} +${newStart},${newCount} @@`;
}

function hunkOf(lines: readonly ComparedLine[]): Hunk {
  const old = lines.flatMap((line) => (line.old === null ? [] : [line.old]));
  const next = lines.flatMap((line) => (line.new === null ? [] : [line.new]));
  return {
    oldStart: old[0] ?? 0,
    newStart: next[0] ?? 0,
    oldCount: old.length,
    newCount: next.length,
    lines,
  };
}
