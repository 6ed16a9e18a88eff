import { type Colour, type Paint, painter } from "./terminal-colours.ts";
import { oneLine, pad, shorten, widthOf, wrap } from "./terminal-text.ts";

/** What decides how text looks; a Screen is one. */
export type Look = { readonly colour: boolean; columns(): number; complete?(text: string): string };

export type Cell = { readonly text: string; readonly colour?: Colour };

/**
 * Rows as aligned lines, two spaces between columns. Only the last cell of a row is broken over lines, under
 * its own beginning; the others are never wider than 32 columns. Texts of others are made harmless.
 */
export function tableText(rows: readonly (readonly Cell[])[], look: Look, indent = "  "): string {
  const paint = painter(look.colour);
  const safe = rows.map((row) => row.map((cell) => ({ ...cell, text: harmless(cell.text, look) })));
  const widths = columnWidths(safe);
  return safe.map((row) => rowLines(row, { widths, look, indent, paint })).join("");
}

/** Text of others on one line, and the commands in ours complete. */
export function harmless(text: string, look: Look): string {
  return completed(oneLine(text), look);
}

/** A text of ours, its commands complete. */
export function completed(text: string, { complete }: Look): string {
  return complete?.(text) ?? text;
}

const WIDEST_CELL = 32;
/** Where less than this is left beside the others, the last cell goes below them. */
const NARROWEST_LAST = 28;

function columnWidths(rows: readonly (readonly Cell[])[]): readonly number[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.slice(0, -1).forEach(({ text }, column) => {
      widths[column] = Math.max(widths[column] ?? 0, Math.min(widthOf(text), WIDEST_CELL));
    });
  }
  return widths;
}

type Layout = {
  readonly widths: readonly number[];
  readonly look: Look;
  readonly indent: string;
  readonly paint: Paint;
};

function rowLines(row: readonly Cell[], { widths, look, indent, paint }: Layout): string {
  const last = row.at(-1) ?? { text: "" };
  let line = indent;
  let used = widthOf(indent);
  row.slice(0, -1).forEach(({ text, colour }, column) => {
    const width = widths[column] ?? 0;
    const shown = shorten(text, width);
    line += `${paint(colour ?? null, shown)}${pad("", width - widthOf(shown))}  `;
    used += width + 2;
  });
  const room = look.columns() - used;
  if (room < NARROWEST_LAST) {
    line = `${line.trimEnd()}\n${indent}    `;
    used = widthOf(indent) + 4;
  }
  const lines = wrap(last.text, Math.max(look.columns() - used, NARROWEST_LAST));
  const under = `\n${" ".repeat(used)}`;
  return `${(line + lines.map((each) => paint(last.colour ?? null, each)).join(under)).trimEnd()}\n`;
}
