import { mkdtemp } from "node:fs/promises";
import path from "node:path";
import {
  type DatabaseEntry,
  databaseEntry,
  type WrittenDatabases,
  writeDatabases,
} from "../repository/index.ts";
import type { Store } from "../store/index.ts";
import { GENERATION_HEADERS } from "./headers.ts";
import { publishedNames } from "./names.ts";
import type { Published } from "./published.ts";
import { digestOf } from "./stored-object.ts";
import { withStoredPackage } from "./stored-package.ts";
import { wellKnown } from "./well-known.ts";

/**
 * Puts databases of the published generation back that are gone or damaged, and answers their keys. The same packages make the
 * same databases, so that one written anew has the bytes it had, or is left out. Throws where a package is gone as well.
 */
export async function restoreDatabases(
  store: Store,
  published: Published,
  workspace: string,
): Promise<readonly string[]> {
  const databases = Object.values(wellKnown(published));
  const damaged = [];
  for (const { target, expected } of databases) {
    if ((await digestOf(store, target))?.sha256 !== expected.sha256) damaged.push(target);
  }
  if (damaged.length === 0) return [];
  const written = await writtenAnew(store, published, await mkdtemp(path.join(workspace, "restored-")));
  const restored: string[] = [];
  for (const [kind, { target, expected }] of Object.entries(wellKnown(published))) {
    const { file, sha256, bytes } = written[kind as "db" | "files"];
    if (!damaged.includes(target) || sha256 !== expected.sha256) continue;
    await store.put(target, { file, bytes }, GENERATION_HEADERS);
    restored.push(target);
  }
  return restored;
}

async function writtenAnew(
  store: Store,
  { state, manifest }: Published,
  folder: string,
): Promise<WrittenDatabases> {
  const add: DatabaseEntry[] = [];
  for (const { published } of publishedNames(manifest.entries).values()) {
    const entryOf = withStoredPackage(store, { published, folder }, async ({ read }) =>
      databaseEntry(await read(), published.object),
    );
    add.push(await entryOf);
  }
  return await writeDatabases({ name: state.repository, base: null, keep: () => true, add, folder });
}
