import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { constants, createZstdCompress } from "node:zlib";
import { TAR_END } from "../archive/index.ts";
import type { StoredObject } from "../documents/index.ts";

/** A database as it lies on disk. */
export type WrittenDatabase = StoredObject & { readonly file: string };

/** A database that is being written; one that is not finished is given up when disposed. */
export type DatabaseFile = AsyncDisposable & {
  /** Takes whole members, after waiting for those before to be compressed, which is another thread's work. */
  write(blocks: readonly Uint8Array[]): Promise<void>;
  finish(): Promise<WrittenDatabase>;
};

/** Opens a new file for a tar archive compressed with zstd: the same members make the same file. */
export function openDatabaseFile(file: string): DatabaseFile {
  const zstd = createZstdCompress({ params: { [constants.ZSTD_c_checksumFlag]: 1 } });
  const hash = createHash("sha256");
  let bytes = 0;
  const written = pipeline(
    zstd,
    async function* counted(chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        bytes += chunk.length;
        yield chunk;
      }
    },
    createWriteStream(file, { mode: 0o644 }),
  );
  // Told by `finish`.
  written.catch(() => {});
  const portions = portionsOf();
  let compressed: Promise<unknown> = Promise.resolve();
  const compress = (portion: Uint8Array) => {
    compressed = new Promise((done) => zstd.write(portion, done));
  };
  return {
    async write(blocks) {
      await compressed;
      for (const portion of portions.filled(blocks)) compress(portion);
    },
    async finish() {
      for (const portion of portions.filled([TAR_END])) compress(portion);
      compress(portions.rest());
      // Else Node would end the frame with the last portion or after it, as it happens, which makes other bytes.
      await compressed;
      zstd.end();
      await written;
      return { file, sha256: hash.digest("hex"), bytes };
    },
    async [Symbol.asyncDispose]() {
      zstd.destroy();
      await written.catch(() => {});
    },
  };
}

const PORTION_BYTES = 256 * 1024;

/** zstd cuts its blocks by how much it is given at a time: always as much, or the same bytes would make other files. */
function portionsOf() {
  let portion = Buffer.allocUnsafe(PORTION_BYTES);
  let used = 0;
  return {
    *filled(blocks: readonly Uint8Array[]) {
      for (const block of blocks) {
        for (let at = 0; at < block.length; ) {
          const end = Math.min(block.length, at + PORTION_BYTES - used);
          portion.set(block.subarray(at, end), used);
          used += end - at;
          at = end;
          if (used < PORTION_BYTES) continue;
          yield portion;
          portion = Buffer.allocUnsafe(PORTION_BYTES);
          used = 0;
        }
      }
    },
    rest: () => portion.subarray(0, used),
  };
}
