import type { ActionCall, ActionOutcome } from "../lib/workflow/index.ts";
import { buildStep } from "./build-step.ts";
import { handOverStep, judgeStep } from "./hand-over-step.ts";
import { trialStep } from "./trial-step.ts";

/**
 * Builds one package in three steps, so that the API can tell apart whether a package was handed over from whether it
 * was built: "build" runs package code, "hand-over" comes after all its containers, "judge" turns the job red.
 * A "trial" is one step, whose packages are thrown away.
 */
export async function run(call: ActionCall): Promise<ActionOutcome> {
  const step = call.read.choice("step", ["build", "hand-over", "judge", "trial"]);
  switch (step) {
    case "build":
      return await buildStep(call);
    case "hand-over":
      return await handOverStep(call);
    case "judge":
      return await judgeStep(call);
    case "trial":
      return await trialStep(call);
  }
}
