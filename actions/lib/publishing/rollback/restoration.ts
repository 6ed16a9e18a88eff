import type { Manifest, PublishedEntry, PublishedPackage } from "../../documents/index.ts";
import type { Entry } from "../../packages-yaml/packages-yaml.ts";
import { refText } from "../../planning/index.ts";
import { publishedNames } from "../deciding/names.ts";
import { isKnown } from "../deciding/next-entries.ts";

export type RestorationFacts = {
  /** What is published. */
  readonly current: Manifest;
  /** What is to be published of the chosen entries again. */
  readonly target: Manifest;
  readonly tip: readonly Entry[];
  /** UTC, ISO 8601. */
  readonly time: string;
};

/** Entries after a rollback, and what it came to. */
export type Restoration = {
  readonly entries: readonly PublishedEntry[];
  /** Entries whose packages are other ones than before; each is held. */
  readonly changed: readonly string[];
  /** Packages that are not published now. */
  readonly restored: readonly PublishedPackage[];
  /** Names that were published then, are not now, and that packages.yaml no longer lists: they stay away. */
  readonly unlisted: readonly PublishedPackage[];
};

/**
 * The published entries with the chosen ones as they were at the target: their packages, and a hold on the ref that
 * packages.yaml names now. Everything else stays as it is.
 */
export function restore(facts: RestorationFacts, chosen: ReadonlySet<string>): Restoration {
  const { current, target, tip } = facts;
  const [now, earlier] = [byEntry(current), byEntry(target)];
  const listed = new Set(tip.flatMap(({ publishes }) => publishes));
  const entries: PublishedEntry[] = [];
  const changed: string[] = [];
  for (const name of [...new Set([...now.keys(), ...earlier.keys()])].sort()) {
    const versions = { before: now.get(name) ?? null, again: earlier.get(name) ?? null };
    const packages = chosen.has(name) ? packagesAgain(versions, listed) : packagesOf(versions.before);
    if (isSame(packages, packagesOf(versions.before))) {
      if (versions.before) entries.push(versions.before);
      continue;
    }
    changed.push(name);
    const entry = restored({ name, packages, ...versions }, facts);
    if (isKnown(entry)) entries.push(entry);
  }
  const [published, after] = [publishedNames(current.entries), publishedNames(entries)];
  const wanted = target.entries.filter(({ entry }) => chosen.has(entry)).flatMap(packagesOf);
  return {
    entries,
    changed,
    restored: entries
      .flatMap(packagesOf)
      .filter(({ pkgname, object }) => published.get(pkgname)?.published.object !== object),
    unlisted: wanted.filter(({ pkgname }) => !after.has(pkgname)),
  };
}

/** An entry as it is published, and as it was at the target; null: not there. */
type Versions = { readonly before: PublishedEntry | null; readonly again: PublishedEntry | null };

/**
 * All its packages of then, since one build made them for each other: those that packages.yaml lists, and those that it
 * does not but that are published still and go with the entry's next build.
 */
function packagesAgain(
  { before, again }: Versions,
  listed: ReadonlySet<string>,
): readonly PublishedPackage[] {
  const published = new Set(packagesOf(before).map(({ pkgname }) => pkgname));
  return packagesOf(again).filter(({ pkgname }) => listed.has(pkgname) || published.has(pkgname));
}

type RestoredEntry = Versions & {
  readonly name: string;
  readonly packages: readonly PublishedPackage[];
};

function restored(
  { name, packages, before, again }: RestoredEntry,
  { tip, time }: RestorationFacts,
): PublishedEntry {
  const built = again?.built ?? before?.built ?? null;
  const entry = tip.find((one) => one.name === name);
  return {
    entry: name,
    path: (again ?? before)?.path ?? null,
    metadata: (again ?? before)?.metadata ?? null,
    built: built && packages.length > 0 ? { ...built, packages } : null,
    failure: null,
    hold: entry ? { ref: refText(entry.ref), since: time } : null,
    rebuild: null,
  };
}

function packagesOf(entry: PublishedEntry | null): readonly PublishedPackage[] {
  return entry?.built?.packages ?? [];
}

function isSame(one: readonly PublishedPackage[], other: readonly PublishedPackage[]): boolean {
  const objects = (packages: readonly PublishedPackage[]) => packages.map(({ object }) => object).sort();
  return JSON.stringify(objects(one)) === JSON.stringify(objects(other));
}

function byEntry({ entries }: Manifest): ReadonlyMap<string, PublishedEntry> {
  return new Map(entries.map((entry) => [entry.entry, entry]));
}
