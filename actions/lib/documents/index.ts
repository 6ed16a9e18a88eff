export type { BuildPlan, IdleEntry, MissingDependency, PlannedBuild } from "./build-plan.ts";
export {
  type BuildResult,
  type BuiltPackage,
  type Observation,
  PHASES,
  type Phase,
  type PhaseRecord,
  type TestResult,
} from "./build-result.ts";
export type { Inputs, UsedDependency, VcsCommit } from "./inputs.ts";
export type { Metadata, PackageMetadata } from "./metadata.ts";
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
