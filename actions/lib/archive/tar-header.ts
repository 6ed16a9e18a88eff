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
export function parseTarHeader(block: Uint8Array, at: number): TarHeader {
  const magic = Buffer.from(block.subarray(257, 265)).toString("latin1");
  const posix = magic === "ustar\x0000";
  if (!posix && magic !== "ustar  \0") {
    throw new ArchiveError("malformed", `no tar header at byte ${at}: the magic is ${quoted(magic)}`);
  }
  const number = (field: keyof typeof FIELDS) => parseNumber(block, field, at);
  const [start, end] = FIELDS.checksum;
  const sum = block.reduce((total, byte, i) => total + (i >= start && i < end ? 0x20 : byte), 0);
  if (number("checksum") !== sum) {
    throw new ArchiveError("malformed", `the tar header at byte ${at} has a wrong checksum`);
  }
  const name = text(block.subarray(0, 100));
  // In GNU headers the bytes of ustar's prefix hold times.
  const prefix = posix ? text(block.subarray(345, 500)) : new Uint8Array(0);
  return {
    typeflag: String.fromCharCode(block[156] ?? 0),
    name: prefix.length > 0 ? Buffer.concat([prefix, SLASH, name]) : name,
    linkName: text(block.subarray(157, 257)),
    size: number("size"),
    mode: number("mode") & 0o7777,
    uid: number("uid"),
    gid: number("gid"),
    mtime: number("mtime"),
  };
}

export function isZeroBlock(block: Uint8Array): boolean {
  return block.every((byte) => byte === 0);
}

const SLASH = Buffer.from("/");

const FIELDS = {
  mode: [100, 108],
  uid: [108, 116],
  gid: [116, 124],
  size: [124, 136],
  mtime: [136, 148],
  checksum: [148, 156],
} as const;

function text(field: Uint8Array): Uint8Array {
  const end = field.indexOf(0);
  return end < 0 ? field : field.subarray(0, end);
}

function parseNumber(block: Uint8Array, field: keyof typeof FIELDS, at: number): number {
  const bytes = block.subarray(...FIELDS[field]);
  const first = bytes[0] ?? 0;
  const value = first >= 0x80 ? parseBase256(bytes) : parseOctal(bytes);
  if (value === null) {
    const shown = quoted(Buffer.from(bytes).toString("latin1"));
    throw new ArchiveError("malformed", `the tar header at byte ${at} has no valid ${field}: ${shown}`);
  }
  return value;
}

function parseOctal(bytes: Uint8Array): number | null {
  const digits = Buffer.from(bytes).toString("latin1");
  const match = /^ *([0-7]*)[ \0]*$/.exec(digits);
  return match ? Number.parseInt(match[1] || "0", 8) : null;
}

/** Negative numbers (first byte 0xff) and those beyond 2^53 are not accepted. */
function parseBase256(bytes: Uint8Array): number | null {
  const value = bytes.subarray(1).reduce((total, byte) => total * 256 + byte, (bytes[0] ?? 0) & 0x7f);
  return bytes[0] === 0xff || !Number.isSafeInteger(value) ? null : value;
}
