import {
  type ComparedLine,
  type Comparison,
  comparer,
  wrapLine,
} from "../../../actions/lib/comparison/index.ts";
import {
  isChanged,
  type NumberedFinding,
  numbered,
  orderOfFiles,
  type PageFile,
  type ReviewedChange,
  shownParts,
  verdictOf,
  worstOf,
} from "../../../actions/lib/diff-page/index.ts";
import type { Finding } from "../../../actions/lib/documents/index.ts";
import { type Colour, painter } from "../terminal/terminal-colours.ts";
import { type Cell, type Look, tableText } from "../terminal/terminal-table.ts";
import { oneLine, wrap } from "../terminal/terminal-text.ts";

/** A review for people: the verdict, the findings, and what changed with each finding below its line. */
export function reviewText(reviewed: ReviewedChange, look: Look): string {
  const { name, review, from, to } = reviewed;
  const paint = painter(look.colour);
  const { versions } = review;
  const after = versions.to ?? "unknown version";
  const findings = numbered(review.findings, reviewed.rulePage);
  const files = orderOfFiles(from?.files ?? [], to.files, review.findings).filter(isChanged);
  const compare = comparer();
  const compared = files.map((file) => ({
    file,
    comparison: compare(file.old?.content ?? null, file.new?.content ?? null),
  }));
  return [
    `${paint("bold", oneLine(name))} ${from === null ? after : `${versions.from ?? "unknown version"} → ${after}`}`,
    paint(VERDICTS[worstOf(review)], verdictOf(review)),
    ...wrap(oneLine(review.reason), look.columns()),
    "",
    findingTable(review.findings, look),
    ...compared.map((each) => fileText(each, findings, look)),
  ].join("\n");
}

const VERDICTS = { alarm: "red", warning: "yellow", routine: "green", plain: "bold" } as const;
const SEVERITIES: Readonly<Record<Finding["severity"], Colour>> = {
  alarm: "red",
  warning: "yellow",
  note: "dim",
};

function findingTable(findings: readonly Finding[], look: Look): string {
  const rows = findings.map((finding): readonly Cell[] => [
    { text: finding.severity, colour: SEVERITIES[finding.severity] },
    { text: placeOf(finding), colour: "dim" },
    { text: finding.message },
  ]);
  return rows.length === 0 ? "No findings.\n" : tableText(rows, look);
}

function placeOf({ file, line }: Finding): string {
  return file === null ? "" : line === null ? file : `${file}:${line}`;
}

type Compared = { readonly file: PageFile; readonly comparison: Comparison };

function fileText({ file, comparison }: Compared, findings: readonly NumberedFinding[], look: Look): string {
  const paint = painter(look.colour);
  const became = file.old === null ? " (new)" : file.new === null ? " (removed)" : "";
  const heading = paint(
    "bold",
    `── ${oneLine(file.path)}${became} `.padEnd(Math.min(look.columns(), 100), "─"),
  );
  if (comparison.kind === "identical") return `${heading}\n  the same bytes, another kind of file\n`;
  if (comparison.kind === "unread")
    return `${heading}\n  too large to be shown: look at it with git before you accept it\n`;
  if (comparison.kind === "binary") {
    const rows = comparison.excerpts.filter(({ side }) => side === "new").flatMap((excerpt) => excerpt.rows);
    return [heading, "  not text: it cannot be reviewed here", ...rows.map((row) => `  ${row}`), ""].join(
      "\n",
    );
  }
  const own = findings.filter(({ finding }) => finding.file === file.path && finding.line !== null);
  if (file.path === ".SRCINFO" && own.length === 0) {
    const { added, removed } = comparison;
    return `${heading}\n${paint("dim", `  made from the PKGBUILD: ${removed} lines went, ${added} came`)}\n`;
  }
  const { shown, hidden } = shownParts(comparison.lines, own);
  const parts = shown.map((part) => part.flatMap((line) => lineText(line, own, look)).join("\n"));
  const rest = hidden === 0 ? [] : [paint("dim", `  ${hidden} unchanged lines are not shown`)];
  return [heading, parts.join(`\n${paint("dim", "  ⋮")}\n`), ...rest, ""].join("\n");
}

function lineText(line: ComparedLine, findings: readonly NumberedFinding[], look: Look): string[] {
  const paint = painter(look.colour);
  const width = Math.max(look.columns() - GUTTER, 20);
  const number = String(line.new ?? line.old ?? "").padStart(5);
  const pieces = wrapLine(line.text.replaceAll("\t", "    "), width);
  const rows = pieces.map(
    (piece, at) =>
      `${paint("dim", at === 0 ? number : "     ")} ${paint(COLOURS[line.kind], SIGNS[line.kind] + piece)}`,
  );
  const own = findings.filter(
    ({ finding }) => finding.line === (finding.side === "old" ? line.old : line.new),
  );
  const notes = own.map(({ finding }) =>
    tableText(
      [[{ text: `↑ ${finding.severity}`, colour: SEVERITIES[finding.severity] }, { text: finding.message }]],
      look,
      "      ",
    ).trimEnd(),
  );
  return [...rows, ...notes, ...(line.newline ? [] : [paint("dim", "      (no newline at the end)")])];
}

/** Line number, blank and sign. */
const GUTTER = 7;
const SIGNS = { context: " ", removed: "-", added: "+" } as const;
const COLOURS = { context: null, removed: "red", added: "green" } as const;
