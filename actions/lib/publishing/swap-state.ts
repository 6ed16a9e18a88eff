import type { Store } from "../store/index.ts";
import { STATE_HEADERS } from "./headers.ts";
import { STATE_KEY } from "./published.ts";

export type StateSwap = {
  /** state.json as it is to be. */
  readonly bytes: Uint8Array;
  /** Of the state.json that the publication was decided on; null: there was none. */
  readonly version: string | null;
};

/**
 * Makes state.json ours while it is the one that was decided on: the only commit point. Answers whether it is ours now.
 * An answer that got lost, or says "conflict" for our own earlier write, is read back. A store that cannot compare is
 * compared with by reading before and after, which one publisher at a time makes safe (`singleWriterNote`).
 */
export async function swapState(store: Store, swap: StateSwap): Promise<boolean> {
  const { compareAndSwap } = await store.capabilities();
  const write = compareAndSwap ? comparedByStore : comparedByReading;
  try {
    return (await write(store, swap)) || (await isOurs(store, swap));
  } catch (error) {
    if (await isOurs(store, swap)) return true;
    throw error;
  }
}

/** What a person has to know of a store that ignores conditions; null: it compares, and publishers settle it themselves. */
export async function singleWriterNote(store: Store): Promise<string | null> {
  const { compareAndSwap } = await store.capabilities();
  if (compareAndSwap) return null;
  return (
    `${store.place} ignores conditional writes (If-Match), so that two publishers at once could undo each other: single-writer ` +
    "mode. The concurrency group of the workflows keeps them apart; outside of it let one publish at a time"
  );
}

async function comparedByStore(store: Store, { bytes, version }: StateSwap): Promise<boolean> {
  return (await store.swap(STATE_KEY, bytes, { version, headers: STATE_HEADERS })) === "swapped";
}

async function comparedByReading(store: Store, { bytes, version }: StateSwap): Promise<boolean> {
  const current = await store.read(STATE_KEY);
  if ((current?.version ?? null) !== version) return false;
  await store.put(STATE_KEY, bytes, STATE_HEADERS);
  return false;
}

/** The publication's id in it is random: no other publisher writes these bytes. */
async function isOurs(store: Store, { bytes }: StateSwap): Promise<boolean> {
  const current = await store.read(STATE_KEY);
  return current !== null && Buffer.from(bytes).equals(current.bytes);
}
