import { createHash } from "node:crypto";
import type { Manifest, StoredObject } from "../documents/index.ts";
import type { Verifier } from "../signing/index.ts";
import type { ReadableStore } from "../store/index.ts";
import { inParallel } from "./in-parallel.ts";
import { keyringName } from "./keyring.ts";
import { publishedNames } from "./names.ts";
import { signatureKey, storedSignature } from "./signatures.ts";

/** An object that the state names. */
export type NamedObject = {
  readonly key: string;
  readonly expected: StoredObject;
  /** Fingerprint of the subkey whose signature lies beside it; null: none has to. */
  readonly signedBy: string | null;
  /** The entry whose package it is; null: a database. */
  readonly owner: string | null;
  /** What a person does where it is gone, or another. */
  readonly remedy: string;
};

export type StoreProblem = {
  readonly key: string;
  readonly problem:
    | "missing"
    | "different"
    | "outdated"
    | "newer"
    | "unsigned"
    | "wrong signature"
    | "stray"
    | "unseen";
  /** What it is, and what to do. */
  readonly message: string;
};

/** What a publication names, with its databases; `databaseKey`: the subkey that signed those, null: none did. */
export function* namedObjects(
  manifest: Pick<Manifest, "database" | "databases" | "entries">,
  { repositoryName, databaseKey }: { repositoryName: string; databaseKey: string | null },
): Generator<NamedObject> {
  for (const kind of ["db", "files"] as const) {
    const key = `${manifest.database}${repositoryName}.${kind}`;
    const remedy = "`scripts/autorepo verify --repair` writes it anew from the packages";
    yield { key, expected: manifest.databases[kind], signedBy: databaseKey, owner: null, remedy };
  }
  for (const { owner, published: one } of publishedNames(manifest.entries).values()) {
    const remedy = owner === keyringName(repositoryName) ? KEYRING_REMEDY : rebuildRemedy([owner]);
    yield { key: one.object, expected: one, signedBy: one.signedBy, owner, remedy };
  }
}

/** Nobody builds the keyring package: publishing writes it. */
const KEYRING_REMEDY =
  "restore it from a copy; else `scripts/autorepo verify --repair` writes it anew with AUTOREPO_SIGNING_KEY";

/** What a person does about packages of entries that are gone from the store. */
export function rebuildRemedy(entries: readonly string[]): string {
  const [them, from] = entries.length === 1 ? ["it", "a copy"] : ["them", "copies"];
  return `restore ${them} from ${from}, or build ${them} again: ${rebuildCommand(entries)}`;
}

export function rebuildCommand(entries: readonly string[]): string {
  return `\`scripts/autorepo run --rebuild --packages ${entries.join()}\``;
}

/** Objects read at once. */
const AT_ONCE = 4;

/**
 * Reads every object once, whole, and compares its hash and its signature. Without a `key` a signature only has to be
 * there.
 */
export async function objectProblems(
  store: ReadableStore,
  objects: readonly NamedObject[],
  key: Verifier | null,
): Promise<readonly StoreProblem[]> {
  const problems: (readonly StoreProblem[])[] = [];
  const work = async ([index, object]: readonly [number, NamedObject]) => {
    problems[index] = await problemsOf(store, object, key);
  };
  await inParallel(objects.entries(), { atOnce: AT_ONCE, work });
  return problems.flat();
}

async function problemsOf(
  store: ReadableStore,
  { key, expected, signedBy, remedy }: NamedObject,
  verifier: Verifier | null,
): Promise<readonly StoreProblem[]> {
  const content = await store.stream(key);
  if (content === null) {
    return [{ key, problem: "missing", message: `${key} is gone: ${remedy}` }];
  }
  const signature = signedBy === null ? null : await storedSignature(store, key);
  const hash = createHash("sha256");
  const maker = await makerOf(hashed(content, { hash, most: expected.bytes }), signature, verifier);
  const sha256 = hash.digest("hex");
  if (sha256 !== expected.sha256) {
    const message = `${key} has sha256 ${sha256}, not ${expected.sha256}: ${remedy}`;
    return [{ key, problem: "different", message }];
  }
  if (signedBy === null) return [];
  const name = signatureKey(key);
  const repaired = "`scripts/autorepo verify --repair` makes it again with AUTOREPO_SIGNING_KEY";
  if (signature === null) {
    return [
      { key: name, problem: "unsigned", message: `${name} is gone, clients refuse ${key}: ${repaired}` },
    ];
  }
  if (verifier === null || maker === signedBy) return [];
  const message = `${name} is no signature by ${signedBy} that holds now, clients refuse ${key}: ${repaired}`;
  return [{ key: name, problem: "wrong signature", message }];
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
