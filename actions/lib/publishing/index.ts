export { fetchPublished } from "./fetch-published.ts";
export { type HistoryEntry, history, type VersionChange } from "./history.ts";
export { isHeld } from "./judge-claim.ts";
export type {
  CollectedResult,
  Publication,
  RebuildAsked,
  RemovedName,
  Tip,
  Verdict,
  VerdictOutcome,
} from "./publication.ts";
export { type PublishRequest, publish } from "./publish.ts";
export { type Published, readManifest, readPublished } from "./published.ts";
export { PublishingError, type PublishingErrorCode } from "./publishing-error.ts";
export { type StoreProblem, type Verification, verifyStore } from "./verify-store.ts";
