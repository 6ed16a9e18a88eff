import { createHash } from "node:crypto";
import { mkdtemp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type BuildPlan, readBuildPlan } from "../lib/documents/index.ts";
import { documentsAmong, type Given, type Handover, PLAN_LAYOUT, takeFiles } from "../lib/handover/index.ts";
import { type ActionCall, failureText, handoverOf } from "../lib/workflow/index.ts";

/**
 * The plan of this run: of what lies there under a plan's name, the one that the plan job made and said the SHA-256
 * of. Any job may have put another there.
 *
 * @throws Error with what was wrong with each that was found; DocumentError
 */
export async function takePlan(call: ActionCall, sha256: string | null): Promise<BuildPlan> {
  const handover = handoverOf(call);
  const problems: string[] = [];
  for (const given of documentsAmong(await handover.list(), "plan", call.context.attempt)) {
    const bytes = await takeBytes(call, handover, given).catch((error: unknown) => {
      call.signal.throwIfAborted();
      problems.push(`${given.name}: ${failureText(error)}`);
    });
    if (bytes === undefined) continue;
    const found = createHash("sha256").update(bytes).digest("hex");
    if (found === sha256) return readBuildPlan(bytes, given.name);
    problems.push(`${given.name} has sha256 ${found}, the plan job made ${sha256 ?? "none"}`);
  }
  if (problems.length > 0) throw new Error(`the plan of this run cannot be taken: ${problems.join("; ")}`);
  throw new Error("the plan of this run is not there: its job failed, or it expired; start a new run");
}

async function takeBytes(call: ActionCall, handover: Handover, given: Given): Promise<Buffer> {
  const temporary = await mkdtemp(join(call.context.temporaryFolder, "plan-"));
  const folder = join(temporary, "taken");
  await takeFiles(handover, given, { folder, layout: PLAN_LAYOUT, temporary });
  return await readFile(join(folder, "plan.json"));
}
