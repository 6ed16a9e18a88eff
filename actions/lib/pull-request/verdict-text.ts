import type { Review, Severity } from "../documents/index.ts";
import type { Links } from "./facts.ts";
import { counted, countedFindings, type FindingItem, findingItems } from "./findings-text.ts";
import { inertProse } from "./inert.ts";

/** What a person reads first: how bad it is, in words, and every finding, worst first. */
export function verdictText(review: Review, links: Links): string {
  const { items, left } = findingItems(review.findings, links);
  const of = (severity: Severity) => items.filter((item) => item.severity === severity);
  const [alarms, warnings, notes] = [of("alarm"), of("warning"), of("note")];
  const sections = [
    alarms.length > 0 ? alert("CAUTION", [alarmHeadline(review), ...numbered(alarms)]) : null,
    warnings.length > 0 ? alert("WARNING", [warningHeadline(review), ...numbered(warnings)]) : null,
    alarms.length + warnings.length === 0 ? quietVerdict(review) : null,
    left.length > 0 ? leftOut(review, { left: left.length, links }) : null,
    review.evaluated ? null : UNRESOLVED,
    notes.length > 0 ? notesText(notes, review.routine) : null,
  ];
  return sections.filter((section) => section !== null).join("\n\n");
}

function alarmHeadline({ findings }: Review): string {
  const count = findings.filter(({ severity }) => severity === "alarm").length;
  return `**${counted(count, "alarm")}: this is what attacks on packages look like. Do not merge before you understand ${count === 1 ? "it" : "each"}.**`;
}

function warningHeadline({ findings }: Review): string {
  const count = findings.filter(({ severity }) => severity === "warning").length;
  return `**${counted(count, "warning")}: look at ${count === 1 ? "it" : "each"} before you merge.**`;
}

function quietVerdict({ routine, reason }: Review): string {
  const headline = routine
    ? "**Routine**: "
    : "No alarm and no warning, and still not routine: read the change below. ";
  return alert("NOTE", [`${headline}${inertProse(reason)}`]);
}

function leftOut(
  review: Review,
  { left, links: { page } }: { readonly left: number; readonly links: Links },
): string {
  const where = page === null ? "`scripts/autorepo review` shows them all" : `[all of them](${page.url})`;
  return `**${left} further findings are not listed here** (${countedFindings(review.findings)} in all): ${where}.`;
}

const UNRESOLVED =
  "Part of this change could be resolved neither by reading nor by evaluating it; nothing is known about that part.";

/** Facts that are common and harmless inform and never shout. */
function notesText(notes: readonly FindingItem[], collapsed: boolean): string {
  const list = notes.map(({ text }) => `- ${text}`).join("\n");
  if (!collapsed && notes.length <= 3) return list;
  return `<details><summary>${counted(notes.length, "note")}</summary>\n\n${list}\n\n</details>`;
}

function numbered(items: readonly FindingItem[]): readonly string[] {
  return items.map(({ text }, index) => `${index + 1}. ${text}`);
}

function alert(kind: "CAUTION" | "WARNING" | "NOTE", [headline = "", ...lines]: readonly string[]): string {
  const body = lines.length === 0 ? [headline] : [headline, "", ...lines];
  return [`> [!${kind}]`, ...body.map((line) => (line === "" ? ">" : `> ${line}`))].join("\n");
}
