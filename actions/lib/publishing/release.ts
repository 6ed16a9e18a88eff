import type { Manifest, PublishedEntry } from "../documents/index.ts";
import type { Entry } from "../packages-yaml/packages-yaml.ts";
import { unchangedDecision } from "./decide.ts";
import { isKnown } from "./next-entries.ts";
import type { Publication } from "./publication.ts";
import { type ChangeRequest, publishDecision } from "./publish-decision.ts";
import { PublishingError } from "./publishing-error.ts";
import { publishingWorkspace } from "./workspace.ts";

export type Release = Publication & {
  readonly entry: string;
  /** When the rollback was whose hold is lifted (UTC); null: the entry was not held. */
  readonly heldSince: string | null;
};

/**
 * Lifts the hold of a rollback from an entry, named by itself or by one of its packages, so that it is built again.
 *
 * @throws PublishingError "unknown-name" where there is neither; StoreError
 */
export async function release(request: ChangeRequest & { readonly name: string }): Promise<Release> {
  await using workspace = await publishingWorkspace();
  let told: Pick<Release, "entry" | "heldSince"> = { entry: request.name, heldSince: null };
  const publication = await publishDecision({
    request,
    workspace: workspace.folder,
    decide: async (manifest, tip) => {
      const entry = ownerOf(request.name, manifest, tip.packagesYaml.entries);
      const hold = manifest.entries.find((one) => one.entry === entry)?.hold ?? null;
      told = { entry, heldSince: hold?.since ?? null };
      const notes = hold === null ? [`${entry} is not held: there is nothing to release`] : [];
      return { ...unchangedDecision(manifest), entries: released(manifest.entries, entry), notes };
    },
  });
  return { ...publication, ...told };
}

function released(entries: readonly PublishedEntry[], name: string): readonly PublishedEntry[] {
  return entries
    .map((entry) => (entry.entry === name ? { ...entry, hold: null } : entry))
    .filter((entry) => entry.entry !== name || isKnown(entry));
}

function ownerOf(name: string, manifest: Manifest, tip: readonly Entry[]): string {
  const known = new Set([...manifest.entries.map(({ entry }) => entry), ...tip.map((entry) => entry.name)]);
  if (known.has(name)) return name;
  const owner =
    manifest.entries.find(({ built }) => built?.packages.some(({ pkgname }) => pkgname === name))?.entry ??
    tip.find(({ publishes }) => publishes.includes(name))?.name;
  if (owner !== undefined) return owner;
  throw new PublishingError("unknown-name", `neither an entry nor a package is called "${name}"`);
}
