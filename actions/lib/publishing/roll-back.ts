import type { PublishedEntry, PublishedPackage } from "../documents/index.ts";
import { publishedNames } from "./names.ts";
import { PublishingError } from "./publishing-error.ts";
import { type Restoration, type RestorationFacts, restore } from "./restoration.ts";

export type RolledBack = Restoration & {
  /** Entries that go back with the one that was asked for, and why. */
  readonly along: readonly { readonly entry: string; readonly reason: string }[];
};

/**
 * The entries after a rollback of one entry, with those that it has to take along so that nothing needs a soname that
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
    if (helps === null || chosen.has(helps) || !isRestorable(helps, facts)) throw refusal(says, facts, entry);
    chosen.add(helps);
    along.push({ entry: helps, reason: says });
  }
}

/** `helps`: the entry whose own rollback takes the obstacle away; null: none does. */
type Obstacle = { readonly says: string; readonly helps: string | null };

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
    yield { says: `${pkgname} is published by entry ${owner} now`, helps: owner };
  }
}

/** A soname that was offered by this repository when its needer was published, and would not be any more. */
function* unmet(restoration: Restoration, { current, target }: RestorationFacts): Generator<Obstacle> {
  const [now, earlier] = [offerers(current.entries), offerers(target.entries)];
  const after = offerers(restoration.entries);
  const isRestored = new Set(restoration.restored.map(({ object }) => object));
  for (const { entry, built } of restoration.entries) {
    for (const one of built?.packages ?? []) {
      const again = isRestored.has(one.object);
      const known = again ? earlier : now;
      const soname = one.needs.find((need) => known.has(need) && !after.has(need));
      if (soname === undefined) continue;
      const needs = `${one.pkgname} ${one.version} needs ${soname}`;
      const offerer = known.get(soname);
      if (!again) yield { says: `${needs}, which goes with ${label(offerer?.published)}`, helps: entry };
      else {
        const says = `${needs}, which ${label(offerer?.published)} offered then`;
        yield { says, helps: offerer?.entry ?? null };
      }
    }
  }
}

type Offerer = { readonly entry: string; readonly published: PublishedPackage };

function offerers(entries: readonly PublishedEntry[]): ReadonlyMap<string, Offerer> {
  const packages = entries.flatMap(({ entry, built }) =>
    (built?.packages ?? []).map((published) => ({ entry, published })),
  );
  return new Map(packages.flatMap((one) => one.published.offers.map((soname) => [soname, one] as const)));
}

function label(published: PublishedPackage | undefined): string {
  return published ? `${published.pkgname} ${published.version}` : "another package";
}

function isRestorable(entry: string, { target }: RestorationFacts): boolean {
  return target.entries.some((one) => one.entry === entry && one.built !== null);
}

function refusal(says: string, { target }: RestorationFacts, entry: string | null): PublishingError {
  const advice =
    entry === null
      ? "list in packages.yaml what offered it, or roll single packages back"
      : `\`scripts/autorepo rollback ${target.generation}\` takes everything back to where that version was published`;
  return new PublishingError("transition", `${says}, and no version that is kept makes up for it: ${advice}`);
}
