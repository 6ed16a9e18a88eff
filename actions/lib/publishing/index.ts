export { type HistoryEntry, history, type VersionChange } from "./history.ts";
export { keyringName } from "./keyring/keyring.ts";
export { type ClientsTrust, clientsTrust, publicKeyName } from "./keyring/public-key.ts";
export { signatureKey } from "./objects/signatures.ts";
export { probeRedirects, type RedirectProbe } from "./placing/redirect-probe.ts";
export { type RemovalToConfirm, removalToConfirm } from "./planned-removal.ts";
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
export { PublishingError, type PublishingErrorCode } from "./publishing-error.ts";
export { type ReadinessQuestion, requireReady } from "./ready-to-publish.ts";
export { type Repair, repairStore } from "./repair/repair-store.ts";
export type { RepairRequest } from "./repair/repair-work.ts";
export type { StoreProblem } from "./repair/store-problems.ts";
export { type Verification, type VerifyRequest, verifyStore } from "./repair/verify-store.ts";
export { type Pruned, type PruneRequest, prune } from "./retention/prune.ts";
export type { Garbage } from "./retention/retention.ts";
export { type Release, release } from "./rollback/release.ts";
export { type Rollback, type RollbackRequest, type RollbackStep, rollback } from "./rollback/rollback.ts";
export type { RollbackWish } from "./rollback/rollback-wish.ts";
export type { Signing, StateTrust } from "./signing.ts";
export { publishedUnlessEmpty } from "./state/consistency.ts";
export { fetchPublished } from "./state/fetch-published.ts";
export { type Published, readManifest, readPublished } from "./state/published.ts";
