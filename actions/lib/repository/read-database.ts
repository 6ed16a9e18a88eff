import {
  ArchiveError,
  decompress,
  quoted,
  readTar,
  type TarEntry,
  type TarLimits,
} from "../archive/index.ts";

/** The texts of one package in a database; `files` null where it is no files database. */
export type RawEntry = {
  readonly directory: string;
  readonly desc: Buffer;
  readonly files: Buffer | null;
};

/** What a database says about a package that others may depend on. */
export type SyncPackage = {
  readonly pkgname: string;
  /** `[epoch:]pkgver-pkgrel`. */
  readonly version: string;
  readonly provides: readonly string[];
  readonly replaces: readonly string[];
  /** Paths as listed, folders end with a slash; null where it is no files database. */
  readonly files: readonly string[] | null;
};

/**
 * Reads a sync database (`core.db`) or files database (`extra.files`), zstd or gzip, package by package.
 * Throws an ArchiveError where it is damaged, over its limits, or names a package twice.
 * Format: alpm-repo-db(7), libalpm's sync_db_read.
 */
export async function* readSyncDatabase(
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<SyncPackage, void, undefined> {
  const seen = new Set<string>();
  for await (const entry of readRawEntries(source, () => true)) {
    const { pkgname, version } = describe(entry);
    if (seen.has(pkgname)) throw malformed(`it has the package ${quoted(pkgname)} twice`);
    seen.add(pkgname);
    const files = entry.files && valuesOf("FILES", entry.files.toString());
    const desc = entry.desc.toString();
    const [provides, replaces] = [valuesOf("PROVIDES", desc), valuesOf("REPLACES", desc)];
    yield { pkgname, version, provides, replaces, files };
  }
}

/** Every entry whose folder `wanted` takes, in the archive's order; bodies of others are skipped. */
export async function* readRawEntries(
  source: AsyncIterable<Uint8Array>,
  wanted: (directory: string) => boolean,
): AsyncGenerator<RawEntry, void, undefined> {
  let open = { directory: "", texts: new Map<string, Buffer>() };
  for await (const member of readTar(decompress(source), DATABASE_LIMITS)) {
    const { directory, name } = partsOf(member);
    if (directory !== open.directory) {
      if (open.texts.size > 0) yield toEntry(open);
      open = { directory, texts: new Map() };
    }
    if (!["desc", "files"].includes(name) || member.type !== "file" || !wanted(directory)) continue;
    open.texts.set(name, await member.content());
  }
  if (open.texts.size > 0) yield toEntry(open);
}

/** Name and version of an entry; throws an ArchiveError where they do not make its folder's name. */
export function describe(entry: RawEntry): {
  readonly pkgname: string;
  readonly version: string;
} {
  const desc = entry.desc.toString();
  const [[pkgname], [version]] = [valuesOf("NAME", desc), valuesOf("VERSION", desc)];
  if (!pkgname || !version || entry.directory !== `${pkgname}-${version}`) {
    throw malformed(`the entry ${quoted(entry.directory)} describes ${quoted(`${pkgname}-${version}`)}`);
  }
  return { pkgname, version };
}

/** The package's name in `<pkgname>-<pkgver>-<pkgrel>`. */
export function pkgnameOf(directory: string): string {
  return directory.replace(/-[^-]*-[^-]*$/, "");
}

/** Arch's extra.files: 15,000 packages, 45,000 members, 0.5 GB; its largest list 20 MB. */
const DATABASE_LIMITS: TarLimits = {
  members: 500_000,
  memberBytes: 128 * 1024 ** 2,
  totalBytes: 8 * 1024 ** 3,
};

function partsOf(member: TarEntry): { readonly directory: string; readonly name: string } {
  const [directory = "", name = "", ...deeper] = member.path.split("/");
  if (directory === "" || deeper.length > 0) throw malformed(`an unexpected member ${quoted(member.path)}`);
  return { directory, name };
}

function toEntry(open: { directory: string; texts: ReadonlyMap<string, Buffer> }): RawEntry {
  const desc = open.texts.get("desc");
  if (!desc) throw malformed(`the entry ${quoted(open.directory)} has no desc`);
  return { directory: open.directory, desc, files: open.texts.get("files") ?? null };
}

/** Of a field, whose last block counts: `%FIELD%`, its values one a line, an empty line. */
function valuesOf(field: string, text: string): readonly string[] {
  const heading = `%${field}%\n`;
  const last = text.lastIndexOf(`\n\n${heading}`);
  if (last < 0 && !text.startsWith(heading)) return [];
  const start = last < 0 ? heading.length : last + 2 + heading.length;
  const end = text.indexOf("\n\n", start);
  const values = text.slice(start, end < 0 ? text.length : end).trim();
  return values === "" ? [] : values.split("\n");
}

function malformed(what: string): ArchiveError {
  return new ArchiveError("malformed", `not a valid repository database: ${what}`);
}
