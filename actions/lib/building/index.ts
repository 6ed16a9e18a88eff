export type { BuildContext, FinishedBuild } from "./build-context.ts";
export { buildPackage, settleWithoutBuild } from "./build-package.ts";

export { evaluateTree } from "./evaluate.ts";
export type { LocalPackage } from "./local-repository.ts";
export { PhaseFailure } from "./phase-failure.ts";
export type { Progress } from "./progress.ts";
export { readFinishedBuild } from "./reuse.ts";
export { buildPlan, type ScheduleContext } from "./schedule.ts";
export { type EarlyContext, settledEarly } from "./settle-early.ts";
