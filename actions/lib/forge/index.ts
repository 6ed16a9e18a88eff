export {
  type Base,
  createCommit,
  deleteBranch,
  moveBranch,
  placeBranch,
  readBase,
  readFileAt,
} from "./branches.ts";
export { connectForge, type Forge, type ForgeSettings } from "./connect.ts";
export {
  type ChangedEntry,
  decideProposals,
  type EntryFacts,
  type OpenProposal,
  type ProposalAction,
} from "./decide-proposals.ts";
export {
  areIssuesOff,
  closeFailureIssue,
  type FailureIssue,
  ISSUE_LABELS,
  openFailureIssue,
  readFailureIssues,
  rewriteFailureIssue,
} from "./failure-issues.ts";
export { type FailureMarker, failureMarkerOf, withFailureMarker } from "./failure-marker.ts";
export { endsRun, ForgeError, type ForgeErrorCode, isPassing } from "./forge-error.ts";
export { type Marker, markerOf, withMarker, withoutMarker } from "./marker.ts";
export { memoryBranch } from "./memory-branch.ts";
export { holdsPersonsWork } from "./persons-commits.ts";
export type { Clock } from "./politeness.ts";
export { BRANCH_PREFIX, branchOf, type Proposal } from "./proposal.ts";
export {
  conflicts,
  proposedCommits,
  readBranches,
  readOpenProposals,
  readPastProposals,
} from "./read-proposals.ts";
export {
  type AllowedActions,
  type Answer,
  type EnvironmentBranches,
  type RepositorySettings,
  readRepositorySettings,
  type StoredNames,
} from "./repository-settings.ts";
export {
  dispatchTrial,
  readTrial,
  reportTrial,
  TRIAL_STATUS,
  TRIAL_WORKFLOW,
  type TrialStatus,
  trialUrl,
} from "./trial.ts";
export {
  closePullRequest,
  commentOnce,
  createLabels,
  dismissApprovals,
  LABELS,
  type Label,
  openPullRequest,
  PROPOSAL_LABELS,
  rewritePullRequest,
  setLabels,
} from "./write-proposals.ts";
