import { ArchiveError, quoted } from "./archive-error.ts";

export const BLOCK_BYTES = 512;

/** One header block as it stands; names are still bytes, since a pax record may replace them. */
export type TarHeader = {
  readonly typeflag: string;
  readonly name: Uint8Array;
  readonly linkName: Uint8Array;
  readonly size: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly mtime: number;
};

/**
 * Reads a ustar or GNU header block; `at` is its offset in the archive, for messages.
 * Throws an ArchiveError where checksum, magic or a number is wrong.
 * Layout: POSIX pax, "ustar Interchange Format"; base-256 numbers: GNU tar manual.
 */
export function parseTarHeader(bytes: Uint8Array, at: number): TarHeader {
  const block = Buffer.from(bytes.buffer, bytes.byteOffset, BLOCK_BYTES);
  const magic = block.toString("latin1", 257, 265);
  const posix = magic === "ustar\x0000";
  if (!posix && magic !== "ustar  \0") {
    throw new ArchiveError("malformed", `no tar header at byte ${at}: the magic is ${quoted(magic)}`);
  }
  if (parseNumber(block, "checksum", at) !== checksumOf(block)) {
    throw new ArchiveError("malformed", `the tar header at byte ${at} has a wrong checksum`);
  }
  const name = text(block, 0, 100);
  return {
    typeflag: String.fromCharCode(block.readUInt8(156)),
    // In GNU headers the bytes of ustar's prefix hold times.
    name: posix && block[345] !== 0 ? Buffer.concat([text(block, 345, 500), SLASH, name]) : name,
    linkName: block[157] === 0 ? NOTHING : text(block, 157, 257),
    size: parseNumber(block, "size", at),
    mode: parseNumber(block, "mode", at) & 0o7777,
    uid: parseNumber(block, "uid", at),
    gid: parseNumber(block, "gid", at),
    mtime: parseNumber(block, "mtime", at),
  };
}

/** The sum of all bytes, those of the checksum itself taken as blanks. */
function checksumOf(block: Buffer): number {
  const [start, end] = FIELDS.checksum;
  return sumOf(block, 0, start) + (end - start) * BLANK + sumOf(block, end, BLOCK_BYTES);
}

/** Four bytes at a time, in two pairs of sums that do not meet; both ends are multiples of 4. */
function sumOf(block: Buffer, start: number, end: number): number {
  let pairs = 0;
  for (let at = start; at < end; at += 4) {
    const word = block.readUInt32LE(at);
    pairs += (word & 0x00ff00ff) + ((word >>> 8) & 0x00ff00ff);
  }
  return (pairs & 0xffff) + (pairs >>> 16);
}

/** Whether up to 64 KiB are all zero. */
export function isZero(bytes: Uint8Array): boolean {
  return (bytes[0] ?? 0) === 0 && ZEROS.subarray(0, bytes.length).equals(bytes);
}

const ZEROS = Buffer.alloc(64 * 1024);
const SLASH = Buffer.from("/");
const NOTHING = Buffer.alloc(0);

const FIELDS = {
  mode: [100, 108],
  uid: [108, 116],
  gid: [116, 124],
  size: [124, 136],
  mtime: [136, 148],
  checksum: [148, 156],
} as const;

/** A field up to its first NUL. */
function text(block: Buffer, start: number, end: number): Buffer {
  const nul = block.indexOf(0, start);
  return block.subarray(start, nul >= 0 && nul < end ? nul : end);
}

const BLANK = 0x20;
const ZERO = 0x30;

function parseNumber(block: Buffer, field: keyof typeof FIELDS, at: number): number {
  const [start, end] = FIELDS[field];
  const isBase256 = block.readUInt8(start) >= 0x80;
  const value = isBase256 ? parseBase256(block.subarray(start, end)) : parseOctal(block, start, end);
  if (value === null) {
    const shown = quoted(block.toString("latin1", start, end));
    throw new ArchiveError("malformed", `the tar header at byte ${at} has no valid ${field}: ${shown}`);
  }
  return value;
}

/** Blanks, octal digits, then blanks or NULs; without digits 0. */
function parseOctal(block: Buffer, start: number, end: number): number | null {
  let at = start;
  while (at < end && block[at] === BLANK) at++;
  let value = 0;
  for (; at < end; at++) {
    const digit = block.readUInt8(at) - ZERO;
    if (digit < 0 || digit > 7) break;
    value = value * 8 + digit;
  }
  while (at < end && (block[at] === BLANK || block[at] === 0)) at++;
  return at === end ? value : null;
}

/** Negative numbers (first byte 0xff) and those beyond 2^53 are not accepted. */
function parseBase256(bytes: Buffer): number | null {
  const value = bytes.subarray(1).reduce((total, byte) => total * 256 + byte, bytes.readUInt8(0) & 0x7f);
  return bytes[0] === 0xff || !Number.isSafeInteger(value) ? null : value;
}
