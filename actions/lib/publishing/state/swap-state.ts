import type { Store } from "../../store/index.ts";
import { STATE_HEADERS } from "../objects/headers.ts";
import { STATE_KEY } from "./published.ts";

export type StateSwap = {
  /** state.json as it is to be. */
  readonly bytes: Uint8Array;
  /** Of the state.json that the publication was decided on; null: there was none. */
  readonly version: string | null;
};

/**
 * Makes state.json ours while it is the one that was decided on: the only commit point. Answers whether it is ours now,
 * which is read back where the store's word is not enough: an answer got lost, "conflict" was said of our own earlier
 * write, or the store cannot compare.
 */
export async function swapState(store: Store, { bytes, version }: StateSwap): Promise<boolean> {
  const { compareAndSwap } = await store.capabilities();
  try {
    const answer = await store.swap(STATE_KEY, bytes, { version, headers: STATE_HEADERS });
    return (answer === "swapped" && compareAndSwap) || (await isOurs(store, bytes));
  } catch (error) {
    if (await isOurs(store, bytes)) return true;
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

/** The publication's id in it is random: no other publisher writes these bytes. */
async function isOurs(store: Store, bytes: Uint8Array): Promise<boolean> {
  const current = await store.read(STATE_KEY);
  return current !== null && Buffer.from(bytes).equals(current.bytes);
}
