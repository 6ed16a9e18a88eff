import { languageFolders, offeredFiles } from "../lib/distribution/index.ts";
import { offeredByFamily, type Platform } from "../lib/planning/index.ts";
import { type Published, PublishingError } from "../lib/publishing/index.ts";
import { readSyncDatabase } from "../lib/repository/index.ts";
import type { ReadableStore } from "../lib/store/index.ts";

/**
 * What the published packages offer to each other, and where they lie, by this repository's own file lists.
 *
 * @throws PublishingError where the files database that the state names is gone; ArchiveError where it is damaged
 */
export async function ownFiles(
  store: ReadableStore,
  { state, manifest }: Published,
): Promise<Pick<Platform, "own" | "folders">> {
  const key = `${state.database}${state.repository}.files`;
  const database = await store.stream(key);
  if (database === null)
    throw new PublishingError(
      "missing",
      `${store.place} has no ${key}: \`scripts/autorepo verify --repair\``,
    );
  const packages = manifest.entries.flatMap(({ built }) => built?.packages ?? []);
  const own = new Set(packages.flatMap(({ offers }) => offers));
  const folders = new Map<string, readonly string[]>();
  for await (const { pkgname, files } of readSyncDatabase(database)) {
    for (const offered of offeredFiles(files ?? [])) own.add(offered);
    folders.set(pkgname, languageFolders(files ?? []));
  }
  return { own: offeredByFamily(own), folders };
}
