import { setTimeout as sleep } from "node:timers/promises";
import type { Body, Headers, Store } from "../../store/index.ts";

/** Clocks that differ by more than this are not waited for. */
const MAX_WAIT_MILLISECONDS = 5000;
const ATTEMPTS = 3;

/**
 * Puts a database so that its Last-Modified is at least one second after `served`, waiting where it must: pacman
 * keeps what it has when the new one is of the same second or older (platform facts C6.5). Answers a note where
 * the store's clock makes that impossible, else null.
 */
export async function putAfter(
  store: Store,
  object: {
    readonly key: string;
    readonly body: Body;
    readonly headers: Headers;
    readonly served: Date | null;
    /** Asked right before each writing; once it says no, nothing more is written. By default it is always wanted. */
    isWanted?(): Promise<boolean>;
  },
): Promise<string | null> {
  const { key, body, headers, served, isWanted = async () => true } = object;
  const earliest = served === null ? 0 : startOfNextSecond(served);
  const left = Math.max(0, earliest - Date.now());
  // Of the current second; more than that says only that clocks differ, and that of the store shows after a writing.
  let wait = left > 1000 ? 0 : left;
  for (let attempt = 0; attempt < ATTEMPTS && wait <= MAX_WAIT_MILLISECONDS; attempt++) {
    await sleep(wait);
    if (!(await isWanted())) return null;
    await store.put(key, body, headers);
    const dated = (await store.stat(key))?.modified.getTime() ?? Date.now();
    if (dated >= earliest) return null;
    wait = earliest - dated;
  }
  const until = new Date(earliest).toISOString();
  return `${key}: a database served before is dated after it, clients keep that one until ${until}`;
}

function startOfNextSecond(date: Date): number {
  return (Math.floor(date.getTime() / 1000) + 1) * 1000;
}
