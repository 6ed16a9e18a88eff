import type { Manifest, State } from "../../documents/index.ts";
import type { Verifier } from "../../signing/index.ts";
import type { Store } from "../../store/index.ts";
import { signatureKey } from "../objects/signatures.ts";
import { PublishingError } from "../publishing-error.ts";
import { requireKey } from "../signing.ts";
import { readManifest, STATE_KEY } from "../state/published.ts";
import type { FoundManifest } from "../state/recovery.ts";
import { genuineCopies, keepStateCopy } from "../state/state-copies.ts";
import { encodeState } from "../state/state-document.ts";
import { swapState } from "../state/swap-state.ts";
import {
  choosePublication,
  foundManifests,
  type Recovery,
  requireNone,
  unclear,
  unproven,
} from "./recovery-choice.ts";
import { proofProblems } from "./recovery-proof.ts";

/**
 * Writes state.json anew from the newest publication, and answers what a person should know of that. With a key only a state
 * that it signed counts, of which every publication has left a copy; without one the manifests tell, and the database that
 * clients are served. Everything that the publication names must be there with its hash.
 *
 * @throws PublishingError where several could be meant, or none is whole or proven: nothing is changed then
 */
export async function recoverState(recovery: Recovery): Promise<readonly string[]> {
  const { store, request, judge } = recovery;
  requireKey(store, request.signing);
  const version = (await store.read(STATE_KEY))?.version ?? null;
  const { bytes, notes } = await (judge === null ? unsignedState(recovery) : signedState(recovery, judge));
  if (!(await swapState(store, { bytes, version }))) {
    throw new PublishingError("contended", `${store.place}: state.json was just written by somebody else`);
  }
  return notes;
}

/** state.json as it is to be. */
type Recovered = { readonly bytes: Uint8Array; readonly notes: readonly string[] };

async function unsignedState(recovery: Recovery): Promise<Recovered> {
  const { store, request } = recovery;
  const found = await foundManifests(store);
  const chosen = await choosePublication(found, recovery);
  const manifest = await readManifest(store, chosen.address);
  requireNoLostKey(store, manifest);
  const state = await stateOf(chosen, manifest, recovery);
  return { bytes: await encodeState(state, request.signing.key), notes: [] };
}

async function signedState(recovery: Recovery, judge: Verifier): Promise<Recovered> {
  const { store, request } = recovery;
  const copies = await genuineCopies(store, request.repositoryName, judge);
  const isNamed = request.from === null || copies.some(({ found }) => found.address.key === request.from);
  if (!isNamed) return await unvouchedState(recovery, judge);
  const all = await foundManifests(store);
  if (copies.length === 0) throw unproven(recovery, judge, { found: all, instead: recovery.instead });
  const found = copies.map((copy) => copy.found);
  const chosen = await choosePublication(found, recovery);
  const copy = copies.find((one) => one.found === chosen);
  if (copy === undefined) throw new Error("what was chosen is none of those to choose from");
  return { bytes: copy.bytes, notes: notesOn(chosen, { found, all }) };
}

/** A store proves what was published, and never that nothing was published after it. */
function notesOn(
  chosen: FoundManifest,
  { found, all }: { found: readonly FoundManifest[]; all: readonly FoundManifest[] },
): readonly string[] {
  const vouched = new Set(found.map(({ address }) => address.key));
  const later = all.filter(
    ({ address, manifest }) => !vouched.has(address.key) && manifest.generation >= chosen.manifest.generation,
  );
  return [
    `generation ${chosen.manifest.generation}, published ${chosen.manifest.time}, is the newest that is proven by a signature. Whoever ` +
      "can write to the store can take a later one away: if you know of one (its report, its run), somebody wants your users " +
      "to have the older packages",
    ...later.map(
      ({ address, manifest }) =>
        `${address.key}, which says to be of ${manifest.time}, was passed over: this key never signed a state of it`,
    ),
  ];
}

/** A person vouches for a manifest; what can be proven of it is. */
async function unvouchedState(recovery: Recovery, judge: Verifier): Promise<Recovered> {
  const { store, request, workspace } = recovery;
  const found = await foundManifests(store);
  const chosen = found.find(({ address }) => address.key === request.from);
  if (chosen === undefined) throw unclear(store, `${request.from} is no manifest that can be read`, found);
  const manifest = await readManifest(store, chosen.address);
  const { repositoryName } = request;
  const problems = await proofProblems(store, manifest, { repositoryName, judge, workspace });
  const said = problems.map(({ message }) => message);
  requireNone(store, { chosen, problems: said, found, advice: null });
  const state = await stateOf(chosen, manifest, recovery);
  const bytes = await encodeState(state, request.signing.key);
  await keepStateCopy(store, state, bytes);
  return { bytes, notes: [vouchedByPerson(chosen)] };
}

function vouchedByPerson({ address, manifest }: FoundManifest): string {
  return (
    `${address.key} (generation ${manifest.generation}, published ${manifest.time}) is signed now because you named it. Its ` +
    "packages bear this key's signatures and its databases are theirs; that it is these packages, in these versions, " +
    "and not older ones or those of another repository with the same key, nothing proves"
  );
}

async function stateOf(
  { address }: FoundManifest,
  { generation, publication, time, database }: Manifest,
  { store, request: { repositoryName, signing } }: Recovery,
): Promise<State> {
  const { key } = signing;
  const databaseSignature = signatureKey(`${database}${repositoryName}.db`);
  return {
    ...{ format: 1, repository: repositoryName, generation, publication, time, database },
    manifest: address,
    databaseSigned: key !== null && (await store.stat(databaseSignature)) !== null,
    signedBy: key && { primary: key.primaryFingerprint, subkey: key.fingerprint },
  };
}

function requireNoLostKey({ place }: Store, { entries }: Manifest): void {
  const isSigned = entries.some(({ built }) => built?.packages.some(({ signedBy }) => signedBy !== null));
  if (!isSigned) return;
  throw new PublishingError(
    "key-missing",
    `${place}: its packages are signed, and so must be its state: set AUTOREPO_SIGNING_KEY`,
  );
}
