import type { PublishedEntry, PublishedPackage } from "../../documents/index.ts";
import { inParallel } from "../../in-parallel/index.ts";
import type { Signer } from "../../signing/index.ts";
import type { Body, ReadableStore, Store } from "../../store/index.ts";
import { SIGNATURE_HEADERS } from "./headers.ts";
import { keepFresh } from "./keep-fresh.ts";
import { publishedBytes } from "./stored-object.ts";

/** Where pacman looks for an object's detached signature. */
export function signatureKey(object: string): string {
  return `${object}.sig`;
}

/** Longer than pacman downloads: what has more is no signature, and nobody's memory is filled with it. */
const SIGNATURE_BYTES = 64 * 1024;

/** An object's detached signature; null: there is none. */
export async function storedSignature(store: ReadableStore, object: string): Promise<Uint8Array | null> {
  const stream = await store.stream(signatureKey(object));
  if (stream === null) return null;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > SIGNATURE_BYTES) break;
  }
  return Buffer.concat(chunks);
}

/** The entries as they are published with a key: its fingerprint on every package. */
export function withSigner(
  entries: readonly PublishedEntry[],
  key: Signer | null,
): readonly PublishedEntry[] {
  const signedBy = key?.fingerprint ?? null;
  return entries.map((entry) => {
    if (entry.built === null || entry.built.packages.every((one) => one.signedBy === signedBy)) return entry;
    const packages = entry.built.packages.map((one) => ({ ...one, signedBy }));
    return { ...entry, built: { ...entry.built, packages } };
  });
}

/**
 * Puts the signature of an object beside it. One that is there and verifies is kept, so that clients and caches never see two;
 * one that does not is of another key, and replaced.
 */
export async function placeSignature(
  store: Store,
  signed: { readonly object: string; readonly body: Body; readonly signature: Uint8Array },
  key: Signer,
): Promise<void> {
  const name = signatureKey(signed.object);
  if ((await store.create(name, signed.signature, SIGNATURE_HEADERS)) === "created") return;
  const found = await store.read(name);
  if (found !== null && (await key.verifies(signed.body, found.bytes))) {
    await keepFresh(store, name, { body: found.bytes, headers: SIGNATURE_HEADERS });
    return;
  }
  await store.put(name, signed.signature, SIGNATURE_HEADERS);
}

/** Packages at once: what another key signed is read from the store, each of them whole. */
const AT_ONCE = 4;

/**
 * Signs published packages that another key signed, or none. What an earlier try got done is kept. All signatures are made
 * before the first is written: a package that is gone must not leave clients with those of two keys.
 */
export async function signAgain(
  store: Store,
  packages: readonly Pick<PublishedPackage, "object" | "sha256" | "bytes">[],
  { key, date }: { key: Signer; date: Date },
): Promise<void> {
  const made: { readonly name: string; readonly signature: Uint8Array }[] = [];
  const sign = async ({ object, sha256, bytes }: (typeof packages)[number]) => {
    const content = () => publishedBytes(store, { key: object, expected: { sha256, bytes } });
    const found = await storedSignature(store, object);
    if (found !== null && (await key.verifies(content(), found))) return;
    made.push({ name: signatureKey(object), signature: await key.sign(content(), date) });
  };
  const place = ({ name, signature }: (typeof made)[number]) => store.put(name, signature, SIGNATURE_HEADERS);
  await inParallel(packages, { atOnce: AT_ONCE, work: sign });
  await inParallel(made, { atOnce: AT_ONCE, work: place });
}
