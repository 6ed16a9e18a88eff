import { join } from "node:path";
import { readPackage } from "../lib/archive/index.ts";
import type { BuildContext } from "../lib/building/index.ts";
import type { PackagesYaml } from "../lib/packages-yaml/index.ts";
import { fetchPublished } from "../lib/publishing/index.ts";
import type { ReadableStore } from "../lib/store/index.ts";
import type { Upstream } from "../lib/upstream/index.ts";

export type Origins = {
  readonly packagesYaml: PackagesYaml;
  readonly store: ReadableStore;
  readonly upstream: Upstream;
  /** Folder of the results, which gets what is downloaded of the published repository too. */
  readonly results: string;
};

/** Where the builds of a run take packages.yaml's entries, their trees and published packages from. */
export function sharedContext({
  packagesYaml,
  store,
  upstream,
  results,
}: Origins): Pick<BuildContext, "repository" | "entries" | "treeOf" | "readPublished"> {
  const entries = new Map(packagesYaml.entries.map((entry) => [entry.name, entry]));
  return {
    repository: packagesYaml.repository.name,
    entries,
    treeOf: async ({ entry: name, commit }) => {
      const entry = entries.get(name);
      if (entry === undefined) throw new Error(`the plan names ${name}, which packages.yaml does not list`);
      return await upstream.tree(entry, commit);
    },
    readPublished: publishedReader(store, join(results, DOWNLOADS)),
  };
}

/** A name no package's folder can have: those hold two dots and end in a number. */
const DOWNLOADS = "published";

/** Several dependents, and several phases of each, ask for the same package; a failed download is tried again. */
function publishedReader(store: ReadableStore, folder: string): BuildContext["readPublished"] {
  const read = new Map<string, ReturnType<BuildContext["readPublished"]>>();
  return (published) => {
    const known = read.get(published.sha256);
    if (known !== undefined) return known;
    const reading = fetchPublished(store, published, folder).then(async (path) =>
      path === null ? null : { path, contents: await readPackage(path) },
    );
    read.set(published.sha256, reading);
    reading.catch(() => read.delete(published.sha256));
    return reading;
  };
}
