import type { Body, Headers, Store } from "../../store/index.ts";

/** What a publisher may be about to name: uploads come before the state that makes them count. */
export const IN_PROGRESS_SECONDS = 86_400;

/**
 * Writes an object that is there, and that no kept publication may name, with the same bytes again unless it is young:
 * `prune`, which may be about to delete it, leaves alone what is younger than a day.
 */
export async function keepFresh(
  store: Store,
  key: string,
  { body, headers }: { body: Body; headers: Headers },
): Promise<void> {
  const found = await store.stat(key);
  const age = Date.now() - (found?.modified.getTime() ?? 0);
  if (age > (IN_PROGRESS_SECONDS * 1000) / 2) await store.put(key, body, headers);
}
