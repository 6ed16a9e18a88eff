import type { Manifest, ManifestAddress } from "../../documents/index.ts";
import type { ReadableStore } from "../../store/index.ts";
import { PublishingError } from "../publishing-error.ts";
import { readManifest } from "./published.ts";

/** A manifest and those before it, newest first, as far back as they are there. */
export async function* keptManifests(
  store: ReadableStore,
  newest: Manifest,
): AsyncGenerator<Manifest, void, undefined> {
  for (let manifest: Manifest | null = newest; manifest !== null; ) {
    yield manifest;
    manifest = await readKept(store, manifest.previous?.manifest ?? null);
  }
}

/** An older manifest; null at the beginning, and where it is gone or is not what the next one names: nothing can be told of either. */
async function readKept(store: ReadableStore, address: ManifestAddress | null): Promise<Manifest | null> {
  if (address === null) return null;
  try {
    return await readManifest(store, address);
  } catch (error) {
    const isLost = error instanceof PublishingError && (error.code === "missing" || error.code === "corrupt");
    if (isLost) return null;
    throw error;
  }
}
