import type { ReadableStore } from "../../store/index.ts";
import { PublishingError, REPAIR } from "../publishing-error.ts";
import type { Link } from "./publication-chain.ts";
import type { Published } from "./published.ts";
import { readableManifest } from "./state-document.ts";

export type NewerFacts = {
  readonly published: Published;
  readonly chain: readonly Link[];
  /** Keys of all manifests that are there. */
  readonly manifests: readonly string[];
};

/** A publication that was made on another one which the state does not know, so that this was committed once. */
export type Newer = { readonly key: string; readonly generation: number; readonly base: string };

/**
 * What shows that the state is older than the store: a manifest that goes on from one that is not in the state's history.
 * A publisher that lost its race leaves a manifest too, but one that goes on from what was published. What cannot be read
 * shows nothing.
 */
export async function findNewer(store: ReadableStore, facts: NewerFacts): Promise<Newer | null> {
  const known = new Set(facts.chain.map(({ key }) => key));
  const { generation } = facts.published.state;
  for (const key of facts.manifests) {
    if (known.has(key) || generationOf(key) < generation) continue;
    const object = await store.read(key);
    if (object === null) continue;
    const manifest = readableManifest({ bytes: object.bytes, place: `${store.place}/${key}` });
    const base = manifest?.previous ?? null;
    const isOnUnknown = base !== null && base.generation >= generation && !known.has(base.manifest.key);
    if (isOnUnknown) return { key, generation: generationOf(key), base: base.manifest.key };
  }
  return null;
}

/** Throws a PublishingError "older" where something newer was published than the state says. */
export async function requireNewest(store: ReadableStore, facts: NewerFacts): Promise<void> {
  const newer = await findNewer(store, facts);
  if (newer === null) return;
  throw new PublishingError(
    "older",
    `${store.place}: ${newer.key} goes on from ${newer.base}, which state.json (generation ` +
      `${facts.published.state.generation}) does not know: the state is older than the repository; ${REPAIR}`,
  );
}

/** The generation in a manifest's key; -1 where it is none. */
export function generationOf(key: string): number {
  return Number(/^manifests\/([0-9]+)-/.exec(key)?.[1] ?? -1);
}
