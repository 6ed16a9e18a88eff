import { rm } from "node:fs/promises";
import { type PackageContents, readPackage } from "../../archive/index.ts";
import type { PublishedPackage } from "../../documents/index.ts";
import type { ReadableStore } from "../../store/index.ts";
import { download } from "./stored-object.ts";

/** A published package on this machine; `read` throws an ArchiveError where it is no package. */
export type StoredPackage = { readonly file: string; read(): Promise<PackageContents> };

/**
 * Fetches a published package into a folder and removes it after use, so that only one of them takes room. Throws a
 * PublishingError where the store has lost it or holds other bytes.
 */
export async function withStoredPackage<T>(
  store: ReadableStore,
  { published, folder }: { published: PublishedPackage; folder: string },
  use: (stored: StoredPackage) => T | Promise<T>,
): Promise<T> {
  const { object, sha256, bytes } = published;
  const file = await download(store, { key: object, expected: { sha256, bytes }, folder });
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rm(file));
  return await use({ file, read: () => readPackage(file) });
}
