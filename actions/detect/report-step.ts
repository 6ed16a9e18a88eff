import type { TrialStatus } from "../lib/forge/index.ts";
import { type ActionCall, type ActionOutcome, connectGitHub, InputError } from "../lib/workflow/index.ts";

/** Sets the required status of a commit by how GitHub says that the job ended which tried it. */
export async function reportStep(call: ActionCall): Promise<ActionOutcome> {
  const head = call.read.text("head");
  if (head === null || !/^[0-9a-f]{40}$/.test(head))
    throw new InputError(`the input head is "${head ?? ""}": write the whole commit, 40 hexadecimal digits`);
  const result = call.read.choice("result", ["success", "failure", "cancelled", "skipped"]);
  const { reportTrial } = await import("../lib/forge/index.ts");
  const { url, serverUrl, repository } = call.context;
  const details = url ?? `${serverUrl}/${repository}/actions`;
  await reportTrial(await connectGitHub(call), head, { ...STATUS[result], url: details });
  return "done";
}

const STATUS = {
  success: { state: "success", description: "It builds, installs and passes its tests" },
  failure: { state: "failure", description: "It does not build, install or pass its tests: see the log" },
  cancelled: { state: "error", description: "The trial was cancelled: start it again" },
  skipped: { state: "error", description: "The trial did not run: start it again" },
} as const satisfies Record<string, Pick<TrialStatus, "state" | "description">>;
