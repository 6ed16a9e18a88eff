import type { State } from "../actions/lib/documents/index.ts";
import {
  type Repair,
  type RepairRequest,
  readPublished,
  repairStore,
  type Signing,
} from "../actions/lib/publishing/index.ts";
import type { Signer } from "../actions/lib/signing/index.ts";
import { type PublishingWorld, REPOSITORY, repairOf } from "./publishing-world.ts";
import { publishedWith, signingWith } from "./signed-publications.ts";

/** Publishes alpha 1-1 and 2-1, and answers the state of the second. */
export async function twoPublications(world: PublishingWorld, signing: Signing): Promise<State> {
  await publishedWith(world, { signing, version: "1-1" });
  return (await publishedWith(world, { signing, version: "2-1" })).state;
}

export async function repairWith(
  world: PublishingWorld,
  key: Signer,
  changes: Partial<RepairRequest> = {},
): Promise<Repair> {
  return await repairStore(world.store, repairOf({ signing: signingWith(key), now: new Date(), ...changes }));
}

/** The publication that is published now and is this key's own; throws where it is not. */
export async function genuinePublication(world: PublishingWorld, key: Signer): Promise<string | undefined> {
  const published = await readPublished(world.store, REPOSITORY, { key, mayBeUnsigned: false });
  return published?.state.publication;
}
