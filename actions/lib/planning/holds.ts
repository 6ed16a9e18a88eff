import type { Built, Hold, PublishedEntry } from "../documents/index.ts";
import type { Entry, Ref } from "../packages-yaml/packages-yaml.ts";

/** Whether a rollback's hold still applies: it is on the ref that packages.yaml named then. */
export function isHeld({ ref }: Entry, hold: Hold | null): hold is Hold {
  return hold !== null && hold.ref === refText(ref);
}

/** The ref as a hold records it: a commit, a branch or a tag; null for a local folder. */
export function refText(ref: Ref | null): string | null {
  if (ref === null) return null;
  return ref.kind === "commit" ? ref.sha : ref.name;
}

/** The holds that apply, by entry. */
export function heldEntries(
  entries: readonly PublishedEntry[],
  tip: readonly Entry[],
): ReadonlyMap<string, Hold> {
  const holds = new Map(
    entries.flatMap(({ entry, hold }) => (hold === null ? [] : [[entry, hold] as const])),
  );
  return new Map(
    tip.flatMap((entry) => {
      const hold = holds.get(entry.name) ?? null;
      return isHeld(entry, hold) ? [[entry.name, hold] as const] : [];
    }),
  );
}

/**
 * Of the entries that a build took something from, those that a rollback holds: built again now, with the same inputs, it would
 * come out as it is, with a version for which clients do not go back.
 */
export function heldUses({ uses }: Built, held: Pick<ReadonlySet<string>, "has">): readonly string[] {
  return uses.filter(({ entry, value }) => value !== "" && held.has(entry)).map(({ entry }) => entry);
}
