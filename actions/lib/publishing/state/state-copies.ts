import type { State } from "../../documents/index.ts";
import type { Verifier } from "../../signing/index.ts";
import type { ReadableStore, Store } from "../../store/index.ts";
import { STATE_HEADERS } from "../objects/headers.ts";
import { PublishingError } from "../publishing-error.ts";
import { type Published, readManifest, STATE_KEY } from "./published.ts";
import type { FoundManifest } from "./recovery.ts";
import { parseState } from "./state-document.ts";
import { requireGenuine } from "./state-signature.ts";

const COPIES = "states/";

/**
 * Where the state of a publication is kept besides state.json, which every publication replaces. Nothing reads it but a
 * repair: a state that this key has signed is the only thing in a store that proves what was published, since whoever can
 * write there could put a manifest together of any packages that the key ever signed.
 */
export function stateCopyKey({ generation, publication }: Pick<State, "generation" | "publication">): string {
  return `${COPIES}${generation}-${publication}.json`;
}

/** Before state.json itself is written, so that no published state is without its copy. */
export async function keepStateCopy(store: Store, state: State, bytes: Uint8Array): Promise<void> {
  await store.put(stateCopyKey(state), bytes, STATE_HEADERS);
}

/** Whether a signed state has its copy; an unsigned one has none. */
export async function hasStateCopy(store: ReadableStore, { state, version }: Published): Promise<boolean> {
  if (state.signedBy === null) return true;
  const [own, copy] = [await store.read(STATE_KEY), await store.read(stateCopyKey(state))];
  return own?.version !== version || (copy !== null && Buffer.from(own.bytes).equals(copy.bytes));
}

/** Puts the copy of a state back that was read as genuine; nothing where another one was written meanwhile. */
export async function restoreStateCopy(store: Store, published: Published): Promise<void> {
  const own = await store.read(STATE_KEY);
  if (own?.version === published.version) await keepStateCopy(store, published.state, own.bytes);
}

/** A state that was signed for this repository, with the manifest that it names. */
export type StateCopy = {
  readonly found: FoundManifest;
  /** state.json as it was. */
  readonly bytes: Uint8Array;
};

/** All copies that the judge's key signed for this repository and whose manifests are there as they were. */
export async function genuineCopies(
  store: Store,
  repositoryName: string,
  judge: Verifier,
): Promise<readonly StateCopy[]> {
  const copies: StateCopy[] = [];
  for await (const { key } of store.list(COPIES)) {
    const copy = await unlessRefused(() => genuineCopy(store, { key, repositoryName, judge }));
    if (copy !== null) copies.push(copy);
  }
  return copies;
}

/** Whether a manifest is one that the judge's key signed a state of this repository for. */
export async function isVouched(
  store: ReadableStore,
  manifestKey: string,
  { repositoryName, judge }: { repositoryName: string; judge: Verifier },
): Promise<boolean> {
  const key = manifestKey.replace(/^manifests\//, COPIES);
  const copy = await unlessRefused(() => genuineCopy(store, { key, repositoryName, judge }));
  return copy?.found.address.key === manifestKey;
}

type Wanted = { readonly key: string; readonly repositoryName: string; readonly judge: Verifier };

async function genuineCopy(
  store: ReadableStore,
  { key, repositoryName, judge }: Wanted,
): Promise<StateCopy | null> {
  const object = await store.read(key);
  if (object === null) return null;
  const document = parseState({ bytes: object.bytes, place: `${store.place}/${key}` });
  const { state } = document;
  if (state.repository !== repositoryName || key !== stateCopyKey(state)) return null;
  await requireGenuine(document, { key: judge, mayBeUnsigned: false });
  const { generation, publication, time, previous, databases } = await readManifest(store, state.manifest);
  const manifest = { generation, publication, time, previous, databases };
  return { found: { address: state.manifest, manifest }, bytes: object.bytes };
}

async function unlessRefused<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof PublishingError) return null;
    throw error;
  }
}
