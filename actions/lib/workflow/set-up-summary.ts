import type { Viewpoint } from "../set-up/index.ts";
import type { ActionCall } from "./action-call.ts";
import { connectGitHub } from "./connect.ts";
import { writeSummary } from "./outputs.ts";

/** Adds to the run's page what is set up, what is missing, and what cannot be seen from this job. */
export async function writeSetUpSummary(
  call: ActionCall,
  { file, viewpoint }: { readonly file: string; readonly viewpoint: Viewpoint },
): Promise<void> {
  const { examineSetUp, setUpSummary } = await import("../set-up/index.ts");
  const forge = call.read.text("token") === null ? null : await connectGitHub(call);
  await writeSummary(setUpSummary(await examineSetUp(call, { file, viewpoint, forge })));
}
