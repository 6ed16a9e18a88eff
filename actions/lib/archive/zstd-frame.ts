import { ArchiveError } from "./archive-error.ts";
import { type ByteReader, byteReader } from "./byte-reader.ts";

/** What libzstd, and so pacman, decompresses without being asked to: 2^27. */
export const MAX_WINDOW_BYTES = 128 * 1024 * 1024;

/**
 * Passes a zstd stream on while walking over its blocks' headers, and refuses all that is not exactly one
 * frame. Needed because Node's decompressor drops what follows a frame in the same chunk, where pacman goes
 * on reading: the package that was judged would not be the package that is installed. Format: RFC 8878.
 */
export async function* oneZstdFrame(
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  await using reader = byteReader(source);
  const header = await frameHeader(reader);
  yield header.bytes;
  for (let last = false; !last; ) {
    const whole = wholeBlocks(await reader.hold(BLOCK_HEADER_BYTES));
    if (whole.bytes > 0) {
      yield await reader.take(whole.bytes);
      last = whole.last;
      continue;
    }
    const start = await exactly(reader, BLOCK_HEADER_BYTES);
    yield start;
    const block = blockAt(start, 0);
    last = block.last;
    yield* exactlyInParts(reader, block.bytes);
  }
  if (header.checksum) yield await exactly(reader, 4);
  if ((await reader.some(1)).length > 0) {
    throw new ArchiveError("unsupported", "the zstd file goes on behind its first frame");
  }
}

const MAGIC = 0xfd2fb528;

const BLOCK_HEADER_BYTES = 3;

/** How many bytes the blocks are that have come as a whole: there may be millions of empty ones, one by one too slow. */
function wholeBlocks(held: Uint8Array): { readonly bytes: number; readonly last: boolean } {
  for (let bytes = 0; ; ) {
    if (held.length < bytes + BLOCK_HEADER_BYTES) return { bytes, last: false };
    const block = blockAt(held, bytes);
    const end = bytes + BLOCK_HEADER_BYTES + block.bytes;
    if (held.length < end) return { bytes, last: false };
    if (block.last) return { bytes: end, last: true };
    bytes = end;
  }
}

/** `bytes`: of what follows its header. */
function blockAt(held: Uint8Array, at: number): { readonly bytes: number; readonly last: boolean } {
  const [low = 0, middle = 0, high = 0] = [held[at], held[at + 1], held[at + 2]];
  const fields = low | (middle << 8) | (high << 16);
  return { bytes: blockBytes((fields >> 1) & 3, fields >> 3), last: (fields & 1) === 1 };
}

/** RLE blocks hold one byte, whatever their size says; type 3 is reserved. */
function blockBytes(type: number, size: number): number {
  if (type === 3) throw new ArchiveError("malformed", "the zstd file has a block of the reserved type");
  return type === 1 ? 1 : size;
}

async function frameHeader(reader: ByteReader): Promise<{ bytes: Uint8Array; checksum: boolean }> {
  const start = Buffer.from(await exactly(reader, 5));
  if (start.readUInt32LE() !== MAGIC) {
    throw new ArchiveError("unsupported", `not a zstd file: it starts with ${start.toString("hex")}`);
  }
  const descriptor = start.readUInt8(4);
  const singleSegment = (descriptor & 0x20) !== 0;
  const windowDescriptor = Buffer.from(await exactly(reader, singleSegment ? 0 : 1));
  const dictionary = await exactly(reader, [0, 1, 2, 4][descriptor & 3] ?? 0);
  const sizeBytes = [singleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  const contentSize = Buffer.from(await exactly(reader, sizeBytes));
  const window = singleSegment ? contentBytes(contentSize) : windowBytes(windowDescriptor.readUInt8());
  if (window > MAX_WINDOW_BYTES) {
    const allowed = `pacman takes ${MAX_WINDOW_BYTES}; compress without --long`;
    throw new ArchiveError("limit", `the zstd file needs a window of ${window} bytes, ${allowed}`);
  }
  const bytes = Buffer.concat([start, windowDescriptor, dictionary, contentSize]);
  return { bytes, checksum: (descriptor & 4) !== 0 };
}

function windowBytes(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

/** The two-byte form counts from 256. */
function contentBytes(field: Buffer): number {
  if (field.length === 8) return Number(field.readBigUInt64LE());
  return field.readUIntLE(0, field.length) + (field.length === 2 ? 256 : 0);
}

async function exactly(reader: ByteReader, count: number): Promise<Uint8Array> {
  if (count === 0) return new Uint8Array(0);
  const bytes = await reader.take(count);
  if (bytes.length < count) throw truncated();
  return bytes;
}

async function* exactlyInParts(
  reader: ByteReader,
  count: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  for (let left = count; left > 0; ) {
    const part = await reader.some(left);
    if (part.length === 0) throw truncated();
    left -= part.length;
    yield part;
  }
}

function truncated(): ArchiveError {
  return new ArchiveError("truncated", "the zstd file ends in the middle");
}
