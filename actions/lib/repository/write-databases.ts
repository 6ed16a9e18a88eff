import { join } from "node:path";
import { ArchiveError, type HeldTarSource, quoted, tarBlocks } from "../archive/index.ts";
import type { DatabaseEntry } from "./database-entry.ts";
import { type DatabaseFile, openDatabaseFile, type WrittenDatabase } from "./database-file.ts";
import { describe, pkgnameOf, type RawEntry, readRawEntries } from "./read-database.ts";

export type WrittenDatabases = {
  /** `<name>.db`: what pacman -Sy fetches. */
  readonly db: WrittenDatabase;
  /** `<name>.files`: what pacman -Fy fetches, and the base of the next. */
  readonly files: WrittenDatabase;
  /** What really is in them, for the caller to compare with what it planned. */
  readonly packages: readonly { readonly pkgname: string; readonly version: string }[];
};

/**
 * Writes both databases of a repository into `folder`: the entries of `base` (the previous `.files`) that
 * `keep` takes, with those of `add` put in or in place of entries of the same name. Kept entries are spliced
 * block by block as they are, and none is held longer than it takes to write it. The same entries make the same
 * bytes whatever the history. Throws an ArchiveError for a damaged base and for a name that comes twice.
 */
export async function writeDatabases(options: {
  readonly name: string;
  readonly base: AsyncIterable<Uint8Array> | null;
  readonly keep: (pkgname: string) => boolean;
  readonly add: readonly DatabaseEntry[];
  readonly folder: string;
}): Promise<WrittenDatabases> {
  const added = options.add.map(toWritten).sort((a, b) => compare(a.directory, b.directory));
  const replaced = new Set(added.map(({ pkgname }) => pkgname));
  const kept = (directory: string) => {
    const pkgname = pkgnameOf(directory);
    return !replaced.has(pkgname) && options.keep(pkgname);
  };
  const base = options.base ? readRawEntries(options.base, kept) : none();
  const path = (kind: string) => join(options.folder, `${options.name}.${kind}`);
  await using files = openDatabaseFile(path("files"));
  await using db = openDatabaseFile(path("db"));
  const versions = new Map<string, string>();
  for await (const entries of merged(base, added)) {
    for (const entry of entries) register(versions, entry);
    await writeInto({ files, db }, entries);
  }
  const packages = [...versions].map(([pkgname, version]) => ({ pkgname, version }));
  return { db: await db.finish(), files: await files.finish(), packages };
}

/** An entry as both databases hold it. */
type WrittenEntry = {
  readonly directory: string;
  readonly pkgname: string;
  readonly version: string;
  /** Of the folder and its desc, which are all of it in the smaller database. */
  readonly descBlocks: readonly Uint8Array[];
  readonly filesBlocks: readonly Uint8Array[];
};

function toWritten({ directory, desc, files }: DatabaseEntry): WrittenEntry {
  const entry = { directory, desc: Buffer.from(desc), files: Buffer.from(files) };
  return { directory, ...describe(entry), ...newBlocks(entry) };
}

/** Of an entry that we wrote its own blocks, so that no header is made again; of one that others wrote new ones. */
function toSpliced(entry: RawEntry): WrittenEntry {
  const [folder, desc, files, more] = entry.members;
  const isOurs =
    folder?.type === "directory" && desc?.content === entry.desc && files?.content === entry.files && !more;
  const blocks = isOurs
    ? { descBlocks: [folder.blocks, desc.blocks], filesBlocks: [files.blocks] }
    : newBlocks(entry);
  return { directory: entry.directory, ...describe(entry), ...blocks };
}

function newBlocks({
  directory,
  desc,
  files,
}: Pick<RawEntry, "directory" | "desc" | "files">): Pick<WrittenEntry, "descBlocks" | "filesBlocks"> {
  const folder: HeldTarSource = { type: "directory", path: directory, mode: 0o755 };
  const file = (name: string, content: Uint8Array) =>
    tarBlocks({ type: "file", path: `${directory}/${name}`, mode: 0o644, content });
  return {
    descBlocks: [...tarBlocks(folder), ...file("desc", desc)],
    filesBlocks: file("files", files ?? Buffer.from("%FILES%\n")),
  };
}

async function* none(): AsyncGenerator<readonly RawEntry[], void, undefined> {}

/** Both are sorted by folder, since that is how bases are written. */
async function* merged(
  base: AsyncIterable<readonly RawEntry[]>,
  added: readonly WrittenEntry[],
): AsyncGenerator<readonly WrittenEntry[], void, undefined> {
  let next = 0;
  for await (const entries of base) {
    const batch: WrittenEntry[] = [];
    for (const entry of entries) {
      for (; next < added.length; next++) {
        const candidate = added[next];
        if (!candidate || compare(candidate.directory, entry.directory) > 0) break;
        batch.push(candidate);
      }
      batch.push(toSpliced(entry));
    }
    yield batch;
  }
  yield added.slice(next);
}

/** pkgname and version are ASCII, so that this is the order of their bytes. */
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function register(versions: Map<string, string>, { pkgname, version }: WrittenEntry): void {
  if (versions.has(pkgname)) {
    throw new ArchiveError("forbidden", `the database would hold ${quoted(pkgname)} twice`);
  }
  versions.set(pkgname, version);
}

async function writeInto(
  { files, db }: { readonly files: DatabaseFile; readonly db: DatabaseFile },
  entries: readonly WrittenEntry[],
): Promise<void> {
  await Promise.all([
    files.write(entries.flatMap(({ descBlocks, filesBlocks }) => [...descBlocks, ...filesBlocks])),
    db.write(entries.flatMap(({ descBlocks }) => descBlocks)),
  ]);
}
