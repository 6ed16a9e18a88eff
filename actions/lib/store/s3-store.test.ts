import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, test } from "node:test";
import { openBucketStore } from "../../../test/bucket-store.ts";
import { startFaultProxy } from "../../../test/fault-proxy.ts";
import { startS3Server } from "../../../test/s3-server.ts";
import { bucketUrl, openStore, readOnlyStore, type Store, StoreError } from "./index.ts";

const server = await startS3Server();
after(() => server[Symbol.asyncDispose]());

const HEADERS = { contentType: "application/octet-stream", cacheControl: "no-cache" } as const;
const text = (value: string) => Buffer.from(value);
const keys = { kind: "keys", ...server.keys, sessionToken: null } as const;

async function contents(store: Pick<Store, "stream">, key: string): Promise<string | null> {
  const stream = await store.stream(key);
  return stream === null ? null : Buffer.concat(await Array.fromAsync(stream)).toString();
}

test("a bucket that is empty has nothing, and an object is what was written", async () => {
  const store = await openBucketStore(server, { prefix: "first" });
  assert.deepEqual(
    [await store.read("x"), await store.stat("x"), await store.stream("x")],
    [null, null, null],
  );
  const before = Math.floor(Date.now() / 1000) * 1000;
  assert.equal(await store.create("gen/1/r.db", text("one"), HEADERS), "created");
  assert.equal(await store.create("gen/1/r.db", text("two"), HEADERS), "exists");
  assert.equal(await contents(store, "gen/1/r.db"), "one");
  const stat = await store.stat("gen/1/r.db");
  assert.equal(stat?.bytes, 3);
  assert.ok(stat.modified.getTime() >= before && stat.modified.getTime() % 1000 === 0);
});

test("a swap wins only over the version it was made from", async () => {
  const store = await openBucketStore(server, { prefix: "swap" });
  const swap = (value: string, version: string | null) =>
    store.swap("state.json", text(value), { version, headers: HEADERS });
  assert.equal(await swap("a", '"0123456789abcdef0123456789abcdef"'), "conflict");
  assert.equal(await swap("a", null), "swapped");
  assert.equal(await swap("b", null), "conflict");
  const a = await store.read("state.json");
  assert.equal(await swap("b", a?.version ?? null), "swapped");
  assert.equal(await swap("c", a?.version ?? null), "conflict");
  assert.equal(await contents(store, "state.json"), "b");
});

test("readers get types and cache headers, and the redirect from a website endpoint only", async () => {
  const store = await openBucketStore(server, { prefix: "site/arch" });
  const type = { contentType: "text/html; charset=utf-8", cacheControl: "immutable" } as const;
  await store.put("gen/1/r.db", text("<p>"), type);
  const below = await openBucketStore(server, { prefix: "site/arch/heads" });
  await below.put("r.db", text("plain"), { ...HEADERS, redirect: "gen/2/r.db" });
  await store.put("r.db", text("plain"), { ...HEADERS, redirect: "gen/1/r.db" });

  const object = await fetch(`${server.url}/site/arch/gen/1/r.db`);
  assert.equal(object.headers.get("content-type"), "text/html; charset=utf-8");
  assert.equal(object.headers.get("cache-control"), "public, max-age=31536000, immutable");
  assert.equal(object.headers.get("content-encoding"), null);
  const plain = await fetch(`${server.url}/site/arch/r.db`);
  assert.equal(plain.headers.get("cache-control"), "no-cache, max-age=0");
  assert.equal(await plain.text(), "plain");
  const followed = await fetch(`${server.website}/site/arch/r.db`);
  assert.equal(await followed.text(), "<p>");
  const heads = await fetch(`${server.website}/site/arch/heads/r.db`, { redirect: "manual" });
  assert.equal(heads.headers.get("location"), "/site/arch/heads/gen/2/r.db");
});

test("the public address of a bucket serves its objects", async () => {
  const place = { bucket: server.bucket, prefix: "public", endpoint: server.endpoint, region: server.region };
  const store = { kind: "s3", ...place } as const;
  const written = await openStore(store, { folder: "/", s3: { credentials: keys } });
  await written.put("state.json", text("{}"), HEADERS);
  const readable = await readOnlyStore({ url: bucketUrl(store), store }, { folder: "/" });
  assert.equal(await contents(readable, "state.json"), "{}");
  const atAmazon = bucketUrl({ ...store, endpoint: null });
  assert.equal(atAmazon, "https://packages.s3.us-east-1.amazonaws.com/public");
});

test("without a public address the bucket is read with keys, and without keys not at all", async () => {
  const place = { bucket: server.bucket, prefix: "keys", endpoint: server.endpoint, region: server.region };
  const store = { kind: "s3", ...place } as const;
  const written = await openStore(store, { folder: "/", s3: { credentials: keys } });
  await written.put("state.json", text("{}"), HEADERS);
  const readable = await readOnlyStore({ url: null, store }, { folder: "/", s3: { credentials: keys } });
  assert.equal(await contents(readable, "state.json"), "{}");
  assert.equal("put" in readable, false);
  await assert.rejects(openStore(store, { folder: "/" }), {
    code: "forbidden",
    message: /AWS_ACCESS_KEY_ID/,
  });
});

test("a bucket of AWS needs its region", async () => {
  const place = { kind: "s3", bucket: "packages", prefix: "", endpoint: null, region: null } as const;
  const opened = openStore(place, { folder: "/", s3: { credentials: keys } });
  await assert.rejects(opened, { code: "other-region", message: /region: eu-central-1.* AWS_REGION/s });
});

test("listing goes by prefix over many pages, and leaves out the store's own and what nobody could name", async () => {
  const store = await openBucketStore(server, { prefix: "list" });
  const written = Array.from({ length: 1003 }, (_, n) => `gen/${n}/r.db`);
  for (let at = 0; at < written.length; at += 100) {
    await Promise.all(written.slice(at, at + 100).map((key) => store.put(key, text("x"), HEADERS)));
  }
  await store.create("general", text("xy"), HEADERS);
  const above = await openBucketStore(server);
  await above.put("listed-beside", text("x"), HEADERS);
  const keysBelow = async (prefix: string) =>
    (await Array.fromAsync(store.list(prefix))).map(({ key }) => key).sort();
  assert.deepEqual(await keysBelow(""), [...written, "general"].sort());
  assert.deepEqual(await keysBelow("gen/100"), [
    "gen/100/r.db",
    "gen/1000/r.db",
    "gen/1001/r.db",
    "gen/1002/r.db",
  ]);
  assert.deepEqual(await keysBelow("none/"), []);
  const [general] = await Array.fromAsync(store.list("general"));
  assert.equal(general?.bytes, 2);
  await assert.rejects(Array.fromAsync(store.list("../")), StoreError);
});

test("keys with odd characters come back as they are", async () => {
  const store = await openBucketStore(server, { prefix: "odd" });
  for (const key of ["a+b.pkg.tar.zst", "a b", "ä/ö", "100%25", "q?x=1#y", "x'\"&<>"]) {
    assert.equal(await store.create(key, text(key), HEADERS), "created");
    assert.equal(await contents(store, key), key);
    assert.deepEqual(
      (await Array.fromAsync(store.list(key))).map((found) => found.key),
      [key],
    );
    await store.delete(key);
    await store.delete(key);
    assert.equal(await store.stat(key), null);
  }
});

test("keys that leave the prefix are refused before anything is asked", async () => {
  await using proxy = await startFaultProxy(server.endpoint);
  const store = await openBucketStore(server, { prefix: "refused", endpoint: proxy.url });
  for (const key of ["", "..", "../x", "a/../../x", "a//b", ".a", "a\nb", "x".repeat(256)]) {
    const refused = { code: "invalid-key" };
    await assert.rejects(store.read(key), refused, key);
    await assert.rejects(store.stream(key), refused, key);
    await assert.rejects(store.put(key, text("x"), HEADERS), refused, key);
    await assert.rejects(store.put("a", text("x"), { ...HEADERS, redirect: key }), refused, key);
    await assert.rejects(store.delete(key), refused, key);
  }
  assert.deepEqual(proxy.requests, []);
});

test("only what S3 demands is sent, so that other stores take it", async () => {
  await using proxy = await startFaultProxy(server.endpoint);
  const store = await openBucketStore(server, { prefix: "sent", endpoint: proxy.url });
  await store.put("a", randomBytes(3 * 2 ** 20), HEADERS);
  const [put] = proxy.requests;
  assert.equal(put?.path, "/packages/sent/a");
  const names = Object.keys(put.headers).join(" ");
  assert.doesNotMatch(names, /checksum|trailer|expect|acl|transfer-encoding|content-encoding/);
  assert.match(String(put.headers["x-amz-content-sha256"]), /^[0-9a-f]{64}$/);
});
