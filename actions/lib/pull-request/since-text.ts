import type { Links, Since } from "./facts.ts";
import { countedFindings, findingItems } from "./findings-text.ts";
import { inertProse } from "./inert.ts";
import { short } from "./title.ts";

const START = "<!-- since -->";
const END = "<!-- /since -->";
const MOST_CHARACTERS = 8000;

/** What came in after the commit that was proposed here before. */
export function sinceText(since: Since, links: Links): string {
  if ("kept" in since) return since.kept;
  const { from, findings, reason } = since.review;
  const { items } = findingItems(findings, links);
  const headline = `This pull request proposed \`${short(from ?? "")}\` before. Since then: ${inertProse(reason)}`;
  const shown: string[] = [];
  let left = MOST_CHARACTERS;
  for (const { severity, text } of items) {
    const line = `- ${severity}: ${text}`;
    left -= line.length;
    if (left < 0) break;
    shown.push(line);
  }
  const further = findings.length - shown.length;
  const rest = further === 0 ? [] : [`- and ${further} further (${countedFindings(findings)} in all)`];
  const list = [...shown, ...rest].join("\n");
  return [START, "### New since you last looked", headline, list, END].filter(Boolean).join("\n\n");
}

/** The section as it stands in a body, for a body that is written anew for the same commit; null: there is none. */
export function keptSince(body: string): Since | null {
  const text = body.replaceAll("\r\n", "\n");
  const start = text.startsWith(START) ? 0 : text.indexOf(`\n${START}\n`) + 1;
  const end = text.indexOf(`\n${END}\n`, start);
  const isThere = text.startsWith(START, start) && end > start && end - start <= 2 * MOST_CHARACTERS;
  return isThere ? { kept: text.slice(start, end + END.length + 1) } : null;
}
