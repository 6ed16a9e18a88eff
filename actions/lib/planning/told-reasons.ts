import type { IdleEntry } from "../documents/index.ts";
import { UNCHANGED } from "./own-reason.ts";

const BROKEN = "broken: ";

/** Why an entry is built, and what it lacks as it is published. */
export function toldToBuild(reason: string, broken: string | undefined): string {
  return broken === undefined ? reason : `${reason}; broken now: ${broken}`;
}

/** What an entry lacks as it is published, and why it rests all the same. */
export function toldToRest(reason: string, broken: string | undefined): string {
  return broken === undefined ? reason : `${BROKEN}${broken}; ${reason}`;
}

/** Entries that share a reason: first what is broken, last what has nothing to do, the rest in their order. */
export function idleByReason(
  idle: readonly IdleEntry[],
): readonly { readonly reason: string; readonly entries: readonly string[] }[] {
  const groups = Map.groupBy(idle, ({ reason }) => reason);
  return [...groups]
    .map(([reason, group]) => ({ reason, entries: group.map(({ entry }) => entry) }))
    .toSorted((one, other) => rankOf(one.reason) - rankOf(other.reason));
}

function rankOf(reason: string): number {
  if (reason.startsWith(BROKEN)) return 0;
  return reason === UNCHANGED ? 2 : 1;
}
