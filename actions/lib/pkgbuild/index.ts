export {
  type Candidate,
  type Comparison,
  type Dependency,
  type Provision,
  parseDependency,
  parseProvision,
  satisfies,
  satisfiesProvision,
  satisfiesVersion,
} from "./dependency.ts";
export { withPackageFormat, withRelease } from "./edit-pkgbuild.ts";
export { EVALUATE_SCRIPT } from "./evaluate-script.ts";
export type { ChangedSetting, EvaluatedPackage, Evaluation, SourceArray } from "./evaluation.ts";
export { literalPkgbuild } from "./literal-pkgbuild.ts";
export { metadataOf } from "./metadata.ts";
export { PkgbuildError, type PkgbuildErrorCode } from "./pkgbuild-error.ts";
export { readEvaluation } from "./read-evaluation.ts";
export { chooseRelease } from "./release.ts";
export { objectionToSources } from "./source-objection.ts";
export {
  isVcsSource,
  type MovingSource,
  movingSources,
  sourceProtocol,
  type VcsKind,
  vcsClients,
} from "./sources.ts";
export type { StaticFacts, Unresolved } from "./static-facts.ts";
export { readStatically, type StaticInput, type StaticReading } from "./static-reading.ts";
export { splitVersion, type Version, vercmp } from "./version.ts";
