import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Metadata, readMetadata } from "../lib/documents/index.ts";

/** Evaluated metadata by tree and image, kept between runs on a user's own machine. */
export type MetadataCache = {
  get(tree: string): Promise<Metadata | null>;
  set(metadata: Metadata): Promise<void>;
};

/** Part of the names, so that what an older version of this program evaluated is not read. */
const FORMAT = 1;

/** A file for each tree; one that cannot be read counts as absent and is written again. */
export function metadataCache(cacheFolder: string): MetadataCache {
  const folder = join(cacheFolder, `metadata-${FORMAT}`);
  const fileOf = (tree: string) => join(folder, `${tree}.json`);
  return {
    async get(tree) {
      const bytes = await readFile(fileOf(tree)).catch(() => null);
      if (bytes === null) return null;
      try {
        return readMetadata(bytes, fileOf(tree));
      } catch {
        return null;
      }
    },
    async set(metadata) {
      await mkdir(folder, { recursive: true });
      const fresh = `${fileOf(metadata.tree)}.${randomUUID()}`;
      await writeFile(fresh, JSON.stringify(metadata));
      await rename(fresh, fileOf(metadata.tree));
    },
  };
}
