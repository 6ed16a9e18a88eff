import { createReadStream } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import path from "node:path";
import type { Manifest, PublishedEntry } from "../../documents/index.ts";
import { together } from "../../in-parallel/index.ts";
import {
  type DatabaseEntry,
  databaseEntry,
  type WrittenDatabases,
  writeDatabases,
} from "../../repository/index.ts";
import type { Signer } from "../../signing/index.ts";
import type { Store } from "../../store/index.ts";
import { publishedNames } from "../deciding/names.ts";
import { GENERATION_HEADERS } from "../objects/headers.ts";
import { putAfter } from "../objects/last-modified.ts";
import { signatureKey } from "../objects/signatures.ts";
import { download } from "../objects/stored-object.ts";
import type { CandidatePackage } from "../publication.ts";
import { PublishingError } from "../publishing-error.ts";
import type { Published } from "../state/published.ts";
import { storedEntries } from "./restore-databases.ts";
import { wellKnown } from "./well-known.ts";

export type Generation = {
  readonly repositoryName: string;
  /** Folder of the databases in the store: `gen/12-9f3c…/`. */
  readonly database: string;
  readonly published: Published | null;
  readonly entries: readonly PublishedEntry[];
  readonly added: readonly CandidatePackage[];
  /** Whether all of it is read from the packages, since the databases before it are damaged. */
  readonly writesAnew: boolean;
  /** A folder of this machine for what is on its way. */
  readonly workspace: string;
  /** What the databases are signed with; null: they are not. */
  readonly databaseKey: Signer | null;
  readonly date: Date;
};

export type PlacedDatabases = {
  readonly databases: Manifest["databases"];
  readonly notes: readonly string[];
};

/**
 * Writes the databases of a generation from those before it and the packages added, and puts them into its folder,
 * which nobody reads before the state names it.
 */
export async function placeDatabases(store: Store, generation: Generation): Promise<PlacedDatabases> {
  const folder = await mkdtemp(path.join(generation.workspace, "databases-"));
  const written = await write(store, generation, folder);
  requirePlanned(written, generation.entries);
  const served = await lastServed(store, generation.published);
  const place = async (kind: "db" | "files") => {
    const { file, sha256, bytes } = written[kind];
    const key = `${generation.database}${generation.repositoryName}.${kind}`;
    const body = { file, bytes };
    const note = await putAfter(store, { key, body, headers: GENERATION_HEADERS, served });
    const signature = await generation.databaseKey?.sign(body, generation.date);
    if (signature) await store.put(signatureKey(key), signature, GENERATION_HEADERS);
    return { note, stored: { sha256, bytes } };
  };
  const [files, db] = await together(place("files"), place("db"));
  const notes = [files.note, db.note].filter((note) => note !== null);
  return { databases: { db: db.stored, files: files.stored }, notes };
}

async function write(store: Store, generation: Generation, folder: string): Promise<WrittenDatabases> {
  const { repositoryName, published, entries, added, writesAnew } = generation;
  const names = publishedNames(entries);
  const built = added.map(({ built, published: { object } }) => databaseEntry(built.contents, object));
  return await writeDatabases({
    name: repositoryName,
    base: writesAnew ? null : published && (await baseOf(store, published, folder)),
    keep: (pkgname) => names.has(pkgname),
    add: writesAnew ? [...(await keptEntries(store, generation, folder)), ...built] : built,
    folder,
  });
}

/** Of packages that are in the store already. */
async function keptEntries(
  store: Store,
  { entries, added }: Generation,
  folder: string,
): Promise<readonly DatabaseEntry[]> {
  const own = new Set(added.map(({ published }) => published.object));
  const packages = [...publishedNames(entries).values()].map(({ published }) => published);
  return await storedEntries(
    store,
    packages.filter(({ object }) => !own.has(object)),
    folder,
  );
}

/** The files database before this one, checked: what is damaged must not be carried on. */
async function baseOf(
  store: Store,
  published: Published,
  folder: string,
): Promise<AsyncIterable<Uint8Array>> {
  const { target, expected } = wellKnown(published).files;
  const base = await mkdtemp(path.join(folder, "base-"));
  return createReadStream(await download(store, { key: target, expected, folder: base }));
}

/** Throws unless the databases hold exactly what the manifest will say (security.md case 74). */
function requirePlanned({ packages }: WrittenDatabases, entries: readonly PublishedEntry[]): void {
  const planned = [...publishedNames(entries).values()].map(({ published }) => label(published)).sort();
  const written = packages.map(label).sort();
  const different = planned.find((one, index) => one !== written[index]) ?? written[planned.length];
  if (different === undefined) return;
  throw new PublishingError(
    "loss",
    `the new database and the new manifest differ at ${different}: nothing was changed; ` +
      "this is a fault of autorepo or of the published database, look with `scripts/autorepo verify`",
  );
}

function label({ pkgname, version }: { readonly pkgname: string; readonly version: string }): string {
  return `${pkgname} ${version}`;
}

/** The latest time that clients may have seen on a database. */
async function lastServed(store: Store, published: Published | null): Promise<Date | null> {
  if (published === null) return null;
  const { db, files } = wellKnown(published);
  const keys = [db, files].flatMap(({ key, target }) => [key, target]);
  const stats = await together(...keys.map((key) => store.stat(key)));
  return new Date(Math.max(...stats.map((stat) => stat?.modified.getTime() ?? 0)));
}
