export type { Change, History, Surroundings } from "./change.ts";
export { needsEvaluation, readChange } from "./read-change.ts";
export type { ChangeReading, FileReading, FileRole, PackageReading } from "./reading.ts";
export { review } from "./review.ts";
export { NOT_EVALUATED } from "./routine.ts";
export type { Rule } from "./rule.ts";
export { RULES } from "./rules.ts";
