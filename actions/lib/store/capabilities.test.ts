import assert from "node:assert/strict";
import type { IncomingHttpHeaders } from "node:http";
import { after, test } from "node:test";
import { openBucketStore } from "../../../test/bucket-store.ts";
import { startFaultProxy } from "../../../test/fault-proxy.ts";
import { startS3Server } from "../../../test/s3-server.ts";
import { probe } from "./index.ts";

const server = await startS3Server({ everybody: "writes" });
after(() => server[Symbol.asyncDispose]());

const HEADERS = { contentType: "application/octet-stream", cacheControl: "no-cache" } as const;
const text = (value: string) => Buffer.from(value);

/** A store that does not know conditions ignores them; signatures cover them, so those go too. */
const withoutConditions = ({
  "if-match": _a,
  "if-none-match": _b,
  authorization: _c,
  ...rest
}: IncomingHttpHeaders) => rest;

test("what a bucket can do is tried once, kept beside the state, and tried again when asked", async () => {
  await using proxy = await startFaultProxy(server.endpoint);
  const open = () => openBucketStore(server, { prefix: "once", endpoint: proxy.url });
  const first = await open();
  const both = { conditionalCreate: true, compareAndSwap: true };
  assert.deepEqual(await first.capabilities(), both);
  assert.deepEqual(await Array.fromAsync(first.list("")), [], "nothing of the probe is left");

  proxy.forget();
  const second = await open();
  assert.equal(await second.create("a", text("x"), HEADERS), "created");
  assert.deepEqual(await second.capabilities(), both);
  const asked = proxy.requests.map(({ method, path }) => `${method} ${path.replace("/packages/once/", "")}`);
  assert.deepEqual(asked, ["GET capabilities.json", "PUT a"]);

  proxy.forget();
  assert.deepEqual(await probe(second), both);
  assert.ok(proxy.requests.some(({ path }) => path.includes("/probe/")));
});

test("a store that ignores conditions is found out, and looked at before it is written to", async () => {
  await using proxy = await startFaultProxy(server.endpoint, { edit: withoutConditions });
  const store = await openBucketStore(server, { prefix: "ignorant", endpoint: proxy.url });
  assert.deepEqual(await store.capabilities(), { conditionalCreate: false, compareAndSwap: false });
  assert.equal(await store.create("a", text("one"), HEADERS), "created");
  assert.equal(await store.create("a", text("two"), HEADERS), "exists");
  const swap = (value: string, version: string | null) =>
    store.swap("a", text(value), { version, headers: HEADERS });
  assert.equal(await swap("two", null), "conflict");
  const one = await store.read("a");
  assert.equal(await swap("two", one?.version ?? null), "swapped");
  assert.equal(await swap("three", one?.version ?? null), "conflict");
  assert.equal(Buffer.from((await store.read("a"))?.bytes ?? []).toString(), "two");
});

test("a store that refuses conditions aloud is as one that ignores them", async () => {
  await using proxy = await startFaultProxy(server.endpoint);
  proxy.inject({
    at: ({ ifMatch, ifNoneMatch }) => ifMatch !== null || ifNoneMatch !== null,
    when: "before",
    what: { kind: "status", status: 501, code: "NotImplemented" },
  });
  const store = await openBucketStore(server, { prefix: "aloud", endpoint: proxy.url });
  assert.deepEqual(await probe(store), { conditionalCreate: false, compareAndSwap: false });
  assert.equal(await store.create("a", text("one"), HEADERS), "created");
  assert.equal(await store.create("a", text("two"), HEADERS), "exists");
});

test("what was kept of another server, or cannot be read, does not count", async () => {
  const kept = [
    "not JSON",
    "null",
    '{"format":1,"origin":"http://elsewhere.example","conditionalCreate":false,"compareAndSwap":false}',
    '{"format":2}',
  ];
  for (const [n, words] of kept.entries()) {
    const store = await openBucketStore(server, { prefix: `kept${n}` });
    await store.put("capabilities.json", text(words), HEADERS);
    assert.deepEqual(await store.capabilities(), { conditionalCreate: true, compareAndSwap: true }, words);
  }
});

test("keys that may not delete still learn what the bucket can do", async () => {
  await using proxy = await startFaultProxy(server.endpoint);
  proxy.inject({
    at: ({ method }) => method === "DELETE",
    when: "before",
    what: { kind: "status", status: 403, code: "AccessDenied" },
  });
  const store = await openBucketStore(server, { prefix: "undeleted", endpoint: proxy.url });
  assert.deepEqual(await store.capabilities(), { conditionalCreate: true, compareAndSwap: true });
  const left = (await Array.fromAsync(store.list(""))).map(({ key }) => key);
  assert.ok(left.every((key) => key.startsWith("probe/")));
});

test("a bucket that could not be asked is asked again at the next try", async () => {
  await using proxy = await startFaultProxy(server.endpoint);
  const store = await openBucketStore(server, {
    prefix: "later",
    endpoint: proxy.url,
    limits: { attempts: 1 },
  });
  proxy.inject({ at: () => true, when: "before", what: { kind: "reset" } });
  await assert.rejects(store.create("a", text("x"), HEADERS), { code: "unreachable" });
  proxy.inject();
  assert.equal(await store.create("a", text("x"), HEADERS), "created");
});
