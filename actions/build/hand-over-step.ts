import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type BuildResult, readBuildResult } from "../lib/documents/index.ts";
import { giveFiles, RESULT_LAYOUT } from "../lib/handover/index.ts";
import { type ActionCall, type ActionOutcome, handoverOf, setOutputs } from "../lib/workflow/index.ts";
import { entryOf, findResult } from "./step-place.ts";

/** Gives the result to the jobs that wait for it and to publish; succeeds whatever the result says. */
export async function handOverStep(call: ActionCall): Promise<ActionOutcome> {
  const { name, folder, result } = await readOwnResult(call);
  const temporary = call.context.temporaryFolder;
  await giveFiles(handoverOf(call), name, { folder, layout: RESULT_LAYOUT, temporary });
  await setOutputs({ outcome: result.outcome });
  return "done";
}

/** Turns the job red for a failed package, after its result is safe. */
export async function judgeStep(call: ActionCall): Promise<ActionOutcome> {
  const { result } = await readOwnResult(call);
  if (result.outcome !== "failed") return "done";
  return { failed: `${result.entry} failed in ${result.phase ?? "its build"}: ${result.reason}` };
}

async function readOwnResult(call: ActionCall) {
  const entry = entryOf(call);
  const found = await findResult(call, entry);
  if (found === null) throw new Error(`the build of ${entry} left no result: look at the step before`);
  const file = join(found.folder, "result.json");
  const result: BuildResult = readBuildResult(await readFile(file), file);
  return { ...found, result };
}
