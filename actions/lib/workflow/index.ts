export type { ActionCall, ActionOutcome } from "./action-call.ts";
export { CLOCK, connectGitHub } from "./connect.ts";
export { failureText } from "./failure-text.ts";
export { type Following, followBuildJobs } from "./follow-jobs.ts";
export { InputError, type InputReader, inputReader } from "./inputs.ts";
export { inertBlock, link, type Markdown, table, words } from "./markdown.ts";
export { beginHandover, handoverOf } from "./open-run.ts";
export { boundedSummary, setOutputs, warningCommand, writeSummary } from "./outputs.ts";
export { runAction } from "./run-action.ts";
export { type RunContext, readRunContext } from "./run-context.ts";
export {
  type BuildJob,
  buildJobName,
  dispatchWorkflow,
  HAND_OVER_STEP,
  readBuildJobs,
} from "./run-jobs.ts";
export { openRunWorkspace, storeOf } from "./run-workspace.ts";
export { type UntrustedOutput, untrustedOutput } from "./safe-lines.ts";
export { writeSetUpSummary } from "./set-up-summary.ts";
