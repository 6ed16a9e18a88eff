import type { Manifest } from "../documents/index.ts";
import { nearest } from "../spelling/index.ts";
import type { ReadableStore } from "../store/index.ts";
import { publishedNames } from "./deciding/names.ts";
import { PublishingError } from "./publishing-error.ts";
import type { StateTrust } from "./signing.ts";
import { publishedUnlessEmpty } from "./state/consistency.ts";
import { keptManifests } from "./state/kept-manifests.ts";
import { type KeepingFacts, lostHistoryNote } from "./state/lost-history.ts";

/** One publication and what it changed. `from`, `to`: versions; null: not in the repository. */
export type HistoryEntry = {
  readonly generation: number;
  readonly publication: string;
  /** UTC, ISO 8601. */
  readonly time: string;
  readonly commit: string | null;
  readonly run: Manifest["run"];
  /** Whether clients saw the databases of the generation before: it only recorded something. */
  readonly isRecord: boolean;
  /** null: not known, since the manifest before it is not there any more. */
  readonly changes: readonly VersionChange[] | null;
  /** Entries that a rollback held by this publication, and those that it let go again. */
  readonly held: readonly string[];
  readonly released: readonly string[];
  /** Entries of which it recorded that they failed, and those that it marked to be built again. */
  readonly failed: readonly string[];
  readonly marked: readonly string[];
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
  /** Names that packages.yaml has: of them nothing may have been published. */
  readonly wanted?: readonly string[];
  /** By what older publications should be there; null: not known, and nothing is noted. */
  readonly keeping?: KeepingFacts | null;
  /** Told what a person should know besides. */
  note?(text: string): void;
};

/**
 * The publications of a repository, newest first, as far back as its manifests are kept. With a name: only those that
 * changed this package, or did something to the entry that it is of.
 *
 * @throws PublishingError "unknown-name" where neither a publication nor packages.yaml knows that name
 */
export async function history(
  store: ReadableStore,
  { repositoryName, name, trust = null, wanted = [], keeping = null, note = () => {} }: HistoryQuestion,
): Promise<readonly HistoryEntry[]> {
  const published = await publishedUnlessEmpty(store, repositoryName, trust);
  if (published === null) return [];
  const entries: HistoryEntry[] = [];
  const owners = new Map(wanted.map((one) => [one, new Set<string>()]));
  let newer: Manifest = published.manifest;
  for await (const manifest of keptManifests(store, published.manifest)) {
    if (manifest !== newer) entries.push(historyEntry(newer, manifest));
    noteOwners(owners, manifest);
    newer = manifest;
  }
  entries.push(historyEntry(newer, null));
  const lost = keeping && lostHistoryNote([newer], keeping);
  if (lost) note(lost);
  return name === null ? entries : entriesOf(name, entries, owners);
}

/** The entries that have published each name, themselves among them. */
type Owners = Map<string, Set<string>>;

function noteOwners(owners: Owners, { entries }: Manifest): void {
  for (const { entry, built } of entries) {
    for (const name of [entry, ...(built?.packages ?? []).map(({ pkgname }) => pkgname)]) {
      const known = owners.get(name) ?? new Set();
      owners.set(name, known.add(entry));
    }
  }
}

function historyEntry(manifest: Manifest, previous: Manifest | null): HistoryEntry {
  const { generation, publication, time, commit, run } = manifest;
  const isKnown = previous !== null || manifest.previous === null;
  const changes = isKnown ? changesBetween(previous, manifest) : null;
  const isRecord = manifest.previous?.generation === generation;
  const told = { changes, ...holdChanges(previous, manifest), ...recordsOf(manifest) };
  return { generation, publication, time, commit, run, isRecord, ...told };
}

/** What was recorded by a publication bears its time. */
function recordsOf({ entries, time }: Manifest): Pick<HistoryEntry, "failed" | "marked"> {
  const names = (those: Manifest["entries"]) => those.map(({ entry }) => entry);
  return {
    failed: names(entries.filter(({ failure }) => failure?.time === time)),
    marked: names(entries.filter(({ rebuild }) => rebuild === time)),
  };
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

function entriesOf(name: string, entries: readonly HistoryEntry[], owners: Owners): readonly HistoryEntry[] {
  const own = owners.get(name);
  if (own === undefined) throw unknownName(name, [...owners.keys()]);
  return entries.flatMap((entry) => {
    const changes = entry.changes?.filter((change) => change.pkgname === name || change.entry === name) ?? [];
    const told = {
      held: entry.held.filter((one) => own.has(one)),
      released: entry.released.filter((one) => own.has(one)),
      failed: entry.failed.filter((one) => own.has(one)),
      marked: entry.marked.filter((one) => own.has(one)),
    };
    const isEmpty = [changes, ...Object.values(told)].every(({ length }) => length === 0);
    return isEmpty ? [] : [{ ...entry, changes, ...told }];
  });
}

function unknownName(name: string, known: readonly string[]): PublishingError {
  const meant = nearest(name, known);
  const hint = meant === null ? "" : `; did you mean ${meant}?`;
  return new PublishingError(
    "unknown-name",
    `neither packages.yaml nor a publication that is kept has a package or an entry "${name}"${hint}`,
  );
}
