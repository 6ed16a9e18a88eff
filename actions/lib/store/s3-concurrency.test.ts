import assert from "node:assert/strict";
import { mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { ListMultipartUploadsCommand, S3Client } from "@aws-sdk/client-s3";
import { openBucketStore } from "../../../test/bucket-store.ts";
import { type RecordedRequest, startFaultProxy } from "../../../test/fault-proxy.ts";
import { startS3Server } from "../../../test/s3-server.ts";
import type { Headers, UploadProgress } from "./index.ts";

const server = await startS3Server();
const folder = await mkdtemp(path.join(tmpdir(), "autorepo-s3-"));
after(async () => {
  await rm(folder, { recursive: true });
  await server[Symbol.asyncDispose]();
});

const HEADERS: Headers = { contentType: "application/zstd", cacheControl: "immutable" };
const MEBIBYTE = 2 ** 20;
const LIMITS = { wholeBytes: 5 * MEBIBYTE, partBytes: 5 * MEBIBYTE, parallel: 3 };

async function fileOf(
  name: string,
  bytes: number,
): Promise<{ file: string; bytes: number; content: Buffer }> {
  const content = Buffer.alloc(bytes);
  for (let at = 0; at + 4 <= bytes; at += 4096) content.writeUInt32LE(at, at);
  const file = path.join(folder, name);
  await writeFile(file, content);
  return { file, bytes, content };
}

async function unfinishedUploads(): Promise<number> {
  const { endpoint, region, keys } = server;
  const client = new S3Client({ endpoint, region, forcePathStyle: true, credentials: { ...keys } });
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: server.bucket }));
  client.destroy();
  return Uploads.length;
}

test("of 20 that create one object, one does", async () => {
  const stores = await Promise.all([1, 2, 3, 4].map(() => openBucketStore(server, { prefix: "one" })));
  await stores[0]?.capabilities();
  const outcomes = await Promise.all(
    Array.from({ length: 20 }, async (_, n) => stores[n % 4]?.create("x", Buffer.from(`${n}`), HEADERS)),
  );
  assert.equal(outcomes.filter((outcome) => outcome === "created").length, 1);
  assert.equal(outcomes.filter((outcome) => outcome === "exists").length, 19);
  const winner = Buffer.from((await stores[0]?.read("x"))?.bytes ?? []).toString();
  assert.equal(outcomes[Number(winner)], "created");
});

test("of 20 that swap one version, one does", async () => {
  const store = await openBucketStore(server, { prefix: "swaps" });
  let version: string | null = null;
  for (const round of [1, 2, 3]) {
    const swaps = Array.from({ length: 20 }, (_, n) =>
      store.swap("state.json", Buffer.from(`${round} ${n}`), { version, headers: HEADERS }),
    );
    const outcomes = await Promise.all(swaps);
    assert.equal(outcomes.filter((outcome) => outcome === "swapped").length, 1);
    const stored = await store.read("state.json");
    assert.equal(Buffer.from(stored?.bytes ?? []).toString(), `${round} ${outcomes.indexOf("swapped")}`);
    version = stored?.version ?? null;
  }
});

test("a large file goes up in parts, a few at a time, and comes back as it was", async () => {
  await using proxy = await startFaultProxy(server.endpoint);
  const told: UploadProgress[] = [];
  const options = { prefix: "large", endpoint: proxy.url, limits: LIMITS };
  const store = await openBucketStore(server, { ...options, progress: (progress) => told.push(progress) });
  await store.capabilities();
  const { content, ...body } = await fileOf("large", 41 * MEBIBYTE + 1);
  proxy.forget();
  assert.equal(await store.create("large", body, { ...HEADERS, redirect: "elsewhere" }), "created");
  assert.equal(proxy.requests.filter(({ method }) => method === "PUT").length, 9);
  assert.equal(proxy.requests.at(-1)?.ifNoneMatch, "*");
  assert.deepEqual(told.at(-1), { key: "large", sentBytes: body.bytes, bytes: body.bytes });
  assert.deepEqual(
    told.map(({ sentBytes }) => sentBytes),
    told.map(({ sentBytes }) => sentBytes).sort((a, b) => a - b),
  );
  const chunks = await Array.fromAsync((await store.stream("large")) ?? []);
  assert.ok(content.equals(Buffer.concat(chunks)));
  const answer = await fetch(`${server.url}/large/large`, { method: "HEAD" });
  assert.equal(answer.headers.get("cache-control"), "public, max-age=31536000, immutable");
  assert.equal(answer.headers.get("x-amz-website-redirect-location"), "/large/elsewhere");

  proxy.forget();
  assert.equal(await store.create("large", body, HEADERS), "exists");
  assert.deepEqual(
    proxy.requests.map(({ method }) => method),
    ["HEAD"],
    "nothing is sent in vain",
  );
  await store.put("large", body, HEADERS);
  assert.equal(await unfinishedUploads(), 0);
});

test("of two that upload one large file at once, one creates it", async () => {
  const { content: _, ...body } = await fileOf("raced", 11 * MEBIBYTE);
  const stores = await Promise.all(
    [1, 2].map(() => openBucketStore(server, { prefix: "race", limits: LIMITS })),
  );
  await stores[0]?.capabilities();
  const outcomes = await Promise.all(stores.map((store) => store.create("raced", body, HEADERS)));
  assert.deepEqual(outcomes.sort(), ["created", "exists"]);
  assert.equal(await unfinishedUploads(), 0);
});

test("every part and every step survives a broken connection, and nothing is left behind", async () => {
  await using proxy = await startFaultProxy(server.endpoint);
  const options = { prefix: "broken", endpoint: proxy.url, limits: { ...LIMITS, parallel: 1 } };
  const store = await openBucketStore(server, options);
  await store.capabilities();
  const { content, ...body } = await fileOf("broken", 11 * MEBIBYTE);
  await store.put("first", body, HEADERS);
  proxy.forget();
  await store.create("unbroken", body, HEADERS);
  const steps = proxy.requests.length;
  for (let at = 0; at < steps; at++) {
    for (const when of ["before", "after"] as const) {
      const key = `${at}-${when}`;
      proxy.forget();
      proxy.inject({ at, when, what: { kind: "reset" } });
      assert.equal(await store.create(key, body, HEADERS), "created", key);
      assert.equal((await store.stat(key))?.bytes, content.length, key);
      proxy.forget();
      await store.put("first", body, HEADERS);
    }
  }
  // The id of an upload whose first answer was lost is known to nobody.
  assert.ok((await unfinishedUploads()) <= 2, String(await unfinishedUploads()));
});

const isPart = ({ query }: RecordedRequest) => query.includes("partNumber=2");

test("an upload that fails for good is aborted and leaves nothing", async () => {
  await using proxy = await startFaultProxy(server.endpoint);
  const store = await openBucketStore(server, { prefix: "failed", endpoint: proxy.url, limits: LIMITS });
  await store.capabilities();
  const before = await unfinishedUploads();
  const { content: _, ...body } = await fileOf("failed", 23 * MEBIBYTE);
  proxy.forget();
  proxy.inject({ at: isPart, when: "before", what: { kind: "status", status: 403, code: "AccessDenied" } });
  await assert.rejects(store.create("failed", body, HEADERS), { code: "forbidden" });
  assert.equal(proxy.requests.at(-1)?.method, "DELETE");
  assert.equal(await store.stat("failed"), null);
  assert.equal(await unfinishedUploads(), before);
});

test("a file that changes while it is sent becomes no object", async () => {
  const { content: _, ...body } = await fileOf("changing", 11 * MEBIBYTE);
  const small = await fileOf("small", 5);
  await using proxy = await startFaultProxy(server.endpoint);
  const store = await openBucketStore(server, { prefix: "changing", endpoint: proxy.url, limits: LIMITS });
  const before = await unfinishedUploads();
  const touch = () => utimes(body.file, new Date(), new Date());
  proxy.inject({ at: isPart, when: "before", what: { kind: "call", call: touch } });
  await assert.rejects(store.create("changing", body, HEADERS), {
    code: "refused",
    message: /changed while/,
  });
  await assert.rejects(
    store.put("small", { file: small.file, bytes: 4 }, HEADERS),
    /5 bytes, 4 were announced/,
  );
  await assert.rejects(store.put("gone", { file: path.join(folder, "gone"), bytes: 4 }, HEADERS), {
    code: "refused",
    message: /gone cannot be read: ENOENT/,
  });
  assert.deepEqual(await Array.fromAsync(store.list("")), []);
  assert.equal(await unfinishedUploads(), before);
});
