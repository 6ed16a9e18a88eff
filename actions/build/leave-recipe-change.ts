import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { FinishedBuild } from "../lib/building/index.ts";
import type { Manifest } from "../lib/documents/index.ts";
import type { Entry, PackagesYaml } from "../lib/packages-yaml/packages-yaml.ts";
import { RECIPE_CHANGE_FILE, writeRecipeChange } from "../lib/recipe-change/index.ts";
import type { Upstream } from "../lib/upstream/index.ts";

export type Surrounding = {
  readonly packagesYaml: Pick<PackagesYaml, "entries">;
  /** What is published; null: nothing. */
  readonly manifest: Manifest | null;
  readonly upstream: Upstream;
};

/**
 * Leaves both versions of a recipe beside the result, for the report's page of what changed: publish asks no remote.
 * Where the published one cannot be had any more, the result does without.
 */
export async function leaveRecipeChange(
  { result, folder }: FinishedBuild,
  around: Surrounding,
): Promise<void> {
  const { manifest, packagesYaml, upstream } = around;
  const { commit, tree, outcome } = result;
  const published = manifest?.entries.find(({ entry }) => entry === result.entry) ?? null;
  const built = published?.built ?? null;
  const entry = packagesYaml.entries.find(({ name }) => name === result.entry);
  if (entry === undefined || built === null || (outcome !== "built" && outcome !== "failed")) return;
  if (commit === null || built.commit === null || built.tree === tree) return;
  try {
    const to = await upstream.tree(entry, commit);
    const from = await upstream.tree(at(entry, published?.path ?? null), built.commit);
    const text = writeRecipeChange({ from, to });
    if (text !== null) await writeFile(join(folder, RECIPE_CHANGE_FILE), text);
  } catch {
    // Its remote has gone, or rewrote its history: the package is what counts.
  }
}

/** The entry where its folder was when it was published. */
function at(entry: Entry, path: string | null): Entry {
  const { source } = entry;
  return "local" in source || path === null ? entry : { ...entry, source: { ...source, path } };
}
