import assert from "node:assert/strict";
import type { PublishedPackage } from "../actions/lib/documents/index.ts";
import {
  type Publication,
  probeRedirects,
  publish,
  readPublished,
  type Signing,
} from "../actions/lib/publishing/index.ts";
import type { Signer } from "../actions/lib/signing/index.ts";
import type { Store } from "../actions/lib/store/index.ts";
import {
  backdate,
  collected,
  entryOf,
  type PublishingWorld,
  REPOSITORY,
  requestOf,
} from "./publishing-world.ts";

const alpha = entryOf("alpha");

/** As for a bucket without redirects: nothing may stay unsigned. */
export function signingWith(key: Signer | null, changes: Partial<Signing> = {}): Signing {
  return { key, mayBeUnsigned: false, redirectsWork: async () => false, ...changes };
}

/** As for a bucket whose readers come through a website, or another public address. */
export function signingThrough(url: string, store: Store, key: Signer): Signing {
  const redirectsWork = async () => (await probeRedirects(store, url)).kind === "followed";
  return signingWith(key, { redirectsWork });
}

export type SignedWish = {
  readonly signing: Signing;
  /** Of the package alpha; null: nothing new. */
  readonly version: string | null;
  readonly store?: Store;
};

/** Publishes alpha on top of what is there. */
export async function publishedWith(
  world: PublishingWorld,
  { signing, version, store = world.store }: SignedWish,
): Promise<Publication> {
  await backdate(world.root).catch(() => {});
  const plannedOn = (await readPublished(world.store, REPOSITORY))?.state ?? null;
  const packages = version === null ? [] : [{ pkgname: "alpha", version }];
  const results = version === null ? [] : [await collected(world, { entry: alpha, packages })];
  return await publish(requestOf(store, [alpha], { results, plannedOn, signing }));
}

export type Write = "create" | "swap" | "put" | "delete";

/** A store with something that happens before each call that changes it. */
export function beforeWrites(store: Store, act: (key: string, write: Write) => Promise<void> | void): Store {
  return {
    ...store,
    create: async (key, ...rest) => {
      await act(key, "create");
      return await store.create(key, ...rest);
    },
    swap: async (key, ...rest) => {
      await act(key, "swap");
      return await store.swap(key, ...rest);
    },
    put: async (key, ...rest) => {
      await act(key, "put");
      await store.put(key, ...rest);
    },
    delete: async (key) => {
      await act(key, "delete");
      await store.delete(key);
    },
  };
}

export function packagesOf({ manifest }: Publication): readonly PublishedPackage[] {
  return manifest.entries.flatMap(({ built }) => built?.packages ?? []);
}

export async function bytesOf({ store }: PublishingWorld, key: string): Promise<Uint8Array> {
  const found = await store.read(key);
  assert.ok(found, `${key} is there`);
  return found.bytes;
}
