export type { Comparison, ComparisonRequest, Standing, Survey, SurveyRequest } from "./branch-history.ts";
export { type Branches, type BranchesSettings, openBranches } from "./branches.ts";
export type { Credential } from "./credential.ts";
export {
  compareLocalTrees,
  type LocalComparison,
  type LocalComparisonRequest,
} from "./local-repository.ts";
export type { MovingHead } from "./moving-heads.ts";
export type { Newest } from "./newest-commits.ts";
export { type Kept, type OwnBranch, type OwnBranchSettings, openOwnBranch } from "./own-branch.ts";
export type { PackageTree, TreeFile } from "./package-tree.ts";
export type { Pace } from "./polite-hosts.ts";
export type { GitSource, TrackedBranch } from "./tracked-branch.ts";
export { treeId } from "./tree-id.ts";
export { openUpstream, type Upstream, type UpstreamSettings } from "./upstream.ts";
export { UpstreamError, type UpstreamErrorCode } from "./upstream-error.ts";
