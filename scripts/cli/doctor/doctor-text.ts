import { nextStep, type Remedy, type SetUpFinding, type Topic } from "../../../actions/lib/set-up/index.ts";
import { type Colour, painter } from "../terminal/terminal-colours.ts";
import { type Look, tableText } from "../terminal/terminal-table.ts";
import { oneLine } from "../terminal/terminal-text.ts";

/**
 * What to do next, then every finding under its topic, then the documents to paste. Of what cannot be seen only the way to
 * see it is told, unless `verbose`. Ends with a newline.
 */
export function doctorText(all: readonly SetUpFinding[], look: Look, { verbose = false } = {}): string {
  const findings = verbose ? all : all.map(inBrief);
  const documents = documentsOf(findings);
  const topics = [...new Set(findings.map(({ topic }) => topic))];
  return [
    nextText(findings, { look, documents }),
    ...topics.map((topic) => topicText(topic, findings, { look, documents })),
    ...documents.map((document, index) => documentText(document, index, look)),
    countText(findings),
  ].join("\n");
}

function inBrief(finding: SetUpFinding): SetUpFinding {
  if (finding.status !== "unseen") return finding;
  const { remedies } = finding;
  const way =
    remedies.find(({ kind }) => kind === "place") ??
    remedies.find(({ kind }) => kind === "command") ??
    remedies[0];
  return { ...finding, remedies: remedies.filter((remedy) => remedy === way || remedy.kind === "paste") };
}

type Document = Extract<Remedy, { kind: "paste" }>;
type Page = { readonly look: Look; readonly documents: readonly Document[] };

/** Each once, in the order in which they are referred to. */
function documentsOf(findings: readonly SetUpFinding[]): readonly Document[] {
  return findings.flatMap(({ remedies }) => remedies.filter((remedy) => remedy.kind === "paste"));
}

const STATUSES: Readonly<Record<SetUpFinding["status"], { mark: string; colour: Colour }>> = {
  found: { mark: "✓", colour: "green" },
  missing: { mark: "✗", colour: "red" },
  unseen: { mark: "?", colour: "yellow" },
};

function nextText(findings: readonly SetUpFinding[], page: Page): string {
  const paint = painter(page.look.colour);
  const next = nextStep(findings);
  if (next === null) return `${paint("green", "All that can be seen from here is there.")}\n`;
  const lead = next.status === "missing" ? "Next" : "Look at";
  const headline = tableText(
    [[{ text: `${lead}:` }, { text: `${next.topic}: ${next.says}` }]],
    page.look,
    "",
  );
  return paint("bold", headline.trimEnd()).concat("\n", remedyLines(next, page, "  "));
}

function topicText(topic: Topic, findings: readonly SetUpFinding[], page: Page): string {
  const paint = painter(page.look.colour);
  const about = findings.filter((finding) => finding.topic === topic);
  return `${paint("bold", topic)}\n${about.map((finding) => findingText(finding, findings, page)).join("")}`;
}

/** The next step's remedies stand above already. */
function findingText(finding: SetUpFinding, findings: readonly SetUpFinding[], page: Page): string {
  const { mark, colour } = STATUSES[finding.status];
  const isOptional = finding.status === "missing" && !finding.needed;
  const row = [{ text: mark, colour: isOptional ? ("yellow" as const) : colour }, { text: finding.says }];
  const headline = tableText([row], page.look);
  if (finding === nextStep(findings)) return headline;
  return headline + remedyLines(finding, page, "       ");
}

/** Commands are never broken over lines, so that they can be copied. */
function remedyLines({ remedies }: SetUpFinding, { look, documents }: Page, indent: string): string {
  const paint = painter(look.colour);
  const lines = remedies.map((remedy) => {
    if (remedy.kind === "command") return `${indent}${paint("cyan", `$ ${oneLine(remedy.command)}`)}\n`;
    if (remedy.kind === "place") return `${indent}${paint("blue", oneLine(remedy.url))}\n`;
    if (remedy.kind === "step") return tableText([[{ text: remedy.text, colour: "dim" }]], look, indent);
    const number = documents.indexOf(remedy) + 1;
    return tableText([[{ text: `[${number}] below: ${remedy.into}`, colour: "dim" }]], look, indent);
  });
  return lines.join("");
}

function documentText({ into, text }: Document, index: number, look: Look): string {
  const paint = painter(look.colour);
  return `${paint("bold", `[${index + 1}] ${oneLine(into)}`)}\n${text}\n`;
}

function countText(findings: readonly SetUpFinding[]): string {
  const count = (status: SetUpFinding["status"]) =>
    findings.filter((finding) => finding.status === status).length;
  return `${count("found")} found, ${count("missing")} missing, ${count("unseen")} not visible from here\n`;
}
