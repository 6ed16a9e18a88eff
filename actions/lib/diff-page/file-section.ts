import type {
  BinaryComparison,
  Compare,
  HexExcerpt,
  SideFacts,
  TextComparison,
  UnreadFile,
} from "../comparison/index.ts";
import { bytesInWords, type Html, html } from "../report/index.ts";
import type { TreeFile } from "../upstream/index.ts";
import { diffTable } from "./diff-table.ts";
import { findingNotes } from "./finding-note.ts";
import type { NumberedFinding } from "./numbered-finding.ts";
import type { PageFile } from "./order-of-files.ts";
import { shownParts } from "./shown-parts.ts";

/** One file: what became of it, the findings that concern all of it, and its lines. */
export function fileSection(file: PageFile, findings: readonly NumberedFinding[], compare: Compare): Html {
  const own = findings.filter(({ finding }) => finding.file === file.path);
  const comparison = compare(file.old?.content ?? null, file.new?.content ?? null);
  const content = comparison.kind === "identical" ? wholeOf(file, compare) : comparison;
  const lined = content.kind === "text" ? own.filter(({ finding }) => finding.line !== null) : [];
  const general = own.filter((each) => !lined.includes(each));
  const body = html`${findingNotes(general)}${bodyOf(content, lined)}`;
  const isQuiet = own.length === 0 && (comparison.kind === "identical" || file.path === ".SRCINFO");
  const heading = html`<span class="mono">${file.path}</span> <span class="soft small">${whatBecame(file, content)}</span>`;
  return isQuiet
    ? html`<details class="file" id="${file.anchor}"><summary>${heading}</summary>${body}</details>`
    : html`<section class="file" id="${file.anchor}"><h3>${heading}</h3>${body}</section>`;
}

type Content = TextComparison | BinaryComparison | UnreadFile;

/** An unchanged file is shown as it is, which is as one that is compared with nothing. */
function wholeOf({ new: file }: PageFile, compare: Compare): Content {
  const comparison = compare(null, file?.content ?? new Uint8Array()) as Content;
  if (comparison.kind !== "text") return comparison;
  const lines = comparison.lines.map((line) => ({ ...line, kind: "context" as const, old: line.new }));
  return { ...comparison, old: comparison.new, lines, added: 0 };
}

function whatBecame({ old, new: next }: PageFile, { old: before, new: after }: Sides): string {
  const words = [
    old === null ? "added" : next === null ? "removed" : null,
    kindChange(old, next),
    ...new Set([...describe(before), ...describe(after)]),
  ];
  return words.filter((word) => word !== null).join(" · ");
}

type Sides = { readonly old: SideFacts | null; readonly new: SideFacts | null };

function kindChange(old: TreeFile | null, next: TreeFile | null): string | null {
  const [before, after] = [old?.kind ?? next?.kind, next?.kind ?? old?.kind];
  if (before !== after) return `was ${KINDS[before ?? "file"]}, is now ${KINDS[after ?? "file"]}`;
  return after === "file" || after === undefined ? null : KINDS[after];
}

const KINDS: Readonly<Record<TreeFile["kind"], string>> = {
  file: "a plain file",
  executable: "executable",
  symlink: "a symbolic link, shown with its target",
  submodule: "a submodule, shown with its commit",
};

function describe(side: SideFacts | null): readonly string[] {
  if (side === null) return [];
  return [...(side.kind === "text" ? [] : [side.kind]), ...side.oddities];
}

function bodyOf(content: Content, findings: readonly NumberedFinding[]): Html {
  if (content.kind === "text") return textBody(content, findings);
  return content.kind === "binary" ? binaryBody(content) : unreadBody(content);
}

function textBody(comparison: TextComparison, findings: readonly NumberedFinding[]): Html {
  const { shown, hidden } = shownParts(comparison.lines, findings);
  const whole =
    hidden === 0
      ? null
      : html`<details><summary class="small">The whole file: ${hidden} more unchanged lines</summary>${diffTable([comparison.lines], [])}</details>`;
  return html`${comparison.coarse === null ? null : html`<p class="soft small">${comparison.coarse}</p>`}
${diffTable(shown, findings)}${whole}${comparison.excerpts.map(hexExcerpt)}`;
}

function unreadBody({ old, new: next }: UnreadFile): Html {
  return html`<p><b>Too large to be shown</b>, ${sizesOf({ old, new: next })}: look at it with git before you accept it.</p>`;
}

function sizesOf({ old, new: next }: Sides): string {
  const sizes = [old, next].filter((side) => side !== null);
  return sizes.map(({ bytes }) => bytesInWords(bytes)).join(", now ");
}

function binaryBody({ old, new: next, excerpts }: BinaryComparison): Html {
  return html`<p>Not text, ${sizesOf({ old, new: next })}: it cannot be reviewed here.</p>${excerpts.map(hexExcerpt)}`;
}

function hexExcerpt({ side, offset, rows }: HexExcerpt): Html {
  return html`<p class="soft small">${side === "old" ? "old" : "new"}, around byte ${offset}</p><pre>${rows.join("\n")}</pre>`;
}
