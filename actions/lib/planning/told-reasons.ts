import type { IdleEntry } from "../documents/index.ts";
import { type Rest, UNCHANGED } from "./own-reason.ts";

const BROKEN = "broken: ";

/** Why an entry is built, and what it lacks as it is published. */
export function toldToBuild(reason: string, broken: string | undefined): string {
  return broken === undefined ? reason : `${reason}; broken now: ${broken}`;
}

/** What an entry lacks as it is published, and why it rests all the same. */
export function toldToRest({ standing, reason }: Rest, broken: string | undefined): Rest {
  if (broken === undefined) return { standing, reason };
  return { standing: standing === "rests" ? "waits" : standing, reason: `${BROKEN}${broken}; ${reason}` };
}

/** Entries of one standing, under the heading that a person reads. */
export type IdleSection = Pick<IdleEntry, "standing"> & {
  readonly heading: string;
  readonly reasons: readonly { readonly reason: string; readonly entries: readonly string[] }[];
};

/** What is not built: first what somebody has to mend, last what has nothing to do. Entries that share a reason stand together. */
export function idleSections(idle: readonly IdleEntry[]): readonly IdleSection[] {
  const groups = Map.groupBy(idle, ({ standing }) => standing);
  return HEADINGS.flatMap(([standing, heading]) => {
    const entries = groups.get(standing) ?? [];
    if (entries.length === 0) return [];
    return [{ standing, heading: `${heading}: ${entries.length}`, reasons: byReason(entries) }];
  });
}

const HEADINGS = [
  ["unbuildable", "Cannot be built"],
  ["waits", "Waiting"],
  ["rests", "Nothing to do"],
] as const;

/** First what is broken, last what is unchanged, the rest in their order. */
function byReason(idle: readonly IdleEntry[]): IdleSection["reasons"] {
  const groups = Map.groupBy(idle, ({ reason }) => reason);
  return [...groups]
    .map(([reason, group]) => ({ reason, entries: group.map(({ entry }) => entry) }))
    .toSorted((one, other) => rankOf(one.reason) - rankOf(other.reason));
}

function rankOf(reason: string): number {
  if (reason.startsWith(BROKEN)) return 0;
  return reason === UNCHANGED ? 2 : 1;
}
