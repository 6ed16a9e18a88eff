import type { PublishedEntry, PublishedPackage } from "../../documents/index.ts";
import { publishedNames } from "../deciding/names.ts";
import { type Need, needsOf, type Offerer, offersOf } from "../deciding/needs.ts";
import { PublishingError } from "../publishing-error.ts";
import { type Restoration, type RestorationFacts, restore } from "./restoration.ts";

export type RolledBack = Restoration & {
  /** Entries that go back with the one that was asked for, and why. */
  readonly along: readonly { readonly entry: string; readonly reason: string }[];
};

/**
 * The entries after a rollback of one entry, with those that it has to take along so that nothing needs a library or a version that
 * is gone, and nothing is published twice; null: of all entries. Throws a PublishingError "transition" where that
 * cannot be: the repository is never half-way through one (product.md, publish).
 */
export function rollBack(facts: RestorationFacts, entry: string | null): RolledBack {
  const all = [...facts.current.entries, ...facts.target.entries].map((one) => one.entry);
  const chosen = new Set(entry === null ? all : [entry]);
  const along: { entry: string; reason: string }[] = [];
  for (;;) {
    const restoration = restore(facts, chosen);
    const [obstacle] = obstacles(restoration, facts);
    if (obstacle === undefined) return { ...restoration, along };
    const { says, helps } = obstacle;
    if (helps === null || chosen.has(helps) || !isRestorable(helps, facts)) {
      throw refusal(obstacle, { restoration, facts, entry });
    }
    chosen.add(helps);
    along.push({ entry: helps, reason: says });
  }
}

/** `helps`: the entry whose own rollback takes the obstacle away; null: none does. `lacks`: a pkgname that met the need then. */
type Obstacle = { readonly says: string; readonly helps: string | null; readonly lacks: string | null };

function* obstacles(restoration: Restoration, facts: RestorationFacts): Generator<Obstacle> {
  yield* twice(restoration, facts);
  yield* unmet(restoration, facts);
}

/** Names that moved from one entry to another since. */
function* twice({ entries }: Restoration, { current }: RestorationFacts): Generator<Obstacle> {
  const now = publishedNames(current.entries);
  const names = entries.flatMap(({ built }) => built?.packages ?? []).map(({ pkgname }) => pkgname);
  for (const pkgname of names.filter((name, index) => names.indexOf(name) !== index)) {
    const owner = now.get(pkgname)?.owner ?? null;
    yield { says: `${pkgname} is published by entry ${owner} now`, helps: owner, lacks: null };
  }
}

/**
 * A need that this repository met when the package was published with others as they are, or were, and would not meet any more.
 * What a package lacked at the target as well, it does without.
 */
function* unmet(restoration: Restoration, { current, target }: RestorationFacts): Generator<Obstacle> {
  const [now, earlier] = [offersOf(current.entries), offersOf(target.entries)];
  const after = offersOf(restoration.entries);
  const restored = new Set(restoration.restored.map(({ object }) => object));
  const wasThere = new Set(objectsOf(target.entries));
  for (const entry of restoration.entries) {
    for (const one of entry.built?.packages ?? []) {
      const isRestored = restored.has(one.object);
      const known = isRestored ? earlier : now;
      for (const need of needsOf(entry, one)) {
        const offerer = known(need);
        if (offerer === null || after(need) !== null) continue;
        if (wasThere.has(one.object) && earlier(need) === null) continue;
        yield obstacleOf({ entry: entry.entry, published: one }, { need, offerer, isRestored });
      }
    }
  }
}

function obstacleOf(
  { entry, published }: Offerer,
  { need, offerer, isRestored }: { need: Need; offerer: Offerer; isRestored: boolean },
): Obstacle {
  const needs = `${label(published)} ${need.kind === "soname" ? "needs" : "depends on"} ${need.text}`;
  const other = label(offerer.published);
  return isRestored
    ? {
        says: `${needs}, which ${other} offered then`,
        helps: offerer.entry,
        lacks: offerer.published.pkgname,
      }
    : { says: `${needs}, which goes with ${other}`, helps: entry, lacks: null };
}

function objectsOf(entries: readonly PublishedEntry[]): readonly string[] {
  return entries.flatMap(({ built }) => (built?.packages ?? []).map(({ object }) => object));
}

function label({ pkgname, version }: PublishedPackage): string {
  return `${pkgname} ${version}`;
}

function isRestorable(entry: string, { target }: RestorationFacts): boolean {
  return target.entries.some((one) => one.entry === entry && one.built !== null);
}

type Refused = {
  readonly restoration: Restoration;
  readonly facts: RestorationFacts;
  readonly entry: string | null;
};

function refusal({ says, lacks }: Obstacle, { restoration, facts, entry }: Refused): PublishingError {
  const isUnlisted = restoration.unlisted.some(({ pkgname }) => pkgname === lacks);
  const advice =
    entry === null
      ? "roll single packages back"
      : `\`scripts/autorepo rollback ${facts.target.generation}\` takes everything back to where that version was published`;
  return new PublishingError(
    "transition",
    isUnlisted
      ? `${says}, and packages.yaml no longer lists ${lacks}: list it again, then roll back`
      : `${says}, and no version that is kept makes up for it: ${advice}`,
  );
}
