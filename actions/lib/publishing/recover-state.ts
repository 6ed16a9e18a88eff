import type { Manifest, State } from "../documents/index.ts";
import type { Store } from "../store/index.ts";
import { type Published, readManifest, readPublished, STATE_KEY } from "./published.ts";
import { PublishingError } from "./publishing-error.ts";
import { type FoundManifest, newestPublication } from "./recovery.ts";
import { signatureKey } from "./signatures.ts";
import { requireKey, type Signing } from "./signing.ts";
import { encodeState, readableManifest, sha256Of } from "./state-document.ts";
import { digestOf } from "./stored-object.ts";
import { swapState } from "./swap-state.ts";
import { type StoreProblem, unvouchedProblems } from "./verify-objects.ts";

export type RecoveryRequest = {
  readonly repositoryName: string;
  readonly signing: Signing;
  /** Key of the manifest to go on from, where a person chose it; null: the newest. */
  readonly from: string | null;
};

/**
 * Writes state.json anew from the newest publication, which it tells by the manifests and by the database that clients are
 * served. Everything that this publication names must be there with its hash, and with its signature where it has one.
 *
 * @throws PublishingError where several could be meant, or none is whole: nothing is changed then
 */
export async function recoverState(store: Store, request: RecoveryRequest): Promise<Published> {
  requireKey(store, request.signing);
  const version = (await store.read(STATE_KEY))?.version ?? null;
  const chosen = await choose(store, request);
  const state = await stateOf(store, chosen, request);
  const bytes = await encodeState(state, request.signing.key);
  if (!(await swapState(store, { bytes, version }))) {
    throw new PublishingError("contended", `${store.place}: state.json was just written by somebody else`);
  }
  const published = await readPublished(store, request.repositoryName, request.signing);
  if (published !== null) return published;
  throw new PublishingError("missing", `${store.place}: state.json was written and is gone again`);
}

async function choose(store: Store, request: RecoveryRequest): Promise<FoundManifest> {
  const found = await foundManifests(store);
  if (request.from !== null) {
    const chosen = found.find(({ address }) => address.key === request.from);
    if (chosen) return await requireWhole(store, chosen, request);
    throw unclear(store, `${request.from} is no manifest that can be read`, found);
  }
  const newest = newestPublication(found);
  if (newest.kind === "none") throw unclear(store, "no manifest can be read", found);
  if (newest.kind === "torn") throw unclear(store, `${newest.ends.join(" and ")} exclude each other`, found);
  const { candidates, base } = newest;
  const served = (await digestOf(store, `${request.repositoryName}.db`))?.sha256 ?? null;
  const isServed = ({ manifest }: FoundManifest) => manifest.databases.db.sha256 === served;
  const [one, ...others] = candidates.length > 1 ? candidates.filter(isServed) : candidates;
  if (one === undefined || others.length > 0) {
    const keys = candidates.map(({ address }) => address.key).join(" and ");
    throw unclear(store, `${keys} may each be the newest publication`, found);
  }
  // A publication that lost its race is cut down by prune; it was the newest only if clients do not see the one before.
  const isLost = base !== null && isServed(base) && !(await isWhole(store, one, request));
  return await requireWhole(store, isLost ? base : one, request);
}

/** Manifests that can be read, under their own names. */
export async function foundManifests(store: Store): Promise<readonly FoundManifest[]> {
  const found: FoundManifest[] = [];
  for await (const { key } of store.list("manifests/")) {
    const object = await store.read(key);
    if (object === null) continue;
    const address = { key, sha256: sha256Of(object.bytes), bytes: object.bytes.length };
    const manifest = readableManifest({ bytes: object.bytes, place: `${store.place}/${key}` });
    if (manifest === null) continue;
    const { generation, publication, time, previous, databases } = manifest;
    if (key !== `manifests/${generation}-${publication}.json`) continue;
    found.push({ address, manifest: { generation, publication, time, previous, databases } });
  }
  return found;
}

async function isWhole(store: Store, found: FoundManifest, request: RecoveryRequest): Promise<boolean> {
  return (await problemsOf(store, found, request)).length === 0;
}

async function requireWhole(
  store: Store,
  found: FoundManifest,
  request: RecoveryRequest,
): Promise<FoundManifest> {
  const problems = await problemsOf(store, found, request);
  if (problems.length === 0) return found;
  const messages = problems.slice(0, PROBLEMS_SHOWN).map(({ message }) => message);
  throw new PublishingError(
    "missing",
    `${store.place}: generation ${found.manifest.generation} (${found.address.key}) cannot be gone on from, ` +
      `${problems.length} of its objects are not as they were: ${messages.join("; ")}. Another publication can be named ` +
      "with `scripts/autorepo verify --repair --from manifests/…`",
  );
}

const PROBLEMS_SHOWN = 5;

async function problemsOf(
  store: Store,
  { address }: FoundManifest,
  { repositoryName, signing }: RecoveryRequest,
): Promise<readonly StoreProblem[]> {
  const manifest = await readManifest(store, address);
  return await unvouchedProblems(store, manifest, { repositoryName, key: signing.key });
}

async function stateOf(
  store: Store,
  { address }: FoundManifest,
  { repositoryName, signing: { key } }: RecoveryRequest,
): Promise<State> {
  const manifest = await readManifest(store, address);
  const { generation, publication, time, database } = manifest;
  requireNoLostKey(store, manifest, key !== null);
  const databaseSignature = signatureKey(`${database}${repositoryName}.db`);
  return {
    ...{ format: 1, repository: repositoryName, generation, publication, time, database },
    manifest: address,
    databaseSigned: key !== null && (await store.stat(databaseSignature)) !== null,
    signedBy: key && { primary: key.primaryFingerprint, subkey: key.fingerprint },
  };
}

function requireNoLostKey({ place }: Store, { entries }: Manifest, hasKey: boolean): void {
  const isSigned = entries.some(({ built }) => built?.packages.some(({ signedBy }) => signedBy !== null));
  if (!isSigned || hasKey) return;
  throw new PublishingError(
    "key-missing",
    `${place}: its packages are signed, and so must be its state: set AUTOREPO_SIGNING_KEY`,
  );
}

function unclear(store: Store, what: string, found: readonly FoundManifest[]): PublishingError {
  const newest = found.toSorted((one, two) => two.manifest.time.localeCompare(one.manifest.time));
  const shown = newest.slice(0, PROBLEMS_SHOWN).map(({ address, manifest }) => {
    return `${address.key} of ${manifest.time}`;
  });
  const choice =
    shown.length === 0
      ? "Restore state.json or manifests/ from a copy"
      : `Name the one to go on from with \`scripts/autorepo verify --repair --from KEY\`: ${shown.join(", ")}`;
  return new PublishingError("missing", `${store.place}: state.json cannot be made anew, ${what}. ${choice}`);
}
