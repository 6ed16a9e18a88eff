import { setTimeout as sleep } from "node:timers/promises";
import type { Body, Headers, Store } from "../store/index.ts";

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
  },
): Promise<string | null> {
  const earliest = object.served === null ? 0 : startOfNextSecond(object.served);
  let now = Date.now();
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const wait = Math.max(0, earliest - now);
    if (wait > MAX_WAIT_MILLISECONDS) break;
    await sleep(wait);
    await store.put(object.key, object.body, object.headers);
    now = (await store.stat(object.key))?.modified.getTime() ?? Date.now();
    if (now >= earliest) return null;
  }
  await store.put(object.key, object.body, object.headers);
  const until = new Date(earliest).toISOString();
  return `${object.key}: a database served before is dated after it, clients keep that one until ${until}`;
}

function startOfNextSecond(date: Date): number {
  return (Math.floor(date.getTime() / 1000) + 1) * 1000;
}
