import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { constants, createZstdCompress } from "node:zlib";
import { ArchiveError, quoted, type TarSource, writeTar } from "../archive/index.ts";
import type { StoredObject } from "../documents/index.ts";
import type { DatabaseEntry } from "./database-entry.ts";
import { describe, pkgnameOf, type RawEntry, readRawEntries } from "./read-database.ts";

/** A database as it lies on disk. */
export type WrittenDatabase = StoredObject & { readonly file: string };

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
 * as they are, one at a time; only their `desc` texts are in memory together. The same entries make the same
 * bytes whatever the history. Throws an ArchiveError for a damaged base and for a name that comes twice.
 */
export async function writeDatabases(options: {
  readonly name: string;
  readonly base: AsyncIterable<Uint8Array> | null;
  readonly keep: (pkgname: string) => boolean;
  readonly add: readonly DatabaseEntry[];
  readonly folder: string;
}): Promise<WrittenDatabases> {
  const added = options.add.map(toRaw).sort((a, b) => compare(a.directory, b.directory));
  const replaced = new Set(added.map((entry) => describe(entry).pkgname));
  const kept = (directory: string) => {
    const pkgname = pkgnameOf(directory);
    return !replaced.has(pkgname) && options.keep(pkgname);
  };
  const base = options.base ? readRawEntries(options.base, kept) : none();
  const written: DescribedEntry[] = [];
  const versions = new Map<string, string>();
  const path = (kind: string) => join(options.folder, `${options.name}.${kind}`);
  const files = await writeArchive(path("files"), filesMembers(merged(base, added), { written, versions }));
  const db = await writeArchive(path("db"), written.flatMap(descMembers));
  const packages = [...versions].map(([pkgname, version]) => ({ pkgname, version }));
  return { db, files, packages };
}

function toRaw(entry: DatabaseEntry): RawEntry {
  return {
    directory: entry.directory,
    desc: Buffer.from(entry.desc),
    files: Buffer.from(entry.files),
  };
}

async function* none(): AsyncGenerator<RawEntry, void, undefined> {}

/** Both are sorted by folder, since that is how bases are written. */
async function* merged(
  base: AsyncIterable<RawEntry>,
  added: readonly RawEntry[],
): AsyncGenerator<RawEntry, void, undefined> {
  let next = 0;
  for await (const entry of base) {
    for (; next < added.length; next++) {
      const candidate = added[next];
      if (!candidate || compare(candidate.directory, entry.directory) > 0) break;
      yield candidate;
    }
    yield entry;
  }
  yield* added.slice(next);
}

/** pkgname and version are ASCII, so that this is the order of their bytes. */
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** With bytes of its own: a view would keep all that it was read with. */
type DescribedEntry = { readonly directory: string; readonly desc: Uint8Array };

async function* filesMembers(
  entries: AsyncIterable<RawEntry>,
  seen: { readonly written: DescribedEntry[]; readonly versions: Map<string, string> },
): AsyncGenerator<TarSource, void, undefined> {
  for await (const entry of entries) {
    const { pkgname, version } = describe(entry);
    if (seen.versions.has(pkgname)) {
      throw new ArchiveError("forbidden", `the database would hold ${quoted(pkgname)} twice`);
    }
    seen.versions.set(pkgname, version);
    seen.written.push({ directory: entry.directory, desc: new Uint8Array(entry.desc) });
    yield* descMembers(entry);
    yield file(`${entry.directory}/files`, entry.files ?? Buffer.from("%FILES%\n"));
  }
}

function descMembers(entry: DescribedEntry): readonly TarSource[] {
  const folder: TarSource = { type: "directory", path: entry.directory, mode: 0o755 };
  return [folder, file(`${entry.directory}/desc`, entry.desc)];
}

function file(path: string, content: Uint8Array): TarSource {
  return { type: "file", path, mode: 0o644, content };
}

async function writeArchive(
  path: string,
  members: Iterable<TarSource> | AsyncIterable<TarSource>,
): Promise<WrittenDatabase> {
  const hash = createHash("sha256");
  let bytes = 0;
  const zstd = createZstdCompress({ params: { [constants.ZSTD_c_checksumFlag]: 1 } });
  await pipeline(
    writeTar(members),
    zstd,
    async function* counted(chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        bytes += chunk.length;
        yield chunk;
      }
    },
    createWriteStream(path, { mode: 0o644 }),
  );
  return { file: path, sha256: hash.digest("hex"), bytes };
}
