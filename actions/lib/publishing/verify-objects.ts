import { createHash } from "node:crypto";
import type { Manifest, StoredObject } from "../documents/index.ts";
import type { Verifier } from "../signing/index.ts";
import type { ReadableStore } from "../store/index.ts";
import { inParallel } from "./in-parallel.ts";
import { publishedNames } from "./names.ts";
import { kindOf } from "./object-kinds.ts";
import { signatureKey, storedSignature } from "./signatures.ts";

/** An object that the state names. */
export type NamedObject = {
  readonly key: string;
  readonly expected: StoredObject;
  /** Fingerprint of the subkey whose signature lies beside it; null: none has to. */
  readonly signedBy: string | null;
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
    yield { key, expected: manifest.databases[kind], signedBy: databaseKey };
  }
  for (const { published: one } of publishedNames(manifest.entries).values()) {
    yield { key: one.object, expected: one, signedBy: one.signedBy };
  }
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
  { key, expected, signedBy }: NamedObject,
  verifier: Verifier | null,
): Promise<readonly StoreProblem[]> {
  const content = await store.stream(key);
  if (content === null) {
    return [{ key, problem: "missing", message: `${key} is gone: ${remedyFor(key)}` }];
  }
  const signature = signedBy === null ? null : await storedSignature(store, key);
  const hash = createHash("sha256");
  const maker = await makerOf(hashed(content, { hash, most: expected.bytes }), signature, verifier);
  const sha256 = hash.digest("hex");
  if (sha256 !== expected.sha256) {
    const message = `${key} has sha256 ${sha256}, not ${expected.sha256}: ${remedyFor(key)}`;
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

function remedyFor(key: string): string {
  return kindOf(key) === "database"
    ? "`scripts/autorepo verify --repair` writes it anew from the packages"
    : "restore it from a copy, or build it again: `scripts/autorepo run --rebuild --packages …`";
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
