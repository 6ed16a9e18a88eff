import { mkdtemp } from "node:fs/promises";
import path from "node:path";
import { ArchiveError } from "../../archive/index.ts";
import type { PublishedPackage } from "../../documents/index.ts";
import {
  type DatabaseEntry,
  databaseEntry,
  type WrittenDatabases,
  writeDatabases,
} from "../../repository/index.ts";
import type { ReadableStore, Store } from "../../store/index.ts";
import { publishedNames } from "../deciding/names.ts";
import { GENERATION_HEADERS } from "../objects/headers.ts";
import { digestOf } from "../objects/stored-object.ts";
import { withStoredPackage } from "../objects/stored-package.ts";
import { PublishingError } from "../publishing-error.ts";
import type { Published } from "../state/published.ts";
import { type WellKnown, wellKnown } from "./well-known.ts";

export type RestoredDatabases = {
  /** Keys of those that were put back. */
  readonly restored: readonly string[];
  /**
   * How they are now. "other bytes": these packages do not make them as they were, only other ones of the same contents.
   * "packages lost": they cannot be made, since packages are gone or damaged too.
   */
  readonly databases: "whole" | "other bytes" | "packages lost";
};

/**
 * Puts databases of the published generation back that are gone or damaged. The same packages make the same databases, but for
 * another release of zstd: what would have other bytes is left out.
 */
export async function restoreDatabases(
  store: Store,
  published: Published,
  workspace: string,
): Promise<RestoredDatabases> {
  const damaged = await damagedDatabases(store, published);
  if (damaged.length === 0) return { restored: [], databases: "whole" };
  const folder = await mkdtemp(path.join(workspace, "restored-"));
  const written = await writtenAnew(store, published, folder);
  if (written === null) return { restored: [], databases: "packages lost" };
  const restored: string[] = [];
  for (const [kind, { target, expected }] of damaged) {
    const { file, sha256, bytes } = written[kind];
    if (sha256 !== expected.sha256) continue;
    await store.put(target, { file, bytes }, GENERATION_HEADERS);
    restored.push(target);
  }
  return { restored, databases: restored.length === damaged.length ? "whole" : "other bytes" };
}

async function damagedDatabases(
  store: Store,
  published: Published,
): Promise<readonly (readonly ["db" | "files", WellKnown])[]> {
  const { db, files } = wellKnown(published);
  const isDamaged = async ({ target, expected }: WellKnown) =>
    (await digestOf(store, target))?.sha256 !== expected.sha256;
  return [
    ...((await isDamaged(db)) ? [["db", db] as const] : []),
    ...((await isDamaged(files)) ? [["files", files] as const] : []),
  ];
}

async function writtenAnew(
  store: Store,
  { state, manifest }: Published,
  folder: string,
): Promise<WrittenDatabases | null> {
  try {
    const packages = [...publishedNames(manifest.entries).values()].map(({ published }) => published);
    const add = await storedEntries(store, packages, folder);
    return await writeDatabases({ name: state.repository, base: null, keep: () => true, add, folder });
  } catch (error) {
    if (error instanceof PublishingError || error instanceof ArchiveError) return null;
    throw error;
  }
}

/** What a database says of packages, read from the packages that the store holds. Throws where one is gone or another. */
export async function storedEntries(
  store: ReadableStore,
  packages: readonly PublishedPackage[],
  folder: string,
): Promise<readonly DatabaseEntry[]> {
  const entries: DatabaseEntry[] = [];
  for (const published of packages) {
    const entryOf = withStoredPackage(store, { published, folder }, async ({ read }) =>
      databaseEntry(await read(), published.object),
    );
    entries.push(await entryOf);
  }
  return entries;
}
