import { createHash } from "node:crypto";
import {
  type Manifest,
  type PublishedPackage,
  type State,
  writeDocument,
} from "../actions/lib/documents/index.ts";
import { signatureKey } from "../actions/lib/publishing/index.ts";
import { armoredSignature, type Signer } from "../actions/lib/signing/index.ts";
import type { PublishingWorld } from "./publishing-world.ts";
import { bytesOf } from "./signed-publications.ts";

/** What somebody can do to a store who has the bucket's keys, and not the signing key. */
const HEADERS = { contentType: "x", cacheControl: "no-cache" } as const;

export async function overwrite({ store }: PublishingWorld, key: string, bytes: Uint8Array): Promise<void> {
  await store.put(key, bytes, HEADERS);
}

export async function manifestOf(world: PublishingWorld, { manifest }: State): Promise<Manifest> {
  return JSON.parse(Buffer.from(await bytesOf(world, manifest.key)).toString());
}

/** A manifest that goes on from a state, with the package alpha changed. */
export async function forgedManifest(
  world: PublishingWorld,
  state: State,
  change: (alpha: PublishedPackage) => PublishedPackage,
): Promise<Manifest> {
  const real = await manifestOf(world, state);
  const { generation, publication, manifest } = state;
  const entries = real.entries.map((entry) => {
    if (entry.entry !== "alpha" || entry.built === null) return entry;
    return { ...entry, built: { ...entry.built, packages: entry.built.packages.map(change) } };
  });
  const previous = { generation, publication, manifest: { key: manifest.key, sha256: manifest.sha256 } };
  return { ...real, generation: generation + 1, publication: "0123456789abcdef", previous, entries };
}

/** Puts a package of their own there, and answers what a manifest says of it. */
export async function evilPackage(world: PublishingWorld): Promise<Partial<PublishedPackage>> {
  const bytes = Buffer.from("an evil package");
  const sha256 = sha256Of(bytes);
  const object = `alpha-9-1-any.${sha256.slice(0, 8)}.pkg.tar.zst`;
  await overwrite(world, object, bytes);
  await overwrite(world, signatureKey(object), Buffer.from("signature"));
  return { object, sha256, bytes: bytes.length, version: "9-1" };
}

/** Answers the manifest's key. */
export async function plant(world: PublishingWorld, manifest: Manifest): Promise<string> {
  const key = `manifests/${manifest.generation}-${manifest.publication}.json`;
  await overwrite(world, key, Buffer.from(writeDocument(manifest)));
  return key;
}

/** state.json for a planted manifest, as its own signature or none says of it. */
export async function plantState(
  world: PublishingWorld,
  { state, manifest, signer }: { state: State; manifest: Manifest; signer: Signer | null },
): Promise<void> {
  const text = writeDocument(manifest);
  const address = {
    key: await plant(world, manifest),
    sha256: sha256Of(text),
    bytes: Buffer.byteLength(text),
  };
  const { generation, publication, database } = manifest;
  const forged = writeDocument({ ...state, generation, publication, database, manifest: address });
  const signature =
    signer && (await armoredSignature(await signer.sign(Buffer.from(forged), new Date(state.time))));
  await overwrite(world, "state.json", Buffer.from(writeDocument({ state: forged, signature })));
}

export function sha256Of(content: Uint8Array | string): string {
  return createHash("sha256").update(content).digest("hex");
}
