import type { ActionCall, ActionOutcome } from "../lib/workflow/index.ts";

/**
 * Separate jobs: "read" evaluates upstream's code without a token that writes; "propose" writes and evaluates nothing;
 * "report" says of a trial what its job could not have said itself.
 */
export async function run(call: ActionCall): Promise<ActionOutcome> {
  const step = call.read.choice("step", ["read", "propose", "report"]);
  switch (step) {
    case "read":
      return await (await import("./read-step.ts")).readStep(call);
    case "propose":
      return await (await import("./propose-step.ts")).proposeStep(call);
    case "report":
      return await (await import("./report-step.ts")).reportStep(call);
  }
}
