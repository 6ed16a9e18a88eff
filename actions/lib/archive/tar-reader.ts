import { ArchiveError, quoted } from "./archive-error.ts";
import { type ByteReader, byteReader } from "./byte-reader.ts";
import { type PaxRecords, parsePaxRecords } from "./pax-records.ts";
import { BLOCK_BYTES, isZero, parseTarHeader, type TarHeader } from "./tar-header.ts";
import type { TarEntry, TarLimits, TarMember } from "./tar-member.ts";

/**
 * Reads a tar stream member by member: ustar, pax, GNU long names. Holds one chunk of the source and one
 * extended header (1 MiB at most) at a time. A member's body that is not read is skipped.
 * What other readers might understand differently is refused: keys given twice, bodies behind links,
 * bytes after the end, names that are not UTF-8. Throws ArchiveError; judges no path.
 */
export async function* readTar(
  source: AsyncIterable<Uint8Array>,
  limits: TarLimits,
): AsyncGenerator<TarEntry, void, undefined> {
  await using reader = byteReader(source);
  const archive: Archive = { reader, limits, at: 0 };
  for (let members = 0; ; members++) {
    const member = await nextMember(archive);
    if (!member) return;
    if (members >= limits.members) throw overLimit(`more than ${limits.members} members`);
    if (member.bytes > limits.memberBytes) {
      throw overLimit(`${quoted(member.path)} of ${member.bytes} bytes`);
    }
    const body: Body = { left: member.bytes };
    yield { ...member, body: bodyOf(archive, body), content: () => contentOf(archive, body) };
    const unread = body.left;
    body.left = 0;
    await discard(archive, unread + padding(member.bytes));
  }
}

type Archive = { readonly reader: ByteReader; readonly limits: TarLimits; at: number };
type Body = { left: number };

/** What the headers before a member's own said about it. */
type Extension = { pax: PaxRecords; longName: Uint8Array | null; longLink: Uint8Array | null };

const METADATA_BYTES = 1024 * 1024;
/** PATH_MAX of Linux, its final NUL included. */
const PATH_BYTES = 4096;

async function nextMember(archive: Archive): Promise<TarMember | null> {
  const extension: Extension = { pax: new Map(), longName: null, longLink: null };
  for (let extended = false; ; extended = true) {
    const at = archive.at;
    const block = await exactly(archive, BLOCK_BYTES);
    if (isZero(block)) {
      if (extended) throw malformed(at, "the archive ends behind an extended header");
      await expectEnd(archive);
      return null;
    }
    const header = parseTarHeader(block, at);
    if (!(await extend(archive, extension, header))) return toMember(header, extension, at);
  }
}

/** Takes in a header that only describes the next one; false: it is a member's own. */
async function extend(archive: Archive, extension: Extension, header: TarHeader): Promise<boolean> {
  const at = archive.at - BLOCK_BYTES;
  switch (header.typeflag) {
    case "x":
      if (extension.pax.size > 0) throw malformed(at, "a second pax header for one member");
      extension.pax = parsePaxRecords(await metadata(archive, header), at);
      return true;
    case "g":
      refuseGlobal(parsePaxRecords(await metadata(archive, header), at), at);
      return true;
    case "L":
      if (extension.longName) throw malformed(at, "a second long name for one member");
      extension.longName = withoutNul(await metadata(archive, header));
      return true;
    case "K":
      if (extension.longLink) throw malformed(at, "a second long link for one member");
      extension.longLink = withoutNul(await metadata(archive, header));
      return true;
    default:
      return false;
  }
}

/** git writes a global `comment`; anything that would change members is refused. */
function refuseGlobal(records: PaxRecords, at: number): void {
  const key = records.keys().find((name) => name !== "comment");
  if (key !== undefined) {
    throw new ArchiveError("unsupported", `the global pax header at byte ${at} sets ${quoted(key)}`);
  }
}

async function metadata(archive: Archive, header: TarHeader): Promise<Uint8Array> {
  if (header.size > METADATA_BYTES) {
    throw overLimit(`an extended header of ${header.size} bytes at byte ${archive.at}`);
  }
  // Copied, since `take` may hand out a view of the source's own chunk.
  const bytes = Uint8Array.from(await exactly(archive, header.size));
  await discard(archive, padding(header.size));
  return bytes;
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

async function* bodyOf(archive: Archive, body: Body): AsyncGenerator<Uint8Array, void, undefined> {
  while (body.left > 0) {
    const part = await archive.reader.some(body.left);
    if (part.length === 0) throw truncated(archive.at);
    body.left -= part.length;
    advance(archive, part.length);
    yield part;
  }
}

async function contentOf(archive: Archive, body: Body): Promise<Buffer> {
  const { buffer, byteOffset, length } = await exactly(archive, body.left);
  body.left = 0;
  return Buffer.from(buffer, byteOffset, length);
}

async function exactly(archive: Archive, count: number): Promise<Uint8Array> {
  const bytes = archive.reader.ready(count) ?? (await archive.reader.take(count));
  if (bytes.length < count) throw truncated(archive.at + bytes.length);
  advance(archive, count);
  return bytes;
}

async function discard(archive: Archive, count: number): Promise<void> {
  for (let left = count; left > 0; ) {
    const part = archive.reader.ready(left) ?? (await archive.reader.some(left));
    if (part.length === 0) throw truncated(archive.at);
    left -= part.length;
    advance(archive, part.length);
  }
}

/** Behind the first zero block only zeros may follow, one block of them at least. */
async function expectEnd(archive: Archive): Promise<void> {
  if (!isZero(await exactly(archive, BLOCK_BYTES))) {
    throw malformed(archive.at - BLOCK_BYTES, "bytes behind the end of the archive");
  }
  for (;;) {
    const rest = await archive.reader.some(64 * 1024);
    if (rest.length === 0) return;
    if (!isZero(rest)) throw malformed(archive.at, "bytes behind the end of the archive");
    advance(archive, rest.length);
  }
}

function advance(archive: Archive, count: number): void {
  archive.at += count;
  if (archive.at > archive.limits.totalBytes) throw overLimit(`more than ${archive.limits.totalBytes} bytes`);
}

function padding(bytes: number): number {
  return (BLOCK_BYTES - (bytes % BLOCK_BYTES)) % BLOCK_BYTES;
}

/** GNU long names end with a NUL. */
function withoutNul(bytes: Uint8Array): Uint8Array {
  return bytes.at(-1) === 0 ? bytes.subarray(0, -1) : bytes;
}

function malformed(at: number, what: string): ArchiveError {
  return new ArchiveError("malformed", `not a valid tar archive at byte ${at}: ${what}`);
}

function truncated(at: number): ArchiveError {
  return new ArchiveError("truncated", `the tar archive ends in the middle, after byte ${at}`);
}

function overLimit(what: string): ArchiveError {
  return new ArchiveError("limit", `the tar archive holds ${what}, which is over the limit`);
}
