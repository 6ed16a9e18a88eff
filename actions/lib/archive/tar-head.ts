import { ArchiveError, quoted } from "./archive-error.ts";
import { type PaxRecords, parsePaxRecords } from "./pax-records.ts";
import { BLOCK_BYTES, isZero, parseTarHeader, type TarHeader } from "./tar-header.ts";
import type { TarMember } from "./tar-member.ts";

/**
 * What stands before a member's body, in `bytes` bytes; the end of the archive, whose first block it is; or that it takes so
 * many bytes to tell.
 */
export type TarHead =
  | { readonly kind: "member"; readonly member: TarMember; readonly bytes: number }
  | { readonly kind: "end" }
  | { readonly kind: "unfinished"; readonly bytes: number };

const METADATA_BYTES = 1024 * 1024;
/** One of each kind describes a member; writers write no more. */
const EXTENDED_HEADERS = 4;
/** PATH_MAX of Linux, its final NUL included. */
const PATH_BYTES = 4096;

/**
 * Reads the header that `held` begins with and those before it that extend it: ustar, pax, GNU long names. `at` is its
 * offset in the archive, for messages. Throws an ArchiveError for what readers might understand differently.
 */
export function parseTarHead(held: Uint8Array, at: number): TarHead {
  const extension: Extension = { pax: NO_RECORDS, longName: null, longLink: null };
  let bytes = 0;
  for (let extended = 0; ; extended++) {
    const start = bytes;
    bytes += BLOCK_BYTES;
    if (held.length < bytes) return { kind: "unfinished", bytes };
    const block = held.subarray(start, bytes);
    if (isZero(block)) {
      if (extended > 0) throw malformed(at + start, "the archive ends behind an extended header");
      return { kind: "end" };
    }
    const header = parseTarHeader(block, at + start);
    const extend = EXTENDING[header.typeflag];
    if (!extend) return { kind: "member", member: toMember(header, extension, at + start), bytes };
    if (extended === EXTENDED_HEADERS) throw malformed(at + start, "a fifth extended header for one member");
    if (header.size > METADATA_BYTES) {
      throw overLimit(`an extended header of ${header.size} bytes at byte ${at + bytes}`);
    }
    const body = held.subarray(bytes, bytes + header.size);
    bytes += header.size + paddingOf(header.size);
    if (held.length < bytes) return { kind: "unfinished", bytes };
    extend(extension, body, at + start);
  }
}

/** How many zeros follow that many bytes, up to the next whole block. */
export function paddingOf(bytes: number): number {
  return (BLOCK_BYTES - (bytes % BLOCK_BYTES)) % BLOCK_BYTES;
}

export function malformed(at: number, what: string): ArchiveError {
  return new ArchiveError("malformed", `not a valid tar archive at byte ${at}: ${what}`);
}

export function overLimit(what: string): ArchiveError {
  return new ArchiveError("limit", `the tar archive holds ${what}, which is over the limit`);
}

/** What the headers before a member's own said about it. */
type Extension = { pax: PaxRecords; longName: Uint8Array | null; longLink: Uint8Array | null };

const NO_RECORDS: PaxRecords = new Map();

/** Headers that only describe the next one, by their type. */
const EXTENDING: Readonly<Record<string, (extension: Extension, body: Uint8Array, at: number) => void>> = {
  x(extension, body, at) {
    if (extension.pax.size > 0) throw malformed(at, "a second pax header for one member");
    extension.pax = parsePaxRecords(body, at);
  },
  g(_, body, at) {
    refuseGlobal(parsePaxRecords(body, at), at);
  },
  L(extension, body, at) {
    if (extension.longName) throw malformed(at, "a second long name for one member");
    extension.longName = withoutNul(body);
  },
  K(extension, body, at) {
    if (extension.longLink) throw malformed(at, "a second long link for one member");
    extension.longLink = withoutNul(body);
  },
};

/** git writes a global `comment`; anything that would change members is refused. */
function refuseGlobal(records: PaxRecords, at: number): void {
  const key = records.keys().find((name) => name !== "comment");
  if (key !== undefined) {
    throw new ArchiveError("unsupported", `the global pax header at byte ${at} sets ${quoted(key)}`);
  }
}

/** GNU long names end with a NUL. */
function withoutNul(bytes: Uint8Array): Uint8Array {
  return bytes.at(-1) === 0 ? bytes.subarray(0, -1) : bytes;
}

function toMember(header: TarHeader, extension: Extension, at: number): TarMember {
  const { pax, longName, longLink } = extension;
  const sparse = pax.keys().find((key) => key.startsWith("GNU.sparse."));
  if (sparse || header.typeflag === "S") {
    throw new ArchiveError("unsupported", `the member at byte ${at} is stored as a sparse file`);
  }
  if ((longName && pax.has("path")) || (longLink && pax.has("linkpath"))) {
    throw malformed(at, "a name given by both a pax and a GNU header");
  }
  const path = decodeName(pax.get("path") ?? longName ?? header.name, at);
  const type = TYPES[header.typeflag] ?? "other";
  const bytes = paxNumber(pax, "size", at) ?? header.size;
  if (bytes > 0 && type !== "file" && type !== "other") throw malformed(at, `a ${type} with a body`);
  if (type === "file" && path.endsWith("/")) throw malformed(at, `a file named as a folder, ${quoted(path)}`);
  const linked = type === "symlink" || type === "hardlink";
  return {
    path,
    type,
    bytes,
    mode: header.mode,
    uid: paxNumber(pax, "uid", at) ?? header.uid,
    gid: paxNumber(pax, "gid", at) ?? header.gid,
    mtime: paxNumber(pax, "mtime", at) ?? header.mtime,
    linkTarget: linked ? decodeName(pax.get("linkpath") ?? longLink ?? header.linkName, at) : null,
    attributes: attributesOf(pax),
  };
}

const TYPES: Readonly<Record<string, TarMember["type"]>> = {
  "\0": "file",
  "0": "file",
  "1": "hardlink",
  "2": "symlink",
  "3": "character-device",
  "4": "block-device",
  "5": "directory",
  "6": "fifo",
};

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function decodeName(bytes: Uint8Array, at: number): string {
  if (bytes.length === 0) throw malformed(at, "an empty name");
  if (bytes.length >= PATH_BYTES) throw overLimit(`a name of ${bytes.length} bytes at byte ${at}`);
  if (bytes.includes(0)) throw malformed(at, "a name with a NUL in it");
  try {
    return UTF8.decode(bytes);
  } catch (cause) {
    const shown = quoted(Buffer.from(bytes).toString("latin1"));
    throw new ArchiveError("malformed", `a name that is not UTF-8 at byte ${at}: ${shown}`, { cause });
  }
}

/** Whole seconds or bytes; the fraction that times may carry is dropped. */
function paxNumber(pax: PaxRecords, key: "size" | "uid" | "gid" | "mtime", at: number): number | null {
  const value = pax.get(key);
  if (!value) return null;
  const text = Buffer.from(value).toString("latin1");
  const digits = (key === "mtime" ? /^(-?\d{1,15})(\.\d*)?$/ : /^(\d{1,15})$/).exec(text)?.[1];
  if (digits === undefined) throw malformed(at, `a pax record ${key}=${quoted(text)}`);
  return Number(digits);
}

const NO_ATTRIBUTES: ReadonlyMap<string, string> = new Map();

function attributesOf(pax: PaxRecords): ReadonlyMap<string, string> {
  if (pax.size === 0) return NO_ATTRIBUTES;
  const kept = pax.entries().filter(([key]) => /^(SCHILY|LIBARCHIVE)\./.test(key));
  return new Map(kept.map(([key, value]) => [key, Buffer.from(value).toString("latin1")]));
}
