import { randomBytes } from "node:crypto";
import type { Manifest } from "../documents/index.ts";
import type { Entry } from "../packages-yaml/packages-yaml.ts";
import { unlistedNames } from "../planning/index.ts";
import type { Store } from "../store/index.ts";
import { NO_LONGER_LISTED, publishedNames, removedNames, requireConfirmedRemoval } from "./deciding/names.ts";
import { withoutKeyring } from "./keyring/keyring.ts";
import { STATE_HEADERS } from "./objects/headers.ts";
import type { StateTrust } from "./signing.ts";
import { readForPublishing } from "./state/consistency.ts";
import type { Published } from "./state/published.ts";

export type ReadinessQuestion = {
  readonly store: Store;
  readonly repositoryName: string;
  readonly signing: StateTrust;
  /** Of packages.yaml. */
  readonly entries: readonly Entry[];
  /** Confirmed number of names to remove; null: none. */
  readonly remove: number | null;
};

/**
 * What is published, once everything was asked that publishing would refuse whatever is built: no key, a state that is lost or
 * that another key signed, most names unlisted, a store that cannot be written. null: nothing is published yet.
 *
 * @throws PublishingError, StoreError as `publish` would
 */
export async function requireReady(question: ReadinessQuestion): Promise<Published | null> {
  const { store, repositoryName, signing, remove } = question;
  const published = await readForPublishing(store, repositoryName, signing);
  // What is confirmed is compared in the end: builds may take further names away.
  if (published !== null && remove === null) requireNamesStay(published.manifest, question);
  await requireWritable(store);
  return published;
}

function requireNamesStay(manifest: Manifest, { repositoryName, entries }: ReadinessQuestion): void {
  const before = withoutKeyring(manifest, repositoryName).entries;
  const removed = removedNames(unlistedNames(before, entries), NOTHING_BUILT);
  const published = publishedNames(before).size;
  requireConfirmedRemoval(removed, { published, confirmed: null, because: NO_LONGER_LISTED });
}

const NOTHING_BUILT: ReadonlySet<string> = new Set();

/** Writes a small object of a random name and takes it away. What stays behind is named by nothing and goes with `prune`. */
async function requireWritable(store: Store): Promise<void> {
  const key = `probe-${randomBytes(8).toString("hex")}`;
  await store.put(key, Buffer.from("probe\n"), STATE_HEADERS);
  await store.delete(key).catch(() => {});
}
