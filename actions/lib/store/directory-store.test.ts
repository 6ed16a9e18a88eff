import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { openStore, readOnlyStore, type Store, StoreError } from "./index.ts";

const HEADERS = { contentType: "application/octet-stream", cacheControl: "no-cache" } as const;
const text = (value: string) => Buffer.from(value);

async function temporaryStore(): Promise<{ store: Store; root: string } & AsyncDisposable> {
  const parent = await mkdtemp(path.join(tmpdir(), "autorepo-store-"));
  const store = await openStore({ kind: "directory", path: "public" }, { folder: parent });
  return {
    store,
    root: path.join(parent, "public"),
    [Symbol.asyncDispose]: () => rm(parent, { recursive: true, force: true }),
  };
}

async function listed(store: Store, prefix: string): Promise<readonly string[]> {
  return (await Array.fromAsync(store.list(prefix))).map(({ key }) => key).sort();
}

async function contents(store: Pick<Store, "stream">, key: string): Promise<string | null> {
  const stream = await store.stream(key);
  return stream === null ? null : Buffer.concat(await Array.fromAsync(stream)).toString();
}

test("opening a store that is not there yet makes nothing and finds nothing", async () => {
  await using place = await temporaryStore();
  assert.equal(await place.store.read("state.json"), null);
  assert.equal(await place.store.stat("state.json"), null);
  assert.equal(await place.store.stream("gen/1/r.db"), null);
  assert.deepEqual(await listed(place.store, ""), []);
  await assert.rejects(stat(place.root), { code: "ENOENT" });
});

test("an object that exists is never created again", async () => {
  await using place = await temporaryStore();
  assert.equal(await place.store.create("gen/1/r.db", text("one"), HEADERS), "created");
  assert.equal(await place.store.create("gen/1/r.db", text("two"), HEADERS), "exists");
  assert.equal(await contents(place.store, "gen/1/r.db"), "one");
});

test("a swap wins only over the version it was made from", async () => {
  await using place = await temporaryStore();
  const swap = (value: string, version: string | null) =>
    place.store.swap("state.json", text(value), { version, headers: HEADERS });
  assert.equal(await swap("a", "0".repeat(64)), "conflict");
  assert.equal(await swap("a", null), "swapped");
  assert.equal(await swap("b", null), "conflict");
  const a = await place.store.read("state.json");
  assert.equal(await swap("b", a?.version ?? null), "swapped");
  assert.equal(await swap("c", a?.version ?? null), "conflict");
  assert.equal(await contents(place.store, "state.json"), "b");
});

test("a file becomes an object, and one that changed its size meanwhile does not", async () => {
  await using place = await temporaryStore();
  const file = path.join(path.dirname(place.root), "body");
  await writeFile(file, "12345", { mode: 0o600 });
  await place.store.put("a", { file, bytes: 5 }, HEADERS);
  assert.equal(await contents(place.store, "a"), "12345");
  await assert.rejects(place.store.put("b", { file, bytes: 4 }, HEADERS), /5 bytes, 4 were announced/);
  assert.deepEqual(await listed(place.store, ""), ["a"]);
  assert.deepEqual(await readdir(path.join(place.root, ".incoming")), []);
});

test("files and folders are readable by pacman's download user whatever the umask says", async () => {
  await using place = await temporaryStore();
  const umask = process.umask(0o077);
  try {
    await place.store.create("gen/1/r.db", text("x"), HEADERS);
    await place.store.put("r.db", text("x"), HEADERS);
    await place.store.swap("state.json", text("x"), { version: null, headers: HEADERS });
  } finally {
    process.umask(umask);
  }
  const modeOf = async (name: string) => (await stat(path.join(place.root, name))).mode & 0o777;
  for (const file of ["gen/1/r.db", "r.db", "state.json"]) assert.equal(await modeOf(file), 0o644, file);
  for (const folder of ["", "gen", "gen/1"]) assert.equal(await modeOf(folder), 0o755, folder);
});

test("keys that leave the store, or would not be the same everywhere, are refused", async () => {
  await using place = await temporaryStore();
  const hostile = [
    "",
    "/etc/passwd",
    "..",
    "../x",
    "a/../../x",
    "a/..",
    "./a",
    "a//b",
    "a/",
    ".incoming/lock",
    "a\\b",
    "a\0b",
    "a\nb",
    "\ud800",
    "x".repeat(256),
    "x/".repeat(600).concat("x"),
  ];
  for (const key of hostile) {
    const refused = (error: unknown) => error instanceof StoreError && error.code === "invalid-key";
    await assert.rejects(place.store.read(key), refused, key);
    await assert.rejects(place.store.put(key, text("x"), HEADERS), refused, key);
    await assert.rejects(place.store.delete(key), refused, key);
  }
  await assert.rejects(Array.fromAsync(place.store.list("../")), StoreError);
});

test("a folder is no object, and an object is no folder", async () => {
  await using place = await temporaryStore();
  await place.store.put("gen/1", text("x"), HEADERS);
  assert.equal(await place.store.read("gen"), null);
  assert.equal(await place.store.stat("gen"), null);
  assert.equal(await place.store.read("gen/1/r.db"), null);
  await assert.rejects(place.store.put("gen/1/r.db", text("x"), HEADERS), {
    code: "unreachable",
    message: /gen\/1\/r\.db/,
  });
});

test("listing goes by prefix as S3 does, and leaves out the store's own folder", async () => {
  await using place = await temporaryStore();
  for (const key of ["gen/1-a/r.db", "gen/12-b/r.db", "general", "r.db"]) {
    await place.store.put(key, text("x"), HEADERS);
  }
  assert.deepEqual(await listed(place.store, ""), ["gen/1-a/r.db", "gen/12-b/r.db", "general", "r.db"]);
  assert.deepEqual(await listed(place.store, "gen"), ["gen/1-a/r.db", "gen/12-b/r.db", "general"]);
  assert.deepEqual(await listed(place.store, "gen/1"), ["gen/1-a/r.db", "gen/12-b/r.db"]);
  assert.deepEqual(await listed(place.store, "gen/12-b/"), ["gen/12-b/r.db"]);
  assert.deepEqual(await listed(place.store, "none/"), []);
});

test("without a public address the store itself is read", async () => {
  await using place = await temporaryStore();
  await place.store.put("state.json", text("{}"), HEADERS);
  const address = { kind: "directory", path: place.root } as const;
  const readable = await readOnlyStore({ url: null, store: address }, { folder: "/" });
  assert.equal(await contents(readable, "state.json"), "{}");
  assert.equal("put" in readable, false);
});

test("an error names the store, the key and the reason", async () => {
  await using place = await temporaryStore();
  await mkdir(place.root);
  await writeFile(path.join(place.root, ".incoming"), "");
  const problem = { code: "unreachable", message: /public, state\.json: EEXIST/ };
  await assert.rejects(place.store.put("state.json", text("x"), HEADERS), problem);
});

test("a directory is opened without loading what buckets need", async () => {
  await using place = await temporaryStore();
  const loaded = (address: object, options: object) => `
    const { createRequire } = await import("node:module");
    const { openStore } = await import(${JSON.stringify(import.meta.resolve("./index.ts"))});
    await openStore(${JSON.stringify(address)}, ${JSON.stringify(options)});
    const { cache } = createRequire(${JSON.stringify(import.meta.url)});
    console.log(Object.keys(cache).some((file) => file.includes("client-s3")));
  `;
  const bucket = { kind: "s3", bucket: "abc", prefix: "", endpoint: "http://127.0.0.1:9", region: "auto" };
  const keys = { kind: "keys", accessKeyId: "id", secretAccessKey: "secret", sessionToken: null };
  const programs = [
    loaded({ kind: "directory", path: place.root }, { folder: "/" }),
    loaded(bucket, { folder: "/", s3: { credentials: keys } }),
  ];
  const said = programs.map((program) =>
    execFileSync(process.execPath, ["--input-type=module", "-e", program]),
  );
  assert.deepEqual(said.map(String), ["false\n", "true\n"]);
});
