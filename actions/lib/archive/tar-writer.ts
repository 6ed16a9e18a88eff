import { ArchiveError, quoted } from "./archive-error.ts";
import { inChunks } from "./chunks.ts";
import { oneAhead } from "./one-ahead.ts";
import { paxRecord } from "./pax-records.ts";
import { BLOCK_BYTES } from "./tar-header.ts";

type Named = {
  /** Relative; without a slash at the end, also for a folder. */
  readonly path: string;
  readonly mode: number;
  /** 0 where not given, so that the same content makes the same bytes. */
  readonly mtime?: number;
  /** Both 0 where not given. */
  readonly owner?: { readonly uid: number; readonly gid: number };
};

/** What goes into an archive and is at hand: permission bits, times in seconds since 1970 UTC. */
export type HeldTarSource = Named &
  (
    | { readonly type: "file"; readonly content: Uint8Array }
    | { readonly type: "directory" }
    | { readonly type: "symlink"; readonly target: string }
  );

/** The same, or a file whose body comes as a stream. */
export type TarSource = HeldTarSource | StreamedFile;

type StreamedFile = Named & { readonly type: "file"; readonly content: StreamedContent };

/** A body that is not held in memory; must give exactly `bytes`. */
export type StreamedContent = { readonly bytes: number; readonly stream: AsyncIterable<Uint8Array> };

/**
 * Writes a tar archive (ustar, with pax headers for what ustar cannot say), in chunks of 128 KiB or more.
 * Deterministic: nothing but what the entries say reaches the bytes. Throws an ArchiveError for a name
 * with a NUL and for a streamed body of another length than announced.
 */
export function writeTar(
  entries: Iterable<TarSource> | AsyncIterable<TarSource>,
): AsyncGenerator<Uint8Array, void, undefined> {
  return oneAhead(inChunks(partsOf(entries)));
}

/** The blocks of one member, as `writeTar` writes them. */
export function tarBlocks(entry: HeldTarSource): readonly Uint8Array[] {
  if (entry.type !== "file") return headersOf(entry, 0);
  const { content } = entry;
  return [...headersOf(entry, content.length), content, paddingOf(content.length)];
}

/** What an archive ends with: two blocks of zeros. */
export const TAR_END = new Uint8Array(2 * BLOCK_BYTES);

/** Several at a time where they are at hand: each time costs a turn, and most members of most archives are small. */
type Parts = AsyncGenerator<readonly Uint8Array[], void, undefined>;

async function* partsOf(entries: Iterable<TarSource> | AsyncIterable<TarSource>): Parts {
  for await (const entry of entries) {
    if (isHeld(entry)) yield tarBlocks(entry);
    else yield* streamedMember(entry);
  }
  yield [TAR_END];
}

function isHeld(entry: TarSource): entry is HeldTarSource {
  return entry.type !== "file" || entry.content instanceof Uint8Array;
}

async function* streamedMember(entry: StreamedFile): Parts {
  const { bytes, stream } = entry.content;
  yield headersOf(entry, bytes);
  let given = 0;
  for await (const part of stream) {
    given += part.length;
    if (given <= bytes) yield [part];
  }
  if (given !== bytes) {
    throw new ArchiveError("malformed", `${quoted(entry.path)} was to have ${bytes} bytes and has ${given}`);
  }
  yield [paddingOf(bytes)];
}

function paddingOf(bytes: number): Uint8Array {
  return TAR_END.subarray(0, (BLOCK_BYTES - (bytes % BLOCK_BYTES)) % BLOCK_BYTES);
}

function headersOf(entry: TarSource, size: number): readonly Uint8Array[] {
  const path = entry.type === "directory" ? `${entry.path}/` : entry.path;
  const target = entry.type === "symlink" ? entry.target : "";
  if (path.includes("\0") || target.includes("\0")) {
    throw new ArchiveError("forbidden", `a NUL in the name ${quoted(path)}`);
  }
  const split = splitPath(path);
  const records = [
    ...(split ? [] : [paxRecord("path", path)]),
    ...(fits(target, 100) ? [] : [paxRecord("linkpath", target)]),
    ...(size > LARGEST_OCTAL ? [paxRecord("size", String(size))] : []),
  ];
  const own = headerBlock(TYPEFLAGS[entry.type], {
    ...(split ?? { name: "long-name", prefix: "" }),
    target: fits(target, 100) ? target : "",
    size: size > LARGEST_OCTAL ? 0 : size,
    mode: entry.mode,
    mtime: Math.max(0, entry.mtime ?? 0),
    owner: entry.owner ?? ROOT,
  });
  return records.length === 0 ? [own] : [...extendedHeader(Buffer.concat(records)), own];
}

const TYPEFLAGS = { file: "0", directory: "5", symlink: "2" } as const;
const ROOT = { uid: 0, gid: 0 };
/** Eleven octal digits. */
const LARGEST_OCTAL = 0o77777777777;

function extendedHeader(records: Uint8Array): readonly Uint8Array[] {
  const fields = { name: "pax", prefix: "", target: "", mode: 0o644, mtime: 0, owner: ROOT };
  const body = new Uint8Array(Math.ceil(records.length / BLOCK_BYTES) * BLOCK_BYTES);
  body.set(records);
  return [headerBlock("x", { ...fields, size: records.length }), body];
}

/** ustar's two name fields; null where the name needs a pax header. */
function splitPath(path: string): { readonly name: string; readonly prefix: string } | null {
  if (fits(path, 100)) return { name: path, prefix: "" };
  const slash = path.indexOf("/", path.length - 101);
  const [prefix, name] = [path.slice(0, slash), path.slice(slash + 1)];
  return slash > 0 && name && fits(prefix, 155) && fits(name, 100) ? { name, prefix } : null;
}

/** Plain ASCII of at most `bytes`: what every reader takes alike. */
function fits(text: string, bytes: number): boolean {
  return text.length <= bytes && /^[\x20-\x7e]*$/.test(text);
}

type HeaderFields = {
  readonly name: string;
  readonly prefix: string;
  readonly target: string;
  readonly size: number;
  readonly mode: number;
  readonly mtime: number;
  readonly owner: { readonly uid: number; readonly gid: number };
};

/** Byte by byte and adding up on the way: of a database's many headers, calls into Node for every field were the dearest part. */
function headerBlock(typeflag: string, fields: HeaderFields): Uint8Array {
  const block = Buffer.allocUnsafe(BLOCK_BYTES).fill(0);
  const put = (text: string, at: number) => {
    let sum = 0;
    for (let index = 0; index < text.length; index++) sum += block[at + index] = text.charCodeAt(index);
    return sum;
  };
  const sum =
    put(fields.name, 0) +
    put(octal(fields.mode & 0o7777, 7), 100) +
    put(octal(fields.owner.uid, 7), 108) +
    put(octal(fields.owner.gid, 7), 116) +
    put(octal(fields.size, 11), 124) +
    put(octal(fields.mtime, 11), 136) +
    put(UNSUMMED, 148) +
    put(typeflag, 156) +
    put(fields.target, 157) +
    put("ustar\x0000", 257) +
    put(fields.prefix, 345);
  put(`${octal(sum, 6)}\0 `, 148);
  return block;
}

/** What the field of the checksum counts as in the sum. */
const UNSUMMED = " ".repeat(8);

function octal(value: number, digits: number): string {
  return Math.floor(value).toString(8).padStart(digits, "0");
}
