import type * as Core from "@actions/core";
import { InputError } from "./inputs.ts";

/** Loaded only where it is needed: it takes a tenth of a second, most of it for its HTTP client. */
async function loadCore(): Promise<typeof Core> {
  return await import("@actions/core");
}

/** What later steps and jobs read. A value that holds a masked secret is dropped by the runner. */
export async function setOutputs(
  outputs: Readonly<Record<string, string | number | boolean>>,
): Promise<void> {
  const core = await loadCore();
  for (const [name, value] of Object.entries(outputs)) core.setOutput(name, value);
}

/** The command that shows an error at the top of a run's page; a step that fails at once need not load more for it. */
export function errorCommand(text: string): string {
  return `::error::${escapedData(text)}`;
}

/** The same for what a person should know though the step did its work. */
export function warningCommand(text: string): string {
  return `::warning::${escapedData(text)}`;
}

function escapedData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

/**
 * A fresh token of this run's identity, for AWS.
 *
 * @throws InputError with what to do where GitHub gives this job none
 */
export async function identityToken(): Promise<string> {
  const core = await loadCore();
  return await core.getIDToken("sts.amazonaws.com").catch((cause: unknown) => {
    const said = cause instanceof Error ? cause.message.replaceAll(/\s+/g, " ").trim() : String(cause);
    const advice = said.includes("ACTIONS_ID_TOKEN_REQUEST") ? NO_PERMISSION : "repeat the job later";
    throw new InputError(`GitHub gives this job no token of its identity (${said}): ${advice}`, { cause });
  });
}

const NO_PERMISSION =
  "a job that opens the bucket by a role needs `permissions: id-token: write`, as build.yml has it";

/** Adds Markdown to the job's page; what is too long is cut at the end of a line, and says so. */
export async function writeSummary(markdown: string): Promise<void> {
  const core = await loadCore();
  await core.summary.addRaw(boundedSummary(markdown), true).write();
}

/** GitHub refuses the whole of a step's summary of more than 1 MiB. */
const MOST_SUMMARY_BYTES = 1024 * 1024 - 4096;

export function boundedSummary(markdown: string): string {
  const bytes = Buffer.from(markdown);
  if (bytes.length <= MOST_SUMMARY_BYTES) return markdown;
  const end = bytes.subarray(0, MOST_SUMMARY_BYTES).lastIndexOf("\n");
  const kept = bytes.subarray(0, end === -1 ? 0 : end).toString();
  const lines = markdown.split("\n").length - kept.split("\n").length;
  return `${kept}\n\n${lines} lines are not shown: a summary holds no more than 1 MiB.\n`;
}
