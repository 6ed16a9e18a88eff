import type { ActionCall, ActionOutcome } from "../lib/workflow/index.ts";
import { proposeStep } from "./propose-step.ts";
import { readStep } from "./read-step.ts";
import { reportStep } from "./report-step.ts";

/**
 * Separate jobs: "read" evaluates upstream's code without a token that writes; "propose" writes and evaluates nothing;
 * "report" says of a trial what its job could not have said itself.
 */
export async function run(call: ActionCall): Promise<ActionOutcome> {
  const step = call.read.choice("step", ["read", "propose", "report"]);
  switch (step) {
    case "read":
      return await readStep(call);
    case "propose":
      return await proposeStep(call);
    case "report":
      return await reportStep(call);
  }
}
