import { type ComparedLine, type Comparison, hunkHeading, hunksOf, wrapLine } from "../comparison/index.ts";
import { type ComparedFile, isSrcinfo } from "./changed-files.ts";
import { counted } from "./findings-text.ts";
import { inertBlock, inertCode, inertProse, withoutReferences } from "./inert.ts";

const COLUMNS = 160;
const CONTEXT_LINES = 3;
const MOST_EXCERPT_ROWS = 24;

/** A file's section, and how many rows of its diff there was no room for. */
export type FileSection = { readonly text: string; readonly hidden: number };

/** The section of a file in at most about `room` characters; null: not even its heading fits. */
export function fileSection(file: ComparedFile, room: number): FileSection | null {
  const heading = headingOf(file);
  const rows = rowsOf(file.comparison);
  const { shown, hidden } = fitting(rows, room - heading.length - 200);
  if (shown.length === 0 && rows.length > 0) return null;
  const block = shown.length === 0 ? "" : `\n\n${inertBlock(shown, blockLanguage(file.comparison))}`;
  const cut = hidden === 0 ? "" : `\n\n**${counted(hidden, "line")} of ${inertCode(file.file)} not shown**`;
  return { text: isSrcinfo(file.file) ? collapsed(file, block + cut) : heading + block + cut, hidden };
}

/** Rows of a file's diff, each wrapped to a width that a screen has. */
export function rowsOf(comparison: Comparison): readonly string[] {
  if (comparison.kind === "identical" || comparison.kind === "unread") return [];
  if (comparison.kind === "binary") return excerptRows(comparison);
  const hunks = hunksOf(comparison.lines, CONTEXT_LINES);
  return hunks.flatMap((hunk) => [hunkHeading(hunk), ...hunk.lines.flatMap(lineRows)]);
}

const SIGNS = { context: " ", removed: "-", added: "+" } as const;

function lineRows({ kind, text, newline }: ComparedLine): readonly string[] {
  const sign = SIGNS[kind];
  const [first = "", ...rest] = wrapLine(text, COLUMNS);
  const rows = [`${sign}${first}`, ...rest.map((piece) => `${sign}⤷ ${piece}`)];
  return newline ? rows : [...rows, "\\ no newline at the end"];
}

function excerptRows({ excerpts }: Comparison & { kind: "binary" }): readonly string[] {
  const rows = excerpts.flatMap(({ side, offset, rows }) => [
    `${side === "old" ? "before" : "after"}, around byte ${offset}:`,
    ...rows,
  ]);
  return rows.slice(0, MOST_EXCERPT_ROWS);
}

function blockLanguage({ kind }: Comparison): "diff" | "text" {
  return kind === "binary" ? "text" : "diff";
}

function headingOf(file: ComparedFile): string {
  const facts = [
    whatHappened(file),
    ...sideFacts(file.comparison),
    file.note === null ? null : inertProse(file.note),
  ];
  return `**${inertCode(file.file)}** · ${facts.filter((fact) => fact !== null).join(" · ")}`;
}

function whatHappened({ status, comparison }: ComparedFile): string {
  if (status === "left-out") return "not compared";
  if (comparison.kind === "identical") return "same content";
  const verb = { added: "new file", removed: "removed", changed: "changed" }[status];
  if (comparison.kind === "binary") return `${verb}, **binary**`;
  if (comparison.kind === "unread") return `${verb}, **too large to be shown: look at it with git**`;
  const { added, removed } = comparison;
  if (status !== "changed") return `${verb}, ${counted(added + removed, "line")}`;
  return `${counted(added, "line")} added, ${removed} removed`;
}

function sideFacts(comparison: Comparison): readonly string[] {
  if (comparison.kind === "identical") return [];
  const { old, new: next } = comparison;
  if (comparison.kind === "text") {
    const coarse = comparison.coarse === null ? [] : [comparison.coarse];
    return [...(next?.oddities ?? []).map((oddity) => `**${oddity}**`), ...coarse];
  }
  const sides = [old, next].flatMap((side) => (side === null ? [] : [`${side.kind}, ${side.bytes} bytes`]));
  return [sides.join(" → ")];
}

/** As many rows as fit into the room, and how many do not. */
function fitting(rows: readonly string[], room: number): { shown: readonly string[]; hidden: number } {
  let left = room;
  const count = rows.findIndex((row) => {
    left -= withoutReferences(row).length + 1;
    return left < 0;
  });
  return count === -1
    ? { shown: rows, hidden: 0 }
    : { shown: rows.slice(0, count), hidden: rows.length - count };
}

/** Within HTML nothing is Markdown: the line that is always seen holds our words only. */
function collapsed(file: ComparedFile, content: string): string {
  const note = file.note === null ? "" : `\n\nIt is ${inertProse(file.note)}.`;
  const summary = `<summary><code>.SRCINFO</code>: ${whatHappened(file).replaceAll("**", "")}</summary>`;
  return `<details>${summary}${note}${content}\n\n</details>`;
}
