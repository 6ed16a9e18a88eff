export { examineContainers } from "./examine-containers.ts";
export { examineSetUp } from "./examine-set-up.ts";
export type { SetUpFacts, Viewpoint } from "./facts.ts";
export { findRepository } from "./find-repository.ts";
export type { Remedy, SetUpFinding, Topic } from "./finding.ts";
export { gatherFacts, type SetUpQuestion } from "./gather-facts.ts";
export { judgeSetUp, lacksSomething, nextStep } from "./judge-set-up.ts";
export { setUpSummary } from "./summary.ts";
