import { mkdir } from "node:fs/promises";
import type { PublishedPackage } from "../../documents/index.ts";
import type { ReadableStore } from "../../store/index.ts";
import { download } from "../objects/stored-object.ts";
import { PublishingError } from "../publishing-error.ts";

/**
 * Downloads a published package into a folder (made where it is missing), for a build or an install test, and
 * answers the file; null where the store has lost it or holds other bytes.
 */
export async function fetchPublished(
  store: ReadableStore,
  published: PublishedPackage,
  folder: string,
): Promise<string | null> {
  await mkdir(folder, { recursive: true });
  const { object, sha256, bytes } = published;
  try {
    return await download(store, { key: object, expected: { sha256, bytes }, folder });
  } catch (error) {
    if (error instanceof PublishingError) return null;
    throw error;
  }
}
