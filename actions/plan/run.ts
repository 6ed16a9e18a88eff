import type { ActionCall, ActionOutcome, InputReader } from "../lib/workflow/index.ts";
import type { PlanInputs } from "./plan-run.ts";

/** Plans this run, hands the plan over, and tells the workflow which jobs to start. */
export async function run(call: ActionCall): Promise<ActionOutcome> {
  const inputs = readInputs(call.read);
  const { planRun } = await import("./plan-run.ts");
  return await planRun(call, inputs);
}

function readInputs(read: InputReader): PlanInputs {
  return {
    manifest: read.text("manifest") ?? "packages.yaml",
    packages: read.names("packages"),
    rebuild: read.flag("rebuild"),
    fromHeads: read.flag("from-heads"),
    compare: read.flag("compare"),
  };
}
