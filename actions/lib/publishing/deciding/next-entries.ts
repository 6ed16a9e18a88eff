import type {
  Built,
  Failure,
  Hold,
  Metadata,
  PublishedEntry,
  PublishedPackage,
} from "../../documents/index.ts";
import type { Entry } from "../../packages-yaml/packages-yaml.ts";
import { isHeld } from "../../planning/index.ts";
import type { RebuildAsked } from "../publication.ts";

/** What this publication finished of an entry. `metadata` null: none that belongs to its tree. */
export type EntryChange =
  | { readonly kind: "built"; readonly built: Built; readonly metadata: Metadata | null }
  | { readonly kind: "failed"; readonly failure: Failure; readonly metadata: Metadata | null };

export type NextEntriesFacts = {
  readonly previous: readonly PublishedEntry[];
  readonly tip: readonly Entry[];
  readonly changes: ReadonlyMap<string, EntryChange>;
  /** Names that leave the repository. */
  readonly removed: ReadonlySet<string>;
  readonly rebuildAsked: RebuildAsked;
  /** UTC, ISO 8601. */
  readonly time: string;
};

/** The entries of the next manifest by name: those of packages.yaml, and those whose names move to another entry. */
export function nextEntries(facts: NextEntriesFacts): readonly PublishedEntry[] {
  const tip = new Map(facts.tip.map((entry) => [entry.name, entry]));
  const previous = new Map(facts.previous.map((entry) => [entry.entry, entry]));
  // In the order of the manifest before, so that there is little left to sort.
  const known = facts.previous.map((entry) => nextOf(entry, tip.get(entry.entry), facts));
  const added = facts.tip.filter(({ name }) => !previous.has(name));
  const all = [...known, ...added.map((entry) => next(entry, NOTHING, facts))];
  return withoutGoneNames(all, previous, facts)
    .filter((entry) => (tip.has(entry.entry) ? isKnown(entry) : entry.built?.packages.length))
    .sort((one, two) => (one.entry < two.entry ? -1 : 1));
}

const NOTHING = {
  entry: "",
  path: null,
  metadata: null,
  built: null,
  failure: null,
  hold: null,
  rebuild: null,
};

/** `entry` undefined: packages.yaml no longer has it. */
function nextOf(previous: PublishedEntry, entry: Entry | undefined, facts: NextEntriesFacts): PublishedEntry {
  if (entry !== undefined) return next(entry, previous, facts);
  const { entry: name, path, metadata, built } = previous;
  return { ...NOTHING, entry: name, path, metadata, built };
}

function next(entry: Entry, previous: PublishedEntry, facts: NextEntriesFacts): PublishedEntry {
  const change = facts.changes.get(entry.name);
  const hold = isHeld(entry, previous.hold) ? previous.hold : null;
  const rebuild = change ? null : rebuildMark({ entry, previous, hold, facts });
  const isSame = previous !== NOTHING && hold === previous.hold && rebuild === previous.rebuild;
  // The same object, by which comparing and writing 10,000 of them know that nothing is to be looked at.
  const unchanged = isSame ? previous : { ...previous, entry: entry.name, hold, rebuild };
  if (change === undefined) return unchanged;
  const tried = { path: pathOf(entry), metadata: change.metadata ?? previous.metadata };
  if (change.kind === "failed") return { ...unchanged, ...tried, failure: change.failure };
  return { ...unchanged, ...tried, built: change.built, failure: null };
}

function pathOf({ source }: Entry): string {
  return "local" in source ? source.local : source.path;
}

/** When a rebuild was asked for by hand that this run did not finish; a held entry is not built at all. */
function rebuildMark(question: {
  readonly entry: Entry;
  readonly previous: PublishedEntry;
  readonly hold: Hold | null;
  readonly facts: NextEntriesFacts;
}): string | null {
  const { entry, previous, hold, facts } = question;
  const asked = facts.rebuildAsked;
  const isAsked = asked.kind === "all" || (asked.kind === "named" && asked.entries.includes(entry.name));
  return isAsked && hold === null ? (previous.rebuild ?? facts.time) : previous.rebuild;
}

/**
 * Takes names away that leave the repository, or that another entry has built now. What an entry no longer builds but
 * another one lists stays with it until that one is built.
 */
function withoutGoneNames(
  entries: readonly PublishedEntry[],
  previous: ReadonlyMap<string, PublishedEntry>,
  { changes, removed }: NextEntriesFacts,
): readonly PublishedEntry[] {
  const builder = new Map<string, string>();
  for (const [entry, change] of changes) {
    if (change.kind !== "built") continue;
    for (const { pkgname } of change.built.packages) builder.set(pkgname, entry);
  }
  return entries.map((entry) => {
    if (entry.built === null) return entry;
    const { packages } = entry.built;
    const stays = ({ pkgname }: PublishedPackage) =>
      !removed.has(pkgname) && (builder.get(pkgname) ?? entry.entry) === entry.entry;
    const isChanged = changes.has(entry.entry);
    if (!isChanged && packages.every(stays)) return entry;
    const before = isChanged ? (previous.get(entry.entry)?.built?.packages ?? []) : [];
    return { ...entry, built: { ...entry.built, packages: withLeft(packages, before).filter(stays) } };
  });
}

/** What an entry publishes now, and what it has published before and no longer builds. */
function withLeft(
  packages: readonly PublishedPackage[],
  before: readonly PublishedPackage[],
): readonly PublishedPackage[] {
  const own = new Set(packages.map(({ pkgname }) => pkgname));
  return [...packages, ...before.filter(({ pkgname }) => !own.has(pkgname))];
}

/** Whether anything is worth recording of an entry. */
export function isKnown({ metadata, built, failure, hold, rebuild }: PublishedEntry): boolean {
  return (metadata ?? built ?? failure ?? hold ?? rebuild) !== null;
}
