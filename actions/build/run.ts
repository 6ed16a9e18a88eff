import type { ActionCall, ActionOutcome } from "../lib/workflow/index.ts";

/**
 * Builds one package in three steps, so that the API can tell apart whether a package was handed over from whether it
 * was built: "build" runs package code, "hand-over" comes after all its containers, "judge" turns the job red.
 * A "trial" is one step, whose packages are thrown away. Each loads only what it needs.
 */
export async function run(call: ActionCall): Promise<ActionOutcome> {
  const step = call.read.choice("step", ["build", "hand-over", "judge", "trial"]);
  switch (step) {
    case "build":
      return await (await import("./build-step.ts")).buildStep(call);
    case "hand-over":
      return await (await import("./hand-over-step.ts")).handOverStep(call);
    case "judge":
      return await (await import("./hand-over-step.ts")).judgeStep(call);
    case "trial":
      return await (await import("./trial-step.ts")).trialStep(call);
  }
}
