import type { PublishedPackage } from "../../documents/index.ts";

/** The packages of one entry that this publication would put in place of the published ones. */
export type Replacement = { readonly entry: string; readonly packages: readonly PublishedPackage[] };

export type TransitionFacts = {
  /** What is published, by entry, without names that are being removed whatever is built. */
  readonly published: ReadonlyMap<string, readonly PublishedPackage[]>;
  readonly replacements: readonly Replacement[];
  /** Names that packages.yaml lets go with a replacement: what they offer is given up knowingly. */
  readonly leaving: ReadonlySet<string>;
  /** Entries that a rollback holds. */
  readonly held: Pick<ReadonlySet<string>, "has">;
  /** Whether an entry's own rebuild against what replaces `on` has failed. */
  hasFailedAgainst(entry: string, on: string): boolean;
};

export type Postponed = { readonly entry: string; readonly reason: string };

/**
 * Which replacements must wait so that the repository is never half-way through a soname transition
 * (product.md, publish): one that stops offering a soname goes out only with the rebuilds of all who need it,
 * or when those failed; one that needs a soname whose offerer waits, waits with it.
 */
export function postponedByTransition(facts: TransitionFacts): readonly Postponed[] {
  if (!facts.replacements.some((replacement) => touchesSonames(replacement, facts))) return [];
  const postponed: Postponed[] = [];
  const offeredByAll = offeredBy(facts.replacements.flatMap(({ packages }) => packages));
  let remaining = facts.replacements;
  for (;;) {
    const after = result(facts.published, remaining);
    const outlook = { facts, after, offered: offeredBy([...after.values()].flat()), offeredByAll };
    const waiting = remaining
      .map((replacement) => ({ entry: replacement.entry, reason: reasonToWait(replacement, outlook) }))
      .filter((found): found is Postponed => found.reason !== null);
    if (waiting.length === 0) return postponed;
    postponed.push(...waiting);
    const entries = new Set(waiting.map(({ entry }) => entry));
    remaining = remaining.filter(({ entry }) => !entries.has(entry));
  }
}

/** Most packages offer no library, neither before nor after: nobody waits for them, and nobody else has to be looked at. */
function touchesSonames({ entry, packages }: Replacement, { published }: TransitionFacts): boolean {
  return [...packages, ...(published.get(entry) ?? [])].some(({ offers }) => offers.length > 0);
}

/** The repository as it would be with the replacements that do not wait yet. */
type Outlook = {
  readonly facts: TransitionFacts;
  readonly after: ReadonlyMap<string, readonly PublishedPackage[]>;
  readonly offered: ReadonlySet<string>;
  /** What the replacements offer, those that wait included. */
  readonly offeredByAll: ReadonlySet<string>;
};

function reasonToWait(replacement: Replacement, outlook: Outlook): string | null {
  return stopsOffering(replacement, outlook) ?? needsPostponed(replacement, outlook);
}

/** A published or replacing package that needs a soname which only the published packages of this entry offer. */
function stopsOffering({ entry: own }: Replacement, { facts, after, offered }: Outlook): string | null {
  const before = (facts.published.get(own) ?? []).filter(({ pkgname }) => !facts.leaving.has(pkgname));
  const lost = new Set(before.flatMap(({ offers }) => offers).filter((soname) => !offered.has(soname)));
  if (lost.size === 0) return null;
  for (const [entry, packages] of after) {
    if (entry === own || facts.hasFailedAgainst(entry, own)) continue;
    for (const { pkgname, needs } of packages) {
      const soname = needs.find((needed) => lost.has(needed));
      if (soname === undefined) continue;
      const why = facts.held.has(entry)
        ? `is held by a rollback: \`scripts/autorepo release ${entry}\` lifts that`
        : "has not been rebuilt yet";
      return `it no longer offers ${soname}, and ${pkgname} that needs it ${why}`;
    }
  }
  return null;
}

/** A soname that only a replacement offers which itself has to wait. */
function needsPostponed({ packages }: Replacement, { offered, offeredByAll }: Outlook): string | null {
  const needed = packages.flatMap(({ needs }) => needs);
  const soname = needed.find((need) => offeredByAll.has(need) && !offered.has(need));
  return soname ? `it needs ${soname} of a package that is postponed` : null;
}

/** The repository as it would be, by entry. */
function result(
  published: ReadonlyMap<string, readonly PublishedPackage[]>,
  replacements: readonly Replacement[],
): ReadonlyMap<string, readonly PublishedPackage[]> {
  return new Map([...published, ...replacements.map(({ entry, packages }) => [entry, packages] as const)]);
}

function offeredBy(packages: readonly PublishedPackage[]): ReadonlySet<string> {
  return new Set(packages.flatMap(({ offers }) => offers));
}
