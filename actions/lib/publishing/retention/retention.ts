import { IN_PROGRESS_SECONDS } from "../objects/keep-fresh.ts";
import { lostHistoryNote, minute } from "../state/lost-history.ts";
import { kindOf, type ObjectKind, runOf } from "../state/object-kinds.ts";
import type { Link } from "../state/publication-chain.ts";

/** As a store lists it. */
export type ListedObject = { readonly key: string; readonly bytes: number; readonly modified: Date };

export type RetentionFacts = {
  readonly listing: readonly ListedObject[];
  /** Newest first, all that is there. */
  readonly chain: readonly Link[];
  /** Digest of the database that clients are served just now; null: none is. */
  readonly served: string | null;
  /** Runs that the report links to; null: not known, and nothing of the report goes. */
  readonly runs: ReadonlySet<string> | null;
  readonly keepSeconds: number;
  readonly now: Date;
};

export type Retention = {
  readonly kept: readonly Link[];
  /** What may go, by key. */
  readonly garbage: readonly Garbage[];
  /** Why nothing may go yet; null: it may. */
  readonly waits: string | null;
};

export type Garbage = ListedObject & { readonly kind: ObjectKind; readonly reason: string };

/**
 * What nothing needs any more. A publication is kept while it was current within the last `keepSeconds`: the end of that
 * time counts, which is the beginning of the next one. What a kept one names stays, what is younger than a day stays, and
 * so does all that autorepo did not name itself.
 */
export function retain(facts: RetentionFacts): Retention {
  const ends = endsOf(facts);
  const oldest = facts.chain.findLastIndex((_, index) => ends(index) >= cutoff(facts));
  const kept = facts.chain.slice(0, Math.max(oldest, 0) + 1);
  // What a publication needs whose manifest is gone cannot be told from garbage.
  const waits = lostHistoryNote(facts.chain, facts);
  return { kept, waits, garbage: waits === null ? garbageOf(facts, kept, ends) : [] };
}

function cutoff({ now, keepSeconds }: RetentionFacts): number {
  return now.getTime() - keepSeconds * 1000;
}

/** When the publication at a place of the chain was last current, in milliseconds: publishers' clocks differ, so the later counts. */
function endsOf({ chain, listing, served, now }: RetentionFacts): (index: number) => number {
  const modified = new Map(listing.map((object) => [object.key, object.modified.getTime()]));
  // A rollback's database has the bytes of an older one.
  const servedAt = chain.findIndex(({ database }) => database === served);
  return (index) => {
    const next = chain[index - 1];
    if (next === undefined || index === servedAt) return now.getTime();
    return Math.max(Date.parse(next.time), modified.get(next.key) ?? 0);
  };
}

function garbageOf(
  facts: RetentionFacts,
  kept: readonly Link[],
  ends: (index: number) => number,
): readonly Garbage[] {
  const { chain, listing, now } = facts;
  const needed = new Set(kept.flatMap(({ keys }) => keys));
  const reasons = new Map<string, string>();
  for (const [index, { generation, keys }] of [...chain.entries()].slice(kept.length)) {
    const reason = `of generation ${generation}, current until ${minute(new Date(ends(index)))}`;
    for (const key of keys) if (!reasons.has(key)) reasons.set(key, reason);
  }
  const lost = "of a publication that did not come through";
  return listing.flatMap((object): readonly Garbage[] => {
    const { key, modified } = object;
    const kind = kindOf(key);
    const isNew = now.getTime() - modified.getTime() < IN_PROGRESS_SECONDS * 1000;
    if (kind === null || isNew || needed.has(key)) return [];
    if (kind !== "run page") return [{ ...object, kind, reason: reasons.get(key) ?? lost }];
    return isForgottenPage(object, facts)
      ? [{ ...object, kind, reason: "of a run that the report no longer lists" }]
      : [];
  });
}

function isForgottenPage({ key, modified }: ListedObject, facts: RetentionFacts): boolean {
  const run = runOf(key);
  return run !== null && facts.runs !== null && !facts.runs.has(run) && modified.getTime() < cutoff(facts);
}
