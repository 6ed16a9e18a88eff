import { mkdir } from "node:fs/promises";
import type { PublishedPackage } from "../documents/index.ts";
import type { ReadableStore } from "../store/index.ts";
import { download } from "./stored-object.ts";

/**
 * Downloads a published package into a folder (made where it is missing), for a build or an install test, and
 * answers the file. Throws a PublishingError where the store has lost it or holds other bytes.
 */
export async function fetchPublished(
  store: ReadableStore,
  published: PublishedPackage,
  folder: string,
): Promise<string> {
  await mkdir(folder, { recursive: true });
  const { object, sha256, bytes } = published;
  return await download(store, { key: object, expected: { sha256, bytes }, folder });
}
