import { align, type Stretch } from "./align.ts";
import type { ComparedLine, Comparison, HexExcerpt, TextComparison } from "./comparison.ts";
import { readSide, type Side } from "./decode.ts";
import { hexRows } from "./hex-view.ts";

/** Two blobs, either of which may be absent (null), as a person should see how the one became the other. */
export function compareFiles(old: Uint8Array | null, next: Uint8Array | null): Comparison {
  if (old !== null && next !== null && Buffer.compare(old, next) === 0)
    return { kind: "identical", bytes: next.length };
  const sides = { old: old && readSide(old), new: next && readSide(next) };
  const facts = { old: sides.old?.facts ?? null, new: sides.new?.facts ?? null };
  if (isBinary(sides.old) || isBinary(sides.new)) {
    return { kind: "binary", ...facts, excerpts: binaryExcerpts(sides) };
  }
  return { kind: "text", ...facts, ...comparedLines(sides), excerpts: oddExcerpts(sides) };
}

type Sides = { readonly old: Side | null; readonly new: Side | null };

const ROWS_AT_START = 7;
const ROWS_AROUND = 2;

function isBinary(side: Side | null): boolean {
  return side !== null && side.lines === null;
}

function comparedLines(sides: Sides): Pick<TextComparison, "lines" | "added" | "removed" | "coarse"> {
  const [old, next] = [linesToMatch(sides.old), linesToMatch(sides.new)];
  const { stretches, fine } = align(old, next);
  const lines = layOut(stretches, sides);
  const count = (kind: ComparedLine["kind"]) => lines.filter((line) => line.kind === kind).length;
  return {
    lines,
    added: count("added"),
    removed: count("removed"),
    coarse: fine
      ? null
      : `the two versions differ in too many lines (${old.length} and ${next.length}) to be matched one by one`,
  };
}

/** A last line without newline matches none that has one. */
function linesToMatch(side: Side | null): readonly string[] {
  const lines = side?.lines ?? [];
  if (side === null || side.endsWithNewline) return lines;
  return lines.with(-1, `${lines.at(-1)}\n`);
}

function layOut(stretches: readonly Stretch[], sides: Sides): readonly ComparedLine[] {
  let [old, next] = [0, 0];
  return stretches.flatMap(({ kind, count }) =>
    Array.from({ length: count }, () => {
      const fromOld = kind === "added" ? null : ++old;
      const fromNew = kind === "removed" ? null : ++next;
      return lineOf(kind, { old: fromOld, new: fromNew }, sides);
    }),
  );
}

function lineOf(
  kind: ComparedLine["kind"],
  at: Pick<ComparedLine, "old" | "new">,
  sides: Sides,
): ComparedLine {
  const [side, number] = at.new === null ? [sides.old, at.old ?? 0] : [sides.new, at.new];
  const lines = side?.lines ?? [];
  const newline = number < lines.length || (side?.endsWithNewline ?? true);
  return { kind, ...at, text: lines[number - 1] ?? "", newline };
}

function oddExcerpts(sides: Sides): readonly HexExcerpt[] {
  return bothSides(sides).flatMap(({ side, name }) =>
    side.odd.map((offset) => ({ side: name, offset, rows: hexRows(side.bytes, offset, ROWS_AROUND) })),
  );
}

function binaryExcerpts(sides: Sides): readonly HexExcerpt[] {
  const difference = firstDifference(sides.old?.bytes ?? null, sides.new?.bytes ?? null);
  const beyondStart = difference !== null && difference > ROWS_AT_START * 16;
  return bothSides(sides).flatMap(({ side, name }) => [
    { side: name, offset: 0, rows: hexRows(side.bytes, 0, ROWS_AT_START) },
    ...(beyondStart
      ? [{ side: name, offset: difference, rows: hexRows(side.bytes, difference, ROWS_AROUND) }]
      : []),
  ]);
}

function bothSides(sides: Sides): readonly { readonly side: Side; readonly name: "old" | "new" }[] {
  return (["old", "new"] as const).flatMap((name) => {
    const side = sides[name];
    return side === null ? [] : [{ side, name }];
  });
}

function firstDifference(old: Uint8Array | null, next: Uint8Array | null): number | null {
  if (old === null || next === null) return null;
  let offset = 0;
  while (offset < old.length && old[offset] === next[offset]) offset++;
  return offset;
}
