import { createHash, randomBytes } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import type { StoredObject } from "../../documents/index.ts";
import type { ReadableStore } from "../../store/index.ts";
import { PublishingError, REPAIR } from "../publishing-error.ts";

/** Digest and size in bytes of an object of the store as it is now; null where there is none. */
export async function digestOf(store: ReadableStore, key: string): Promise<StoredObject | null> {
  const stream = await store.stream(key);
  if (stream === null) return null;
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of stream) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { sha256: hash.digest("hex"), bytes };
}

/**
 * Downloads an object into a folder under its own name, or throws a PublishingError where it is gone or has other
 * bytes than it must have; then no file of that name is left. Answers the file's path.
 */
export async function download(
  store: ReadableStore,
  { key, expected, folder }: { key: string; expected: StoredObject; folder: string },
): Promise<string> {
  const file = path.join(folder, path.basename(key));
  // Several builds may fetch one package into one folder at a time.
  const partial = `${file}.${randomBytes(4).toString("hex")}.part`;
  try {
    await pipeline(publishedBytes(store, { key, expected }), createWriteStream(partial));
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
  return file;
}

/**
 * The bytes of an object. After the last of them it throws a PublishingError where they were not those it must have:
 * what was made of them until then does not count.
 */
export async function* publishedBytes(
  store: ReadableStore,
  { key, expected }: { key: string; expected: StoredObject },
): AsyncGenerator<Uint8Array> {
  const place = `${store.place}/${key}`;
  const stream = await store.stream(key);
  if (stream === null) throw new PublishingError("missing", `${place} is gone; ${REPAIR}`);
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += chunk.length;
    if (bytes > expected.bytes) break;
    hash.update(chunk);
    yield chunk;
  }
  if (bytes === expected.bytes && hash.digest("hex") === expected.sha256) return;
  const size = bytes > expected.bytes ? `more than ${expected.bytes}` : bytes;
  throw new PublishingError(
    "corrupt",
    `${place} has ${size} bytes that are not those published (${expected.bytes}, sha256 ${expected.sha256}); ${REPAIR}`,
  );
}
