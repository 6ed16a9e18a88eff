import type { Manifest } from "../documents/index.ts";
import type { ReadableStore } from "../store/index.ts";
import { publishedUnlessEmpty } from "./consistency.ts";
import { keptManifests } from "./kept-manifests.ts";
import { publishedNames } from "./names.ts";
import type { StateTrust } from "./signing.ts";

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
  /** Entries that a rollback held by this publication, and those that it let go again. */
  readonly held: readonly string[];
  readonly released: readonly string[];
};

export type VersionChange = {
  readonly entry: string;
  readonly pkgname: string;
  readonly from: string | null;
  readonly to: string | null;
};

export type HistoryQuestion = {
  readonly repositoryName: string;
  /** A package or an entry; null: all. */
  readonly name: string | null;
  /** With one the state's signature is checked. */
  readonly trust?: StateTrust | null;
};

/**
 * The publications of a repository, newest first, as far back as its manifests are kept. With a name: only those that
 * changed this package or a package of this entry, held it or released it.
 */
export async function history(
  store: ReadableStore,
  { repositoryName, name, trust = null }: HistoryQuestion,
): Promise<readonly HistoryEntry[]> {
  const published = await publishedUnlessEmpty(store, repositoryName, trust);
  if (published === null) return [];
  const entries: HistoryEntry[] = [];
  let newer: Manifest | null = null;
  for await (const manifest of keptManifests(store, published.manifest)) {
    if (newer !== null) entries.push(historyEntry(newer, manifest));
    newer = manifest;
  }
  if (newer !== null) entries.push(historyEntry(newer, null));
  return name === null ? entries : entries.flatMap((entry) => ofName(entry, name));
}

function historyEntry(manifest: Manifest, previous: Manifest | null): HistoryEntry {
  const { generation, publication, time, commit, run } = manifest;
  const isKnown = previous !== null || manifest.previous === null;
  const changes = isKnown ? changesBetween(previous, manifest) : null;
  return { generation, publication, time, commit, run, changes, ...holdChanges(previous, manifest) };
}

/** A hold says since when it is: that of its own publication is new, whatever is known of the one before. */
function holdChanges(previous: Manifest | null, manifest: Manifest): Pick<HistoryEntry, "held" | "released"> {
  const now = new Map(manifest.entries.map((entry) => [entry.entry, entry.hold]));
  const held = [...now].filter(([, hold]) => hold?.since === manifest.time).map(([entry]) => entry);
  const released = (previous?.entries ?? []).filter(({ entry, hold }) => hold !== null && !now.get(entry));
  return { held, released: released.map(({ entry }) => entry) };
}

type Entries = Pick<Manifest, "entries">;

/** What a manifest changed against the one before it, by name. */
export function changesBetween(previous: Entries | null, manifest: Entries): readonly VersionChange[] {
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
  const owners = new Set([name, ...changes.map((change) => change.entry)]);
  const [held, released] = [entry.held, entry.released].map((names) =>
    names.filter((one) => owners.has(one)),
  );
  const isEmpty = [changes, held, released].every((each) => each?.length === 0);
  return isEmpty ? [] : [{ ...entry, changes, held: held ?? [], released: released ?? [] }];
}
