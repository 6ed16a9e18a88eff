import type { Store } from "../store/index.ts";
import { publishedUnlessEmpty } from "./consistency.ts";
import { findNewer } from "./newer-publication.ts";
import { placePublicKey, publicKeyName } from "./public-key.ts";
import { publicationChain } from "./publication-chain.ts";
import { type Published, readPublished } from "./published.ts";
import { PublishingError } from "./publishing-error.ts";
import { foundManifests, recoverState } from "./recover-state.ts";
import { repairSignatures, requireOwnPackages } from "./repair-signatures.ts";
import type { RepairRequest, RepairWork } from "./repair-work.ts";
import { restoreDatabases } from "./restore-databases.ts";
import { signatureKey } from "./signatures.ts";
import { digestOf } from "./stored-object.ts";
import { singleWriterNote } from "./swap-state.ts";
import { type Verification, verifyStore } from "./verify-store.ts";
import { agrees, switchWellKnown, wellKnown } from "./well-known.ts";
import { publishingWorkspace } from "./workspace.ts";

export type Repair = Verification & {
  /** What was done, in words. */
  readonly repaired: readonly string[];
};

/**
 * Makes a store agree with itself as far as its own objects allow: state.json from the newest publication where it is lost,
 * damaged or too old; databases from packages; signatures from the key; well-known names from the state. What the store and its
 * public address can do is tried again. Then verifies.
 *
 * @throws PublishingError where a person has to choose; what was repaired until then stays
 */
export async function repairStore(store: Store, request: RepairRequest): Promise<Repair> {
  const { repositoryName, signing, readers = null } = request;
  await using workspace = await publishingWorkspace();
  const repaired: string[] = [];
  const say = (done: string) => void repaired.push(done);
  const work: RepairWork = { store, request, workspace: workspace.folder, say };
  const notes = await tryCapabilities(work);
  const readable = await readableState(work);
  if (readable !== null) {
    await repairDatabases(work, readable.published);
    notes.push(...(await repairSignatures(work, readable)));
    await repairPublicKey(work);
    await repairNames(work);
  }
  const verification = await verifyStore(store, {
    repositoryName,
    key: signing.key,
    readers,
    now: request.now,
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

/** The state, made anew where it has to be; `isGenuine`: signed as it says. null: nothing was published yet. */
async function readableState(
  work: RepairWork,
): Promise<{ readonly published: Published; readonly isGenuine: boolean } | null> {
  const { store, request, say } = work;
  const { repositoryName, signing } = request;
  try {
    const published = await publishedUnlessEmpty(store, repositoryName, signing);
    if (published === null) return null;
    if (!(await isOlder(work, published))) return { published, isGenuine: true };
  } catch (error) {
    if (!(error instanceof PublishingError)) throw error;
    if (error.code === "signature") return await signedByAnother(work, error);
    if (error.code !== "corrupt" && error.code !== "missing") throw error;
  }
  const published = await recoverState(store, request);
  const { generation, time, manifest } = published.state;
  say(`state.json was made anew from ${manifest.key}: generation ${generation}, published ${time}`);
  return { published, isGenuine: true };
}

/** The key was replaced, or somebody else wrote the state. */
async function signedByAnother({ store, request }: RepairWork, cause: PublishingError) {
  const published = await readPublished(store, request.repositoryName);
  if (published === null) throw cause;
  await requireOwnPackages(store, published, { request, cause });
  return { published, isGenuine: false };
}

/** Publications go on from one that the state does not know, or clients are served the database of such a one. */
async function isOlder({ store, request }: RepairWork, published: Published): Promise<boolean> {
  const served = await digestOf(store, `${request.repositoryName}.db`);
  const chain = await publicationChain(store, published);
  const known = new Set(chain.map(({ key }) => key));
  const others = (await foundManifests(store)).filter(({ address }) => !known.has(address.key));
  const manifests = others.map(({ address }) => address.key);
  if ((await findNewer(store, { published, chain, manifests })) !== null) return true;
  if (served === null || chain.some(({ database }) => database === served.sha256)) return false;
  return others.some(({ manifest }) => manifest.databases.db.sha256 === served.sha256);
}

async function repairDatabases({ store, workspace, say }: RepairWork, published: Published): Promise<void> {
  try {
    for (const key of await restoreDatabases(store, published, workspace)) {
      say(`${key} was written anew from the packages`);
    }
  } catch (error) {
    // Packages that are gone are told by the verification that follows.
    if (!(error instanceof PublishingError)) throw error;
  }
}

async function repairPublicKey({ store, request, say }: RepairWork): Promise<void> {
  const { repositoryName, signing } = request;
  if (signing.key === null || !(await placePublicKey(store, repositoryName, signing.key))) return;
  say(`${publicKeyName(repositoryName)} is the public key again`);
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
  const agreeing = await Promise.all(names.map((name) => agrees(store, name)));
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
