import type { Manifest, ManifestAddress } from "../documents/index.ts";
import type { ReadableStore } from "../store/index.ts";
import { publishedNames } from "./names.ts";
import { readManifest, readPublished } from "./published.ts";
import { PublishingError } from "./publishing-error.ts";

/** One publication and what it changed. `from`, `to`: versions; null: not in the repository. */
export type HistoryEntry = {
  readonly generation: number;
  readonly publication: string;
  /** UTC, ISO 8601. */
  readonly time: string;
  readonly commit: string | null;
  readonly run: Manifest["run"];
  /** null: not known, since retention has deleted the manifest before it. */
  readonly changes: readonly VersionChange[] | null;
};

export type VersionChange = {
  readonly entry: string;
  readonly pkgname: string;
  readonly from: string | null;
  readonly to: string | null;
};

/**
 * The publications of a repository, newest first, as far back as its manifests are kept. With a name: only those that
 * changed this package or a package of this entry.
 */
export async function history(
  store: ReadableStore,
  { repositoryName, name }: { repositoryName: string; name: string | null },
): Promise<readonly HistoryEntry[]> {
  const published = await readPublished(store, repositoryName);
  const entries: HistoryEntry[] = [];
  for (let manifest = published?.manifest ?? null; manifest !== null; ) {
    const previous = await readKept(store, manifest.previous?.manifest ?? null);
    entries.push(historyEntry(manifest, previous));
    manifest = previous;
  }
  return name === null ? entries : entries.flatMap((entry) => ofName(entry, name));
}

/** An older manifest; null at the beginning, and where retention has deleted it. */
export async function readKept(
  store: ReadableStore,
  address: ManifestAddress | null,
): Promise<Manifest | null> {
  if (address === null) return null;
  try {
    return await readManifest(store, address);
  } catch (error) {
    if (error instanceof PublishingError && error.code === "missing") return null;
    throw error;
  }
}

function historyEntry(manifest: Manifest, previous: Manifest | null): HistoryEntry {
  const { generation, publication, time, commit, run } = manifest;
  const isKnown = previous !== null || manifest.previous === null;
  const changes = isKnown ? changesBetween(previous, manifest) : null;
  return { generation, publication, time, commit, run, changes };
}

/** What a manifest changed against the one before it, by name. Pure. */
export function changesBetween(previous: Manifest | null, manifest: Manifest): readonly VersionChange[] {
  const before = publishedNames(previous?.entries ?? []);
  const after = publishedNames(manifest.entries);
  return [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((pkgname) => {
    const [old, current] = [before.get(pkgname), after.get(pkgname)];
    if (old?.published.object === current?.published.object) return [];
    const entry = current?.owner ?? old?.owner ?? pkgname;
    return [{ entry, pkgname, from: old?.published.version ?? null, to: current?.published.version ?? null }];
  });
}

function ofName(entry: HistoryEntry, name: string): readonly HistoryEntry[] {
  const changes = entry.changes?.filter((change) => change.pkgname === name || change.entry === name) ?? [];
  return changes.length > 0 ? [{ ...entry, changes }] : [];
}
