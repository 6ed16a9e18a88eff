import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Forge } from "../lib/forge/index.ts";
import { type ActionCall, connectGitHub, failureText, handoverOf } from "../lib/workflow/index.ts";

/**
 * Whether the run before this one could not publish for the same reason, so that whoever gets mail knows. The store may
 * be what fails: an artefact named after the reason tells the next run. Where that cannot be learnt, it was not told.
 */
export async function wasTold(call: ActionCall, reason: string): Promise<boolean> {
  if (call.context.isAct) return false;
  const mark = markOf(reason);
  try {
    await leaveMark(call, mark);
    return await hasMark(call, mark);
  } catch (error) {
    call.say(`what the run before this one told is not known: ${failureText(error)}`);
    return false;
  }
}

/** Numbers and hashes differ from night to night. */
function markOf(reason: string): string {
  const gist = reason.replace(/[0-9a-f-]{8,}|\d+/gi, "#");
  return `stopped.${createHash("sha256").update(gist).digest("hex").slice(0, 12)}`;
}

async function hasMark(call: ActionCall, mark: string): Promise<boolean> {
  const forge = await connectGitHub(call);
  const run_id = await failedRunBefore(forge, call);
  if (run_id === null) return false;
  const asked = { ...forge.at, run_id, name: mark, per_page: 100 };
  const { data } = await forge.rest.actions.listWorkflowRunArtifacts(asked);
  return data.artifacts.some(({ name }) => name === mark);
}

/**
 * The newest of this workflow that came to an end by itself: one that waited and was replaced did nothing. Null where it
 * succeeded: any job may leave an artefact of such a name, but it had nothing to tell.
 */
async function failedRunBefore(forge: Forge, { context }: ActionCall): Promise<number | null> {
  const asked = { ...forge.at, workflow_id: context.workflow, status: "completed", per_page: 20 } as const;
  const { data } = await forge.rest.actions.listWorkflowRuns(asked);
  const ended = data.workflow_runs.filter(({ conclusion }) => ENDS.has(conclusion ?? ""));
  const [before] = ended.filter(({ id }) => id !== context.runId).toSorted((a, b) => b.id - a.id);
  return before?.conclusion === "failure" ? before.id : null;
}

const ENDS: ReadonlySet<string> = new Set(["success", "failure"]);

async function leaveMark(call: ActionCall, mark: string): Promise<void> {
  const folder = join(call.context.temporaryFolder, "autorepo");
  const file = join(folder, mark);
  await mkdir(folder, { recursive: true });
  await writeFile(file, "Nothing could be published in this run.\n");
  await handoverOf(call).give(mark, file);
}
