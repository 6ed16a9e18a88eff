import { createHash } from "node:crypto";
import type { Manifest, StoredObject } from "../../documents/index.ts";
import { inParallel } from "../../in-parallel/index.ts";
import type { Verifier } from "../../signing/index.ts";
import type { ReadableStore } from "../../store/index.ts";
import { type OwnedPackage, publishedNames } from "../deciding/names.ts";
import { storedSignature } from "../objects/signatures.ts";

/** An object that the state names. */
export type NamedObject = {
  readonly key: string;
  readonly expected: StoredObject;
  /** Fingerprint of the subkey whose signature lies beside it; null: none has to. */
  readonly signedBy: string | null;
  /** The package that it is; null: a database. */
  readonly owned: OwnedPackage | null;
};

/** What an object of the store is not, that the state says it is; "unsigned" and "wrong signature" are of what lies beside it. */
export type ObjectFault = {
  readonly object: NamedObject;
  readonly problem: "missing" | "different" | "unsigned" | "wrong signature";
  /** sha256 of what is there; null: nothing is. */
  readonly found: string | null;
};

/** What a publication names, with its databases; `databaseKey`: the subkey that signed those, null: none did. */
export function* namedObjects(
  manifest: Pick<Manifest, "database" | "databases" | "entries">,
  { repositoryName, databaseKey }: { repositoryName: string; databaseKey: string | null },
): Generator<NamedObject> {
  for (const kind of ["db", "files"] as const) {
    const key = `${manifest.database}${repositoryName}.${kind}`;
    yield { key, expected: manifest.databases[kind], signedBy: databaseKey, owned: null };
  }
  for (const owned of publishedNames(manifest.entries).values()) {
    yield { ...unsignedPackage(owned), signedBy: owned.published.signedBy };
  }
}

/** A package whose signature does not matter: it is not looked at, or is to be made anew. */
export function unsignedPackage(owned: OwnedPackage): NamedObject {
  const { published } = owned;
  return { key: published.object, expected: published, signedBy: null, owned };
}

/** Whether the object itself, not only its signature, is not as it was. */
export function isLost({ problem }: ObjectFault): boolean {
  return problem === "missing" || problem === "different";
}

/** "alpha-1-1-any.01234567.pkg.tar.zst is gone" */
export function lostWord({ object, problem }: ObjectFault): string {
  return problem === "missing" ? `${object.key} is gone` : `${object.key} has other bytes`;
}

/** Objects read at once. */
const AT_ONCE = 4;

/**
 * Reads every object once, whole, and compares its hash and its signature. Without a `key` a signature only has to be
 * there.
 */
export async function objectFaults(
  store: ReadableStore,
  objects: readonly NamedObject[],
  key: Verifier | null,
): Promise<readonly ObjectFault[]> {
  const work = (object: NamedObject) => faultOf(store, object, key);
  const faults = await inParallel(objects, { atOnce: AT_ONCE, work });
  return faults.filter((fault) => fault !== null);
}

async function faultOf(
  store: ReadableStore,
  object: NamedObject,
  verifier: Verifier | null,
): Promise<ObjectFault | null> {
  const { key, expected, signedBy } = object;
  // Before the object, which would be left open where the signature cannot be read.
  const signature = signedBy === null ? null : await storedSignature(store, key);
  const content = await store.stream(key);
  if (content === null) return { object, problem: "missing", found: null };
  const hash = createHash("sha256");
  const maker = await makerOf(hashed(content, { hash, most: expected.bytes }), signature, verifier);
  const found = hash.digest("hex");
  if (found !== expected.sha256) return { object, problem: "different", found };
  if (signedBy === null) return null;
  if (signature === null) return { object, problem: "unsigned", found };
  return verifier === null || maker === signedBy ? null : { object, problem: "wrong signature", found };
}

/** Whose signature it is; null: nobody's, or there is none to judge. The content is read to its end in any case. */
async function makerOf(
  content: AsyncGenerator<Uint8Array>,
  signature: Uint8Array | null,
  verifier: Verifier | null,
): Promise<string | null> {
  const maker = signature && verifier ? await verifier.madeBy(content, signature) : null;
  for await (const _ of content);
  return maker;
}

async function* hashed(
  content: AsyncIterable<Uint8Array>,
  { hash, most }: { hash: { update(chunk: Uint8Array): unknown }; most: number },
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of content) {
    hash.update(chunk);
    bytes += chunk.length;
    yield chunk;
    // It is another one already, and may have no end.
    if (bytes > most) return;
  }
}
