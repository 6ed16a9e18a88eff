import type { PublishedPackage } from "../../documents/index.ts";
import { inParallel } from "../../in-parallel/index.ts";
import type { Signer } from "../../signing/index.ts";
import type { Body, Store } from "../../store/index.ts";
import { PACKAGE_HEADERS } from "../objects/headers.ts";
import { keepFresh } from "../objects/keep-fresh.ts";
import { placeSignature } from "../objects/signatures.ts";
import { digestOf } from "../objects/stored-object.ts";
import type { CandidatePackage } from "../publication.ts";
import { PublishingError } from "../publishing-error.ts";

/** A package as it will be placed. */
export type SignedPackage = {
  readonly published: PublishedPackage;
  readonly body: Body;
  /** null: there is no key. */
  readonly signature: Uint8Array | null;
};

/** Before the first upload: a key that cannot sign stops a publication while the store is as it was (security.md case 75). */
export async function signPackages(
  packages: readonly CandidatePackage[],
  { key, date }: { key: Signer | null; date: Date },
): Promise<readonly SignedPackage[]> {
  const signed: SignedPackage[] = [];
  for (const { path, published } of packages) {
    const body = { file: path, bytes: published.bytes };
    signed.push({ published, body, signature: key && (await key.sign(body, date)) });
  }
  return signed;
}

/**
 * Puts package files into the store, and their signatures where there is a key; nobody sees them before a database
 * names them. A name that is taken must hold the same bytes: other bytes are never written over (security.md case 72).
 */
export async function placePackages(
  store: Store,
  packages: readonly SignedPackage[],
  key: Signer | null,
): Promise<void> {
  const place = async ({ published, body, signature }: SignedPackage) => {
    await placePackage(store, published, body);
    if (key && signature) await placeSignature(store, { object: published.object, body, signature }, key);
  };
  await inParallel(packages, { atOnce: AT_ONCE, work: place });
}

/** Packages at once, each with its signature after it; how much of them is in memory is for the store to bound. */
const AT_ONCE = 8;

async function placePackage(store: Store, published: PublishedPackage, body: Body): Promise<void> {
  if ((await store.create(published.object, body, PACKAGE_HEADERS)) === "created") return;
  const found = await digestOf(store, published.object);
  if (found?.sha256 === published.sha256) {
    await keepFresh(store, published.object, { body, headers: PACKAGE_HEADERS });
    return;
  }
  throw new PublishingError(
    "foreign-object",
    `${store.place}/${published.object} holds other bytes (sha256 ${found?.sha256}) than the package to publish ` +
      `(sha256 ${published.sha256}): nothing is ever written over it. If no published database names it, delete it`,
  );
}
