import { html as diff2html } from "diff2html";
import type { DiffBlock, DiffFile, DiffLine } from "diff2html/lib/types.js";
import type { ComparedLine } from "../comparison/index.ts";
import { type Html, trusted } from "../report/index.ts";
import { findingNotes } from "./finding-note.ts";
import type { NumberedFinding } from "./numbered-finding.ts";

/** Parts of one file as a table of numbered lines, changed words marked, each line's findings above it. */
export function diffTable(
  parts: readonly (readonly ComparedLine[])[],
  findings: readonly NumberedFinding[],
): Html {
  const notes: Html[] = [];
  const blocks = parts.flatMap((part) => blocksOf(part, findings, notes));
  const table = diff2html([fileOf(blocks)], OPTIONS);
  // A line of upstream never holds such a mark: `visibleLine` writes every ⟦ of its own as ⟦U+27E6⟧.
  return trusted(table.replace(/⟦note ([0-9]+)⟧/g, (_, index) => notes[Number(index)]?.markup ?? ""));
}

const OPTIONS = {
  drawFileList: false,
  outputFormat: "line-by-line",
  matching: "words",
  diffStyle: "word",
  rawTemplates: {
    "generic-wrapper": "{{{content}}}",
    "line-by-line-file-diff":
      '<table class="diff"><colgroup><col class="numbers"><col></colgroup><tbody>{{{diffs}}}</tbody></table>',
    "generic-block-header": '<tr class="gap"><td colspan="2">{{{blockHeader}}}</td></tr>',
    "generic-line":
      '<tr class="{{type}}"><td class="at">{{{lineNumber}}}</td><td class="code"><i>{{{prefix}}}</i>{{{content}}}</td></tr>',
    "line-by-line-numbers": "<span>{{oldNumber}}</span><span>{{newNumber}}</span>",
  },
} as const;

/** Every flagged line begins a block of its own, whose heading is the findings. */
function blocksOf(
  part: readonly ComparedLine[],
  findings: readonly NumberedFinding[],
  notes: Html[],
): DiffBlock[] {
  const blocks: DiffBlock[] = [];
  for (const line of part) {
    const own = findings.filter(
      ({ finding }) => finding.line === (finding.side === "old" ? line.old : line.new),
    );
    const note = findingNotes(own);
    if (note !== null) notes.push(note);
    if (blocks.length === 0 || note !== null)
      blocks.push(blockAt(line, note === null ? "" : `⟦note ${notes.length - 1}⟧`));
    blocks.at(-1)?.lines.push(diffLine(line));
  }
  return blocks;
}

function blockAt({ old, new: next }: ComparedLine, header: string): DiffBlock {
  return { oldStartLine: old ?? 0, newStartLine: next ?? 0, header, lines: [] };
}

function diffLine({ kind, old, new: next, text, newline }: ComparedLine): DiffLine {
  const shown = newline ? text : `${text}⟦no newline⟧`;
  const content = `${PREFIXES[kind]}${shown}`;
  return {
    type: TYPES[kind],
    content,
    oldNumber: old ?? undefined,
    newNumber: next ?? undefined,
  } as DiffLine;
}

const PREFIXES = { context: " ", removed: "-", added: "+" } as const;
const TYPES = { context: "context", removed: "delete", added: "insert" } as const;

function fileOf(blocks: DiffBlock[]): DiffFile {
  return {
    oldName: "file",
    newName: "file",
    addedLines: 0,
    deletedLines: 0,
    isCombined: false,
    isGitDiff: true,
    language: "",
    blocks,
  };
}
