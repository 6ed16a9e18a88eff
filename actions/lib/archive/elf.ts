/** Random access to a file's bytes; fewer than asked for where the file ends. */
export type FileBytes = (offset: number, count: number) => Promise<Buffer>;

/** What the dynamic linker is told by a file of x86_64 (64) or i686 (32). */
export type DynamicFacts = {
  readonly bits: 64 | 32;
  /** DT_SONAME; null for programs and plugins. */
  readonly soname: string | null;
  /** DT_NEEDED, in order. */
  readonly needed: readonly string[];
  /** Folders of DT_RPATH and DT_RUNPATH as written: `$ORIGIN/../lib`. */
  readonly searches: readonly string[];
};

/**
 * Reads DT_SONAME, DT_NEEDED, DT_RPATH and DT_RUNPATH; null for what is no dynamically linked file of our
 * architectures, also for damaged ones: a linker makes nothing of them either. Bounded by the limits below.
 * Layout: System V ABI, chapters 4 and 5; elf(5).
 */
export async function readDynamicFacts(bytes: FileBytes): Promise<DynamicFacts | null> {
  const layout = layoutOf(await bytes(0, 64));
  if (!layout) return null;
  const segments = await readSegments(bytes, layout);
  const dynamic = segments.find((segment) => segment.type === PT_DYNAMIC);
  if (!dynamic) return null;
  const table = await bytes(dynamic.offset, Math.min(dynamic.fileBytes, DYNAMIC_BYTES));
  const tags = readTags(table, layout.bits);
  const strings = fileOffset(segments, tagValue(tags, DT_STRTAB));
  if (strings === null) return null;
  const namesOf = (...kinds: readonly number[]) => readNames(bytes, strings, { tags, kinds });
  const [soname] = await namesOf(DT_SONAME);
  const paths = await namesOf(DT_RPATH, DT_RUNPATH);
  return {
    bits: layout.bits,
    soname: soname ?? null,
    needed: await namesOf(DT_NEEDED),
    searches: paths.flatMap((path) => path.split(":")).filter((path) => path !== ""),
  };
}

const MAX_SEGMENTS = 256;
const DYNAMIC_BYTES = 64 * 1024;
const MAX_NAMES = 1024;
/** NAME_MAX for libraries; search paths are longer. */
const NAME_BYTES = 4096;

const PT_LOAD = 1;
const PT_DYNAMIC = 2;
const DT_NEEDED = 1;
const DT_STRTAB = 5;
const DT_SONAME = 14;
const DT_RPATH = 15;
const DT_RUNPATH = 29;
const EM_386 = 3;
const EM_X86_64 = 62;

type Layout = {
  readonly bits: 64 | 32;
  readonly programHeaders: number;
  readonly entryBytes: number;
  readonly entries: number;
};
type Segment = {
  readonly type: number;
  readonly offset: number;
  readonly address: number;
  readonly fileBytes: number;
};
type Tag = { readonly kind: number; readonly value: number };

function layoutOf(header: Buffer): Layout | null {
  if (header.length < 52 || header.toString("latin1", 0, 4) !== "\x7fELF") return null;
  const [elfClass, encoding] = [header[4], header[5]];
  const machine = header.readUInt16LE(18);
  if (encoding !== 1) return null;
  if (elfClass === 2 && machine === EM_X86_64 && header.length === 64) {
    const programHeaders = safeNumber(header.readBigUInt64LE(32));
    return {
      bits: 64,
      programHeaders,
      entryBytes: header.readUInt16LE(54),
      entries: header.readUInt16LE(56),
    };
  }
  if (elfClass === 1 && machine === EM_386) {
    const programHeaders = header.readUInt32LE(28);
    return {
      bits: 32,
      programHeaders,
      entryBytes: header.readUInt16LE(42),
      entries: header.readUInt16LE(44),
    };
  }
  return null;
}

async function readSegments(bytes: FileBytes, layout: Layout): Promise<readonly Segment[]> {
  const least = layout.bits === 64 ? 56 : 32;
  const { entryBytes, entries } = layout;
  if (entryBytes < least || entryBytes > 1024 || entries > MAX_SEGMENTS) return [];
  const table = await bytes(layout.programHeaders, entryBytes * entries);
  const whole = Math.floor(table.length / entryBytes);
  return Array.from({ length: whole }, (_, i) => {
    const row = table.subarray(i * entryBytes, (i + 1) * entryBytes);
    return layout.bits === 64 ? segment64(row) : segment32(row);
  });
}

function segment64(row: Buffer): Segment {
  return {
    type: row.readUInt32LE(0),
    offset: safeNumber(row.readBigUInt64LE(8)),
    address: safeNumber(row.readBigUInt64LE(16)),
    fileBytes: safeNumber(row.readBigUInt64LE(32)),
  };
}

function segment32(row: Buffer): Segment {
  return {
    type: row.readUInt32LE(0),
    offset: row.readUInt32LE(4),
    address: row.readUInt32LE(8),
    fileBytes: row.readUInt32LE(16),
  };
}

/** Up to DT_NULL, which ends the table. */
function readTags(table: Buffer, bits: 64 | 32): readonly Tag[] {
  const width = bits / 8;
  const tags: Tag[] = [];
  for (let at = 0; at + 2 * width <= table.length; at += 2 * width) {
    const word = (offset: number) =>
      bits === 64 ? safeNumber(table.readBigUInt64LE(offset)) : table.readUInt32LE(offset);
    const kind = word(at);
    if (kind === 0) break;
    tags.push({ kind, value: word(at + width) });
  }
  return tags;
}

function tagValue(tags: readonly Tag[], kind: number): number | null {
  return tags.find((tag) => tag.kind === kind)?.value ?? null;
}

/** Where in the file an address of the loaded image lies. */
function fileOffset(segments: readonly Segment[], address: number | null): number | null {
  if (address === null) return null;
  const load = segments.find(
    ({ type, address: start, fileBytes }) =>
      type === PT_LOAD && address >= start && address < start + fileBytes,
  );
  return load ? load.offset + (address - load.address) : null;
}

async function readNames(
  bytes: FileBytes,
  strings: number,
  wanted: { readonly tags: readonly Tag[]; readonly kinds: readonly number[] },
): Promise<readonly string[]> {
  const names: string[] = [];
  for (const tag of wanted.tags) {
    if (!wanted.kinds.includes(tag.kind) || names.length >= MAX_NAMES) continue;
    const name = await readName(bytes, strings + tag.value);
    if (name) names.push(name);
  }
  return names;
}

/** Names with bytes that no linker's configuration has are left out, so that none reaches a report. */
async function readName(bytes: FileBytes, offset: number): Promise<string | null> {
  const window = await bytes(offset, NAME_BYTES);
  const end = window.indexOf(0);
  const name = window.toString("latin1", 0, Math.max(end, 0));
  return /^[\x21-\x7e]+$/.test(name) ? name : null;
}

/** Beyond 2^53 no file reaches; reading there gives nothing. */
function safeNumber(value: bigint): number {
  return value > Number.MAX_SAFE_INTEGER ? Number.MAX_SAFE_INTEGER : Number(value);
}
