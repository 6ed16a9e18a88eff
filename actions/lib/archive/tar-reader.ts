import { ArchiveError, quoted } from "./archive-error.ts";
import { type ByteReader, byteReader } from "./byte-reader.ts";
import { malformed, overLimit, paddingOf, parseTarHead } from "./tar-head.ts";
import { BLOCK_BYTES, isZero } from "./tar-header.ts";
import type { TarEntry, TarLimits, TarMember, WholeMember } from "./tar-member.ts";

/**
 * Reads a tar stream member by member: ustar, pax, GNU long names. Holds one chunk of the source and one member's headers
 * (4 MiB at most) at a time. A member's body that is not read is skipped.
 * What other readers might understand differently is refused: keys given twice, bodies behind links,
 * bytes after the end, names that are not UTF-8. Throws ArchiveError; judges no path.
 */
export async function* readTar(
  source: AsyncIterable<Uint8Array>,
  limits: TarLimits,
): AsyncGenerator<TarEntry, void, undefined> {
  await using reader = byteReader(source);
  const archive: Archive = { reader, limits, at: 0, members: 0 };
  for (let wanted = BLOCK_BYTES; ; ) {
    const head = parseTarHead(await hold(archive, wanted), archive.at);
    wanted = head.kind === "unfinished" ? head.bytes : BLOCK_BYTES;
    if (head.kind === "unfinished") continue;
    if (head.kind === "end") return await expectEnd(archive);
    admit(archive, head.member);
    pass(archive, head.bytes);
    const body: Body = { left: head.member.bytes };
    yield { ...head.member, body: bodyOf(archive, body) };
    await discard(archive, body.left + paddingOf(head.member.bytes));
    body.left = 0;
  }
}

/**
 * Reads a tar stream by the same rules, each member with its whole body, and all those together that came together: where they
 * are many and small, one by one costs more than reading them. Holds one chunk of the source, and a member that is longer.
 */
export async function* readTarInBatches(
  source: AsyncIterable<Uint8Array>,
  limits: TarLimits,
): AsyncGenerator<readonly WholeMember[], void, undefined> {
  await using reader = byteReader(source);
  const archive: Archive = { reader, limits, at: 0, members: 0 };
  for (let wanted = BLOCK_BYTES; ; ) {
    const { members, next } = wholeMembers(archive, await hold(archive, wanted));
    if (members.length > 0) yield members;
    if (next === "end") return await expectEnd(archive);
    wanted = next;
  }
}

type Archive = {
  readonly reader: ByteReader;
  readonly limits: TarLimits;
  /** How many bytes and members were passed. */
  at: number;
  members: number;
};
type Body = { left: number };

/** `next`: how many bytes the first member that is not whole takes at least; or that none follows. */
type Batch = { readonly members: readonly WholeMember[]; readonly next: number | "end" };

function wholeMembers(archive: Archive, held: Uint8Array): Batch {
  const members: WholeMember[] = [];
  for (let rest = held; ; ) {
    const head = parseTarHead(rest, archive.at);
    if (head.kind === "end") return { members, next: "end" };
    if (head.kind === "unfinished") return { members, next: head.bytes };
    const { member } = head;
    const end = head.bytes + member.bytes;
    const bytes = end + paddingOf(member.bytes);
    if (rest.length < bytes) {
      requireWithin(archive, member);
      return { members, next: bytes };
    }
    admit(archive, member);
    pass(archive, bytes);
    members.push({ ...member, content: rest.subarray(head.bytes, end), blocks: rest.subarray(0, bytes) });
    rest = rest.subarray(bytes);
  }
}

function admit(archive: Archive, member: TarMember): void {
  requireWithin(archive, member);
  archive.members++;
}

function requireWithin({ limits, members }: Archive, { path, bytes }: TarMember): void {
  if (members >= limits.members) throw overLimit(`more than ${limits.members} members`);
  if (bytes > limits.memberBytes) throw overLimit(`${quoted(path)} of ${bytes} bytes`);
}

async function* bodyOf(archive: Archive, body: Body): AsyncGenerator<Uint8Array, void, undefined> {
  while (body.left > 0) {
    const part = (await hold(archive, 1)).subarray(0, body.left);
    body.left -= part.length;
    pass(archive, part.length);
    yield part;
  }
}

async function discard(archive: Archive, count: number): Promise<void> {
  for (let left = count; left > 0; ) {
    const part = Math.min(left, (await hold(archive, 1)).length);
    left -= part;
    pass(archive, part);
  }
}

/** Behind the first zero block only zeros may follow, one block of them at least. */
async function expectEnd(archive: Archive): Promise<void> {
  pass(archive, BLOCK_BYTES);
  if (!isZero((await hold(archive, BLOCK_BYTES)).subarray(0, BLOCK_BYTES))) {
    throw malformed(archive.at, "bytes behind the end of the archive");
  }
  for (;;) {
    const rest = (await archive.reader.hold(1)).subarray(0, 64 * 1024);
    if (rest.length === 0) return;
    if (!isZero(rest)) throw malformed(archive.at, "bytes behind the end of the archive");
    pass(archive, rest.length);
  }
}

/** What has come of the archive and was not passed, `count` bytes at least. */
async function hold({ reader, at }: Archive, count: number): Promise<Uint8Array> {
  const held = await reader.hold(count);
  if (held.length < count) throw truncated(at + held.length);
  return held;
}

function pass(archive: Archive, count: number): void {
  archive.reader.skip(count);
  archive.at += count;
  if (archive.at > archive.limits.totalBytes) throw overLimit(`more than ${archive.limits.totalBytes} bytes`);
}

function truncated(at: number): ArchiveError {
  return new ArchiveError("truncated", `the tar archive ends in the middle, after byte ${at}`);
}
