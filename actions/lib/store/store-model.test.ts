import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { openBucketStore } from "../../../test/bucket-store.ts";
import { startS3Server } from "../../../test/s3-server.ts";
import { openStore, type Store } from "./index.ts";

const HEADERS = { contentType: "text/plain", cacheControl: "no-cache" } as const;

type Operation =
  | { readonly kind: "create" | "put"; readonly key: string; readonly value: string }
  | { readonly kind: "swap"; readonly key: string; readonly value: string; readonly expected: string | null }
  | { readonly kind: "delete" | "read"; readonly key: string };

const keys = fc.constantFrom("state.json", "gen/1/r.db", "gen/2/r.db", "heads/state.json");
const values = fc.constantFrom("", "a", "b", "c");
const operations: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({ kind: fc.constantFrom("create" as const, "put" as const), key: keys, value: values }),
  fc.record({
    kind: fc.constant("swap" as const),
    key: keys,
    value: values,
    expected: fc.oneof(fc.constant(null), values),
  }),
  fc.record({ kind: fc.constantFrom("delete" as const, "read" as const), key: keys }),
);

const places = [
  { name: "directory", open: openDirectories, runs: 60 },
  { name: "bucket", open: openBuckets, runs: 40 },
];

for (const { name, open, runs } of places) {
  test(`a ${name} store behaves like a map with conditional writes`, async () => {
    await using place = await open();
    let run = 0;
    const property = fc.asyncProperty(fc.array(operations, { maxLength: 25 }), async (sequence) => {
      const store = await place.openStore(String(run++));
      const model = new Map<string, string>();
      for (const operation of sequence) {
        const expected = inModel(model, operation);
        assert.deepEqual(await inStore(store, operation), expected);
      }
      const objects = await Array.fromAsync(store.list(""));
      assert.deepEqual(objects.map(({ key }) => key).sort(), [...model.keys()].sort());
    });
    await fc.assert(property, { numRuns: runs });
  });
}

type Places = AsyncDisposable & { openStore(name: string): Promise<Store> };

async function openDirectories(): Promise<Places> {
  const folder = await mkdtemp(path.join(tmpdir(), "autorepo-store-"));
  return {
    openStore: (name) => openStore({ kind: "directory", path: name }, { folder }),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

async function openBuckets(): Promise<Places> {
  const server = await startS3Server();
  return {
    openStore: (name) => openBucketStore(server, { prefix: name }),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

function inModel(model: Map<string, string>, operation: Operation): string | null {
  const current = model.get(operation.key) ?? null;
  switch (operation.kind) {
    case "read":
      return current;
    case "delete":
      model.delete(operation.key);
      return null;
    case "put":
      model.set(operation.key, operation.value);
      return null;
    case "create":
      if (current !== null) return "exists";
      model.set(operation.key, operation.value);
      return "created";
    case "swap":
      if (current !== operation.expected) return "conflict";
      model.set(operation.key, operation.value);
      return "swapped";
  }
}

async function inStore(store: Store, operation: Operation): Promise<string | null> {
  const { key } = operation;
  switch (operation.kind) {
    case "read":
      return await textOf(store, key);
    case "delete":
      await store.delete(key);
      return null;
    case "put":
      await store.put(key, Buffer.from(operation.value), HEADERS);
      return null;
    case "create":
      return await store.create(key, Buffer.from(operation.value), HEADERS);
    case "swap": {
      const version = await versionOf(store, key, operation.expected);
      return await store.swap(key, Buffer.from(operation.value), { version, headers: HEADERS });
    }
  }
}

async function textOf(store: Store, key: string): Promise<string | null> {
  const object = await store.read(key);
  return object === null ? null : Buffer.from(object.bytes).toString();
}

/** The store's version where it holds what the model's swap expects, else one that it cannot have. */
async function versionOf(store: Store, key: string, expected: string | null): Promise<string | null> {
  if (expected === null) return null;
  const current = await store.read(key);
  const holds = current !== null && Buffer.from(current.bytes).toString() === expected;
  return holds ? current.version : "a version of long ago";
}
