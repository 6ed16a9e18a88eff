import type { Finding, Severity } from "../documents/index.ts";
import type { Links } from "./facts.ts";
import { inertCode, inertProse } from "./inert.ts";

/** Characters for all findings together; those beyond are counted, and stand on the page. */
const MOST_CHARACTERS = 24_000;
const LONGEST_TEXT = 160;

/** Findings as list items in their order, and how many of each severity there was no room for. */
export function findingItems(
  findings: readonly Finding[],
  links: Links,
): { readonly items: readonly FindingItem[]; readonly left: readonly Finding[] } {
  let room = MOST_CHARACTERS;
  const items: FindingItem[] = [];
  for (const finding of findings) {
    const text = findingText(finding, links);
    room -= text.length;
    if (room < 0) break;
    items.push({ severity: finding.severity, text });
  }
  return { items, left: findings.slice(items.length) };
}

export type FindingItem = { readonly severity: Severity; readonly text: string };

/** One line: what it is, where it is, what it says there, and where the rule is explained. */
export function findingText(finding: Finding, links: Links): string {
  const { message, text } = finding;
  const parts = [
    `**${inertProse(message)}**`,
    placeOf(finding),
    text.trim() === "" ? null : inertCode(text, LONGEST_TEXT),
    ruleLink(finding.rule, links),
  ];
  return parts.filter((part) => part !== null).join(" · ");
}

function placeOf({ file, line, side }: Finding): string | null {
  if (file === null) return null;
  const where = line === null ? inertCode(file) : `${inertCode(`${file}:${line}`)}`;
  return side === "old" ? `${where} (before)` : where;
}

function ruleLink(rule: string, { repository, branch }: Links): string | null {
  if (!/^[a-z][a-z0-9-]{0,60}$/.test(rule)) return null;
  return `[why](${repository}/blob/${encodeURIComponent(branch)}/docs/rules/${rule}.md)`;
}

export function countedFindings(findings: readonly Finding[]): string {
  const of = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  const words = (["alarm", "warning", "note"] as const).flatMap((severity) => {
    const count = of(severity);
    return count === 0 ? [] : [counted(count, severity)];
  });
  return words.join(", ");
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
