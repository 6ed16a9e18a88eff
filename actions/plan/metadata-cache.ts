import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Metadata, readMetadata } from "../lib/documents/index.ts";

/** What evaluating PKGBUILDs came to, kept between runs on a user's own machine. */
export type MetadataCache = {
  get(tree: string): Promise<Metadata | null>;
  set(metadata: Metadata): Promise<void>;
  /** Why a tree's PKGBUILD could not be read; null: not known to be so. */
  problem(tree: string): Promise<string | null>;
  setProblem(tree: string, problem: string): Promise<void>;
};

/** Part of the names, so that what an older version of this program evaluated is not read. */
const FORMAT = 1;

/** More is no sentence of ours. */
const LONGEST_PROBLEM = 4096;

/**
 * A file for each tree; one that cannot be read counts as absent and is written again. What could not be read in one `image`,
 * whose bash and makepkg judged it, may be read in another.
 */
export function metadataCache(cacheFolder: string, image: string): MetadataCache {
  const folder = join(cacheFolder, `metadata-${FORMAT}`);
  const judge = createHash("sha256").update(image).digest("hex").slice(0, 12);
  const metadataFile = (tree: string) => join(folder, `${tree}.json`);
  const problemFile = (tree: string) => join(folder, `${tree}.${judge}.problem`);
  return {
    async get(tree) {
      const bytes = await readFile(metadataFile(tree)).catch(() => null);
      if (bytes === null) return null;
      try {
        return readMetadata(bytes, metadataFile(tree));
      } catch {
        return null;
      }
    },
    set: async (metadata) => await replace(metadataFile(metadata.tree), JSON.stringify(metadata)),
    async problem(tree) {
      const text = await readFile(problemFile(tree), "utf8").catch(() => "");
      return text === "" || text.length > LONGEST_PROBLEM ? null : text;
    },
    setProblem: async (tree, problem) => await replace(problemFile(tree), problem),
  };

  async function replace(file: string, text: string): Promise<void> {
    await mkdir(folder, { recursive: true });
    const fresh = `${file}.${randomUUID()}`;
    await writeFile(fresh, text);
    await rename(fresh, file);
  }
}
