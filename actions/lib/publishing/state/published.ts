import type { Manifest, ManifestAddress, State } from "../../documents/index.ts";
import type { ReadableStore } from "../../store/index.ts";
import { PublishingError, REPAIR } from "../publishing-error.ts";
import type { StateTrust } from "../signing.ts";
import { parseManifest, parseState, sha256Of } from "./state-document.ts";
import { requireGenuine } from "./state-signature.ts";

export const STATE_KEY = "state.json";

/** What a store publishes now; `version` is state.json's, to swap it. */
export type Published = { readonly state: State; readonly version: string; readonly manifest: Manifest };

/**
 * Reads what is published under a repository's name; null where no state.json can be seen. With `trust` the state's
 * signature is checked, else hashes only. Throws a PublishingError where the state or its manifest is corrupt, lost,
 * another repository's, or not genuine.
 */
export async function readPublished(
  store: ReadableStore,
  repositoryName: string,
  trust: StateTrust | null = null,
): Promise<Published | null> {
  const current = await readCurrentState(store, repositoryName, trust);
  if (current === null) return null;
  return withManifest(store, current, await readManifest(store, current.state.manifest));
}

/** The same after a publication that is known, whose manifest, which may be large, is not read again while it is published. */
export async function readPublishedAfter(
  store: ReadableStore,
  known: Pick<Published, "state" | "manifest">,
): Promise<Published | null> {
  const current = await readCurrentState(store, known.state.repository, null);
  if (current === null) return null;
  const address = current.state.manifest;
  const isKnown = address.sha256 === known.state.manifest.sha256;
  return withManifest(store, current, isKnown ? known.manifest : await readManifest(store, address));
}

/** Whether the state still names a publication that is known: no reader must be led from a newer one back to it. */
export async function isStillPublished(
  store: ReadableStore,
  { state }: Pick<Published, "state">,
): Promise<boolean> {
  const current = await readCurrentState(store, state.repository, null);
  return current?.state.manifest.sha256 === state.manifest.sha256;
}

type CurrentState = Pick<Published, "state" | "version">;

async function readCurrentState(
  store: ReadableStore,
  repositoryName: string,
  trust: StateTrust | null,
): Promise<CurrentState | null> {
  const object = await store.read(STATE_KEY);
  if (object === null) return null;
  const document = parseState({ bytes: object.bytes, place: `${store.place}/${STATE_KEY}` });
  const { state } = document;
  if (state.repository !== repositoryName) {
    throw new PublishingError(
      "other-repository",
      `${store.place} holds the repository ${state.repository}, packages.yaml names it ${repositoryName}: ` +
        "write the old name again, or give the new repository a store of its own",
    );
  }
  if (trust !== null) await requireGenuine(document, trust);
  return { state, version: object.version };
}

function withManifest({ place }: ReadableStore, current: CurrentState, manifest: Manifest): Published {
  const { state } = current;
  if (manifest.publication !== state.publication || manifest.generation !== state.generation) {
    throw new PublishingError(
      "corrupt",
      `${place}: ${state.manifest.key} is the manifest of another publication than ${STATE_KEY} names; ${REPAIR}`,
    );
  }
  return { ...current, manifest };
}

/** A manifest by its address, its hash checked. Throws a PublishingError where it is lost or another. */
export async function readManifest(store: ReadableStore, address: ManifestAddress): Promise<Manifest> {
  const object = await store.read(address.key);
  const place = `${store.place}/${address.key}`;
  if (object === null) {
    throw new PublishingError(
      "missing",
      `${place} is gone, which the published state needs: restore it from a copy, or let \`scripts/autorepo verify --repair\` ` +
        "go back to the newest publication whose manifest is there",
    );
  }
  const sha256 = sha256Of(object.bytes);
  if (sha256 !== address.sha256) {
    throw new PublishingError("corrupt", `${place} has sha256 ${sha256}, not ${address.sha256}; ${REPAIR}`);
  }
  return parseManifest({ bytes: object.bytes, place });
}
