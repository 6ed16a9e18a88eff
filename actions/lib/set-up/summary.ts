import { inertCode, inertProse } from "../pull-request/index.ts";
import type { Remedy, SetUpFinding } from "./finding.ts";
import { nextStep } from "./judge-set-up.ts";

/** The findings as Markdown for a job's summary: the next step, what is missing, what is not visible from here, what is there. */
export function setUpSummary(findings: readonly SetUpFinding[]): string {
  const next = nextStep(findings);
  const of = (status: SetUpFinding["status"]) => findings.filter((finding) => finding.status === status);
  return [
    "## Set-up",
    ...(next === null ? ["All that can be seen from here is there."] : nextLines(next)),
    ...listed("Missing", of("missing"), { open: true }),
    ...listed("Not visible from here", of("unseen"), { open: false }),
    ...listed("Found", of("found"), { open: false }),
    "`scripts/autorepo doctor` says the same on your machine, and with a token of yours the rest.",
    "",
  ].join("\n\n");
}

function nextLines(next: SetUpFinding): readonly string[] {
  const lead = next.status === "missing" ? "Next" : "Look at";
  return [`**${lead}:** ${next.topic}: ${inertProse(next.says)}.`, ...remedies(next.remedies)];
}

const MARKS = { found: "✓", missing: "✗", unseen: "?" } as const;

function listed(
  heading: string,
  findings: readonly SetUpFinding[],
  { open }: { readonly open: boolean },
): readonly string[] {
  if (findings.length === 0) return [];
  const details = findings.flatMap((finding) => [headline(finding), ...remedies(finding.remedies)]);
  const summary = `<summary>${heading}: ${findings.length}</summary>`;
  return [`<details${open ? " open" : ""}>${summary}`, ...details, "</details>"];
}

function headline({ status, topic, says, needed }: SetUpFinding): string {
  const weight = status === "missing" && needed ? " **(needed)**" : "";
  return `${MARKS[status]} ${topic}: ${inertProse(says)}${weight}`;
}

function remedies(list: readonly Remedy[]): readonly string[] {
  return list.map((remedy) => `- ${remedyText(remedy)}`);
}

function remedyText(remedy: Remedy): string {
  switch (remedy.kind) {
    case "step":
      return inertProse(remedy.text);
    case "command":
      return inertCode(remedy.command, LONGEST_COMMAND);
    case "place":
      return `<${encodeURI(remedy.url)}>`;
    case "paste":
      return `${inertProse(remedy.into)}:\n\n${indented(`\`\`\`\n${remedy.text}\n\`\`\``)}`;
  }
}

const LONGEST_COMMAND = 1000;

function indented(block: string): string {
  return block.replace(/^/gm, "  ");
}
