import type { Metadata } from "../../../actions/lib/documents/index.ts";
import type { Entry } from "../../../actions/lib/packages-yaml/index.ts";
import { metadataOf, readStatically } from "../../../actions/lib/pkgbuild/index.ts";
import { openUpstream, type PackageTree } from "../../../actions/lib/upstream/index.ts";
import type { Workspace } from "../../../actions/lib/workspace/index.ts";
import { metadataCache } from "../../../actions/plan/metadata-cache.ts";
import type { Call } from "../verb.ts";
import type { Offer } from "./offered-packages.ts";

/** An entry of packages.yaml; `metadata` null: nothing at hand says what it needs and provides. */
export type ListedPackage = { readonly entry: Entry; readonly metadata: Metadata | null };

/**
 * The entries with what this machine knows of them: from the copies that plan and detect keep, evaluated or read. No
 * remote is asked and nothing is run.
 */
export async function listedPackages(call: Call, workspace: Workspace): Promise<readonly ListedPackage[]> {
  const { cacheFolder } = call.environment;
  const cache = metadataCache(cacheFolder, workspace.packagesYaml.repository.image);
  const offline = openUpstream({
    ...{ cacheFolder, folder: workspace.folder, signal: call.signal },
    ...{ protocols: [], privateHosts: [] },
  });
  const left = [...workspace.packagesYaml.entries];
  const found = new Map<string, Metadata | null>();
  const work = async () => {
    for (let entry = left.shift(); entry !== undefined; entry = left.shift()) {
      const isKept = entry.ref !== null || "local" in entry.source;
      const tree = isKept ? await offline.tree(entry).catch(() => null) : null;
      call.signal.throwIfAborted();
      found.set(entry.name, tree === null ? null : ((await cache.get(tree.tree)) ?? readMetadata(tree)));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return workspace.packagesYaml.entries.map((entry) => ({ entry, metadata: found.get(entry.name) ?? null }));
}

const AT_ONCE = 6;

/** null: reading alone does not resolve it. */
function readMetadata({ files, tree }: PackageTree): Metadata | null {
  const recipe = files.find(({ path }) => path === "PKGBUILD");
  if (recipe === undefined) return null;
  const pkgbuild = new TextDecoder().decode(recipe.content);
  const regular = files.filter(({ kind }) => kind === "file" || kind === "executable");
  const read = readStatically({ pkgbuild, files: regular.map(({ path }) => path) });
  return read.kind === "resolved" ? metadataOf(read.evaluation, tree) : null;
}

export function offerOf({ entry, metadata }: ListedPackage): Offer {
  return {
    publishes: entry.publishes,
    provides: metadata?.packages.flatMap(({ provides }) => provides) ?? [],
  };
}

/** Everything that building, checking and using it needs. */
export function dependenciesOf({ packages, makedepends, checkdepends }: Metadata): readonly string[] {
  return [...new Set([...packages.flatMap(({ depends }) => depends), ...makedepends, ...checkdepends])];
}
