import { pipeline, Readable, type Transform } from "node:stream";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { ArchiveError, quoted } from "./archive-error.ts";
import { type ByteReader, byteReader } from "./byte-reader.ts";
import { inChunks } from "./chunks.ts";
import { oneZstdFrame } from "./zstd-frame.ts";

/**
 * Decompresses a file of exactly one zstd frame. Throws an ArchiveError for anything else and passes the
 * source's own errors on. How much may come out is for the reader to say.
 */
export function decompressZstd(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const zstd = createZstdDecompress({ chunkSize: CHUNK_BYTES });
  return through(inChunks(oneZstdFrame(source)), zstd);
}

/** Decompresses zstd or gzip, told apart by how they start; an ArchiveError names anything else. */
export async function* decompress(
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  await using reader = byteReader(source);
  const start = Buffer.from(await reader.take(4));
  const format = start.toString("hex");
  if (format === "28b52ffd") yield* decompressZstd(prefixed(start, reader));
  else if (format.startsWith("1f8b")) yield* through(prefixed(start, reader), gunzip());
  else throw new ArchiveError("unsupported", `neither zstd nor gzip: it starts with ${quoted(format)}`);
}

const CHUNK_BYTES = 512 * 1024;

function gunzip(): Transform {
  return createGunzip({ chunkSize: CHUNK_BYTES });
}

async function* prefixed(start: Uint8Array, reader: ByteReader): AsyncGenerator<Uint8Array, void, undefined> {
  yield start;
  for (;;) {
    const part = await reader.some(CHUNK_BYTES);
    if (part.length === 0) return;
    yield part;
  }
}

async function* through(
  source: AsyncIterable<Uint8Array>,
  transform: Transform,
): AsyncGenerator<Uint8Array, void, undefined> {
  // Errors of either side reach the loop below.
  const joined = pipeline(Readable.from(source, { objectMode: false }), transform, () => {});
  try {
    yield* joined as AsyncIterable<Uint8Array>;
  } catch (cause) {
    throw asArchiveError(cause);
  }
}

function asArchiveError(cause: unknown): unknown {
  if (!(cause instanceof Error) || !("code" in cause)) return cause;
  const code = String(cause.code);
  if (code === "Z_BUF_ERROR") {
    return new ArchiveError("truncated", "the compressed data ends in the middle", { cause });
  }
  if (!/^(Z_|ZSTD_error_)/.test(code)) return cause;
  return new ArchiveError("malformed", `the compressed data is damaged: ${quoted(cause.message)}`, { cause });
}
