import { together } from "../../in-parallel/index.ts";
import type { Store } from "../../store/index.ts";
import { placePublicKey, publicKeyName } from "../keyring/public-key.ts";
import { signatureKey } from "../objects/signatures.ts";
import { digestOf } from "../objects/stored-object.ts";
import { type RestoredDatabases, restoreDatabases } from "../placing/restore-databases.ts";
import { agrees, switchWellKnown, wellKnown } from "../placing/well-known.ts";
import { type Published, readPublished } from "../state/published.ts";
import { hasStateCopy, restoreStateCopy, stateCopyKey } from "../state/state-copies.ts";
import { singleWriterNote } from "../state/swap-state.ts";
import { publishingWorkspace } from "../workspace.ts";
import { rememberVersions } from "./remember-versions.ts";
import { repairJudge } from "./repair-judge.ts";
import { repairPublication } from "./repair-publication.ts";
import { repairState } from "./repair-state.ts";
import type { RepairRequest, RepairWork } from "./repair-work.ts";
import { type Verification, verifyStore } from "./verify-store.ts";

export type Repair = Verification & {
  /** What was done, in words. */
  readonly repaired: readonly string[];
};

/**
 * Makes a store agree with itself as far as its own objects allow: state.json from the newest publication that is proven where
 * it is lost, damaged, too old or not ours; databases from packages; signatures from the key; well-known names from the state.
 * What the store and its public address can do is tried again; what a person drops is gone on without. Then verifies. Nothing is signed that the key, or one that
 * a person names, has not signed before, but for a manifest that a person names.
 *
 * @throws PublishingError where a person has to choose; what was repaired until then stays
 */
export async function repairStore(store: Store, request: RepairRequest): Promise<Repair> {
  const { repositoryName, signing, readers = null } = request;
  await using workspace = await publishingWorkspace();
  const repaired: string[] = [];
  const say = (done: string) => void repaired.push(done);
  const judge = await repairJudge(store, { ...request, key: signing.key });
  const work: RepairWork = { store, request, judge, workspace: workspace.folder, say };
  const notes = await tryCapabilities(work);
  const state = await repairState(work);
  if (state !== null) {
    notes.push(...state.notes);
    const databases = await repairDatabases(work, state.published);
    notes.push(...(await repairPublication(work, { ...state, databases })));
    notes.push(...(await rememberVersions(work)));
    await repairPublicKey(work);
    await repairStateCopy(work);
    await repairNames(work);
  }
  const verification = await verifyStore(store, {
    repositoryName,
    trust: signing,
    readers,
    now: request.now,
    wanted: request,
  });
  return { ...verification, notes: [...notes, ...verification.notes], repaired };
}

async function tryCapabilities({ store, say }: RepairWork): Promise<string[]> {
  const before = await store.capabilities();
  const now = await store.capabilities({ again: true });
  if (before.compareAndSwap !== now.compareAndSwap) {
    say(`conditional writes ${now.compareAndSwap ? "work now" : "do not work any more"}: noted in the store`);
  }
  const note = await singleWriterNote(store);
  return note === null ? [] : [note];
}

async function repairDatabases(
  { store, workspace, say }: RepairWork,
  published: Published,
): Promise<RestoredDatabases["databases"]> {
  const { restored, databases } = await restoreDatabases(store, published, workspace);
  for (const key of restored) say(`${key} was written anew from the packages`);
  return databases;
}

async function repairPublicKey({ store, request, say }: RepairWork): Promise<void> {
  const { repositoryName, signing } = request;
  if (signing.key === null || !(await placePublicKey(store, repositoryName, signing.key))) return;
  say(`${publicKeyName(repositoryName)} is the public key again`);
}

/** Of what is published after all that was signed; a genuine state only, since it counts as one from then on. */
async function repairStateCopy({ store, request, say }: RepairWork): Promise<void> {
  const { repositoryName, signing } = request;
  if (signing.key === null) return;
  const published = await readPublished(store, repositoryName, signing);
  if (published === null || (await hasStateCopy(store, published))) return;
  await restoreStateCopy(store, published);
  say(`${stateCopyKey(published.state)} is the copy of the state again`);
}

async function repairNames({ store, request, workspace, say }: RepairWork): Promise<void> {
  const { repositoryName } = request;
  const published = await readPublished(store, repositoryName);
  if (published === null) return;
  const names = Object.values(wellKnown(published));
  for (const { key } of names) {
    const stray = signatureKey(key);
    if ((await store.stat(stray)) === null) continue;
    await store.delete(stray);
    say(`${stray} was deleted`);
  }
  const agreeing = await together(...names.map((name) => agrees(store, name)));
  if (agreeing.every(Boolean) || !(await areThere(store, names))) return;
  const { switched } = await switchWellKnown(store, { repositoryName, folder: workspace });
  for (const key of switched) say(`${key} is that of generation ${published.state.generation} again`);
}

async function areThere(
  store: Store,
  names: readonly { target: string; expected: { sha256: string } }[],
): Promise<boolean> {
  for (const { target, expected } of names) {
    if ((await digestOf(store, target))?.sha256 !== expected.sha256) return false;
  }
  return true;
}
