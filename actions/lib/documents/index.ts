export {
  type BuildPlan,
  EMPTY_PLAN,
  type IdleEntry,
  type MissingDependency,
  type PlannedBuild,
} from "./build-plan.ts";
export {
  type BuildResult,
  type BuiltPackage,
  type Observation,
  PHASES,
  type Phase,
  type PhaseRecord,
  type TestResult,
} from "./build-result.ts";
export type { ChangedFile, Detected, Detection, Memory, RememberedAur, SeenCommit } from "./detection.ts";
export { DocumentError } from "./document-error.ts";
export type { Inputs, UsedDependency, VcsCommit } from "./inputs.ts";
export type { Metadata, PackageMetadata } from "./metadata.ts";
export {
  type Json,
  readBuildPlan,
  readBuildResult,
  readDetection,
  readManifest,
  readMemory,
  readMetadata,
  readReview,
  readSignedState,
  readState,
  writeDocument,
  writeManifest,
} from "./read.ts";
export { type Finding, type Review, SEVERITIES, type Severity } from "./review.ts";
export type {
  Built,
  Failure,
  Hold,
  Manifest,
  ManifestAddress,
  PublishedEntry,
  PublishedPackage,
  SignedState,
  State,
  StoredObject,
} from "./state.ts";
