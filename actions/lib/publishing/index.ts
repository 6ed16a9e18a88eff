export { publishedUnlessEmpty } from "./consistency.ts";
export { fetchPublished } from "./fetch-published.ts";
export { type HistoryEntry, history, type VersionChange } from "./history.ts";
export { keyringName } from "./keyring.ts";
export { type RemovalToConfirm, removalToConfirm } from "./planned-removal.ts";
export { type Pruned, type PruneRequest, prune } from "./prune.ts";
export { type ClientsTrust, clientsTrust, publicKeyName } from "./public-key.ts";
export type {
  CollectedResult,
  Publication,
  RebuildAsked,
  RemovedName,
  Tip,
  Verdict,
  VerdictOutcome,
} from "./publication.ts";
export { type PublishRequest, publish, requirePlannedOnPublished } from "./publish.ts";
export type { ChangeRequest } from "./publish-decision.ts";
export { type Published, readManifest, readPublished } from "./published.ts";
export { PublishingError, type PublishingErrorCode } from "./publishing-error.ts";
export { type ReadinessQuestion, requireReady } from "./ready-to-publish.ts";
export { probeRedirects, type RedirectProbe } from "./redirect-probe.ts";
export { type Release, release } from "./release.ts";
export { type Repair, repairStore } from "./repair-store.ts";
export type { RepairRequest } from "./repair-work.ts";
export type { Garbage } from "./retention.ts";
export { type Rollback, type RollbackRequest, type RollbackStep, rollback } from "./rollback.ts";
export type { RollbackWish } from "./rollback-wish.ts";
export { signatureKey } from "./signatures.ts";
export type { Signing, StateTrust } from "./signing.ts";
export type { StoreProblem } from "./store-problems.ts";
export { type Verification, type VerifyRequest, verifyStore } from "./verify-store.ts";
