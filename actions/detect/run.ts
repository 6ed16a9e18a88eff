import type { ActionCall, ActionOutcome } from "../lib/workflow/index.ts";
import { proposeStep } from "./propose-step.ts";
import { readStep } from "./read-step.ts";

/** Two jobs: "read" evaluates upstream's code without a token that writes; "propose" writes and evaluates nothing. */
export async function run(call: ActionCall): Promise<ActionOutcome> {
  const step = call.read.choice("step", ["read", "propose"]);
  return step === "read" ? await readStep(call) : await proposeStep(call);
}
