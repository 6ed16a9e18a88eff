import {
  ArchiveError,
  decompress,
  quoted,
  readTarInBatches,
  type TarLimits,
  type TarMember,
  type WholeMember,
} from "../archive/index.ts";

/** What a database has about one package: views of what was read, so that whoever keeps them copies them. */
export type RawEntry = {
  readonly directory: string;
  readonly desc: Uint8Array;
  /** null where it is no files database. */
  readonly files: Uint8Array | null;
  /** All that stands in its folder, and the folder, in the archive's order. */
  readonly members: readonly WholeMember[];
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
  for await (const entries of readRawEntries(source, () => true)) {
    for (const entry of entries) {
      const syncPackage = toSyncPackage(entry);
      const { pkgname } = syncPackage;
      if (seen.has(pkgname)) throw malformed(`it has the package ${quoted(pkgname)} twice`);
      seen.add(pkgname);
      yield syncPackage;
    }
  }
}

function toSyncPackage(entry: RawEntry): SyncPackage {
  const desc = textOf(entry.desc);
  const files = entry.files && valuesOf("FILES", textOf(entry.files));
  const [provides, replaces] = [valuesOf("PROVIDES", desc), valuesOf("REPLACES", desc)];
  return { ...describe(entry), provides, replaces, files };
}

/** Every entry whose folder `wanted` takes, in the archive's order, together with those that came with it. */
export async function* readRawEntries(
  source: AsyncIterable<Uint8Array>,
  wanted: (directory: string) => boolean,
): AsyncGenerator<readonly RawEntry[], void, undefined> {
  let open: OpenEntry = { directory: "", isWanted: false, members: [] };
  for await (const members of readTarInBatches(decompress(source), DATABASE_LIMITS)) {
    const entries: RawEntry[] = [];
    for (const member of members) {
      const directory = directoryOf(member);
      if (directory !== open.directory) {
        if (open.members.length > 0) entries.push(toEntry(open));
        open = { directory, isWanted: wanted(directory), members: [] };
      }
      if (open.isWanted) open.members.push(member);
    }
    yield entries;
  }
  if (open.members.length > 0) yield [toEntry(open)];
}

/** Name and version of an entry; throws an ArchiveError where they do not make its folder's name. */
export function describe(entry: Pick<RawEntry, "directory" | "desc">): {
  readonly pkgname: string;
  readonly version: string;
} {
  const desc = textOf(entry.desc);
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

type OpenEntry = {
  readonly directory: string;
  readonly isWanted: boolean;
  readonly members: WholeMember[];
};

function directoryOf({ path }: TarMember): string {
  const slash = path.indexOf("/");
  const isDeeper = slash >= 0 && path.includes("/", slash + 1);
  if (slash === 0 || isDeeper) throw malformed(`an unexpected member ${quoted(path)}`);
  return slash < 0 ? path : path.slice(0, slash);
}

function toEntry({ directory, members }: OpenEntry): RawEntry {
  const contentOf = (name: string) =>
    members.findLast(({ type, path }) => type === "file" && path === `${directory}/${name}`)?.content;
  const desc = contentOf("desc");
  if (!desc) throw malformed(`the entry ${quoted(directory)} has no desc`);
  return { directory, desc, files: contentOf("files") ?? null, members };
}

function textOf({ buffer, byteOffset, length }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, length).toString();
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
