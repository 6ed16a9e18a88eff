export { type BrokenEntry, brokenEntries } from "./broken.ts";
export { buildKey, checksDigest, type KeyedInputs } from "./build-key.ts";
export { chooseJobs, MOST_JOBS, type RunJobs } from "./choose-jobs.ts";
export { heldEntries, heldUses, isHeld, refText } from "./holds.ts";
export { headsToAsk } from "./moving-heads.ts";
export { referenceUses } from "./own-reason.ts";
export { planBuilds } from "./plan-builds.ts";
export { PlanningError } from "./planning-error.ts";
export type { EntryTree, PlanningWorld, ReadTree, Selection } from "./planning-world.ts";
export { offeredByFamily, type Platform } from "./platform.ts";
export { type UnlistedName, unlistedNames } from "./removes.ts";
export { type IdleSection, idleSections } from "./told-reasons.ts";
export {
  type UsesMode,
  type UsesOfPackages,
  type UsesQuestion,
  unneeded,
  usedValue,
  usesMode,
  usesValue,
} from "./uses.ts";
export { listed } from "./words.ts";
