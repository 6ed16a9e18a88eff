import { mkdtemp } from "node:fs/promises";
import path from "node:path";
import { databaseEntry, writeDatabases } from "../repository/index.ts";
import type { Store } from "../store/index.ts";
import { GENERATION_HEADERS } from "./headers.ts";
import { keptPackages } from "./kept-packages.ts";
import { publishedNames } from "./names.ts";
import type { Published } from "./published.ts";
import { digestOf } from "./stored-object.ts";
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

async function writtenAnew(store: Store, { state, manifest }: Published, folder: string) {
  const packages = [...publishedNames(manifest.entries).values()].map(({ published }) => published);
  const kept = keptPackages(store, { folder: path.join(folder, "packages"), progress: () => {} });
  const added = await kept.fetch(packages);
  return await writeDatabases({
    name: state.repository,
    base: null,
    keep: () => true,
    add: added.map(({ built, published }) => databaseEntry(built.contents, published.object)),
    folder,
  });
}
