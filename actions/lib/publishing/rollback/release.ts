import type { Manifest, PublishedEntry } from "../../documents/index.ts";
import type { Entry } from "../../packages-yaml/packages-yaml.ts";
import { heldEntries, heldUses } from "../../planning/index.ts";
import { nearest } from "../../spelling/index.ts";
import { unchangedDecision } from "../deciding/decide.ts";
import type { Publication } from "../publication.ts";
import { type ChangeRequest, publishDecision } from "../publish-decision.ts";
import { PublishingError } from "../publishing-error.ts";
import { publishingWorkspace } from "../workspace.ts";

export type Release = Publication & Released;

type Released = {
  readonly entry: string;
  /** When the rollback was whose hold is lifted (UTC); null: the entry was not held. */
  readonly heldSince: string | null;
  /** Entries that its build takes something from and that are held still: with the same inputs it waits for them. */
  readonly heldUses: readonly string[];
  /** Entries that need a library of it and are held still: a build without that library waits for them. */
  readonly heldUsers: readonly string[];
};

/**
 * Lifts the hold of a rollback from an entry, named by itself or by one of its packages, and marks it to be built again.
 *
 * @throws PublishingError "unknown-name" where there is neither; StoreError
 */
export async function release(request: ChangeRequest & { readonly name: string }): Promise<Release> {
  await using workspace = await publishingWorkspace();
  let told: Released = notHeld(request.name);
  const publication = await publishDecision({
    request,
    workspace: workspace.folder,
    decide: async (manifest, tip) => {
      told = releaseOf(request.name, manifest, tip.packagesYaml.entries);
      const unchanged = unchangedDecision(manifest);
      const { entry, heldSince } = told;
      if (heldSince === null) {
        return { ...unchanged, notes: [`${entry} is not held: there is nothing to release`] };
      }
      // The same inputs as before the rollback must not look like nothing to do.
      const free = { hold: null, rebuild: request.now.toISOString() };
      const entries = manifest.entries.map((one) => (one.entry === entry ? { ...one, ...free } : one));
      return { ...unchanged, entries };
    },
  });
  return { ...publication, ...told };
}

function releaseOf(name: string, manifest: Manifest, tip: readonly Entry[]): Released {
  const entry = ownerOf(name, manifest, tip);
  const held = heldEntries(manifest.entries, tip);
  const hold = held.get(entry);
  if (hold === undefined) return notHeld(entry);
  const others = manifest.entries.filter((one) => one.entry !== entry && held.has(one.entry));
  const published = manifest.entries.find((one) => one.entry === entry);
  const offered = new Set(packagesOf(published).flatMap(({ offers }) => offers));
  const isUser = (one: PublishedEntry) =>
    packagesOf(one).some(({ needs }) => needs.some((soname) => offered.has(soname)));
  return {
    entry,
    heldSince: hold.since,
    heldUses: published?.built ? heldUses(published.built, held) : [],
    heldUsers: others.filter(isUser).map((one) => one.entry),
  };
}

function notHeld(entry: string): Released {
  return { entry, heldSince: null, heldUses: [], heldUsers: [] };
}

function packagesOf(entry: PublishedEntry | undefined) {
  return entry?.built?.packages ?? [];
}

function ownerOf(name: string, manifest: Manifest, tip: readonly Entry[]): string {
  const known = new Set([...manifest.entries.map(({ entry }) => entry), ...tip.map((entry) => entry.name)]);
  if (known.has(name)) return name;
  const owner =
    manifest.entries.find(({ built }) => built?.packages.some(({ pkgname }) => pkgname === name))?.entry ??
    tip.find(({ publishes }) => publishes.includes(name))?.name;
  if (owner !== undefined) return owner;
  const meant = nearest(name, [...known]);
  const hint = meant === null ? "" : `; did you mean ${meant}?`;
  throw new PublishingError("unknown-name", `neither an entry nor a package is called "${name}"${hint}`);
}
