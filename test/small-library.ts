/**
 * The smallest shared library (elf(5)) of a name, or without one, that needs others: all of it in one segment at
 * address 0. Nothing can run it; what reads what packages link can read it.
 */
export function smallLibrary(linked: { soname?: string; needed?: readonly string[] }): Buffer {
  const names = [...(linked.soname === undefined ? [] : [linked.soname]), ...(linked.needed ?? [])];
  const places = names.map((_, index) => names.slice(0, index).reduce((at, name) => at + name.length + 1, 1));
  const strings = Buffer.from(`\0${names.map((name) => `${name}\0`).join("")}`);
  const tags = names.map((_, index) => (index === 0 && linked.soname !== undefined ? DT_SONAME : DT_NEEDED));
  const dynamicBytes = (tags.length + 2) * 16;
  const stringsAt = HEADER_BYTES + 2 * SEGMENT_BYTES + dynamicBytes;
  const bytes = Buffer.alloc(stringsAt + strings.length);
  writeHeader(bytes);
  writeSegment(bytes, { at: HEADER_BYTES, type: PT_LOAD, offset: 0, size: bytes.length });
  const dynamicAt = HEADER_BYTES + 2 * SEGMENT_BYTES;
  const dynamic = { type: PT_DYNAMIC, offset: dynamicAt, size: dynamicBytes };
  writeSegment(bytes, { at: HEADER_BYTES + SEGMENT_BYTES, ...dynamic });
  const values = [DT_STRTAB, stringsAt, ...tags.flatMap((tag, index) => [tag, places[index] ?? 0]), 0, 0];
  for (const [index, value] of values.entries()) bytes.writeBigUInt64LE(BigInt(value), dynamicAt + index * 8);
  strings.copy(bytes, stringsAt);
  return bytes;
}

const [HEADER_BYTES, SEGMENT_BYTES] = [64, 56];
const [PT_LOAD, PT_DYNAMIC] = [1, 2];
const [DT_NEEDED, DT_STRTAB, DT_SONAME] = [1, 5, 14];

/** 64 bit, little endian, ET_DYN, EM_X86_64, two program headers behind this one. */
function writeHeader(bytes: Buffer): void {
  bytes.write("\x7fELF\x02\x01\x01", 0, "latin1");
  bytes.writeUInt16LE(3, 16);
  bytes.writeUInt16LE(62, 18);
  bytes.writeBigUInt64LE(BigInt(HEADER_BYTES), 32);
  bytes.writeUInt16LE(SEGMENT_BYTES, 54);
  bytes.writeUInt16LE(2, 56);
}

type Segment = {
  readonly at: number;
  readonly type: number;
  readonly offset: number;
  readonly size: number;
};

function writeSegment(bytes: Buffer, { at, type, offset, size }: Segment): void {
  bytes.writeUInt32LE(type, at);
  bytes.writeBigUInt64LE(BigInt(offset), at + 8);
  bytes.writeBigUInt64LE(BigInt(offset), at + 16);
  bytes.writeBigUInt64LE(BigInt(size), at + 32);
  bytes.writeBigUInt64LE(BigInt(size), at + 40);
}
