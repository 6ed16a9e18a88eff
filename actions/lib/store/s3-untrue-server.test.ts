import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { openStore, type S3Access, type Store } from "./index.ts";

/** A store behind a server that answers as it likes. */
async function storeBehind(
  answer: RequestListener,
  limits: S3Access["limits"] = {},
): Promise<{ store: Store } & AsyncDisposable> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/some/path`;
  const keys = { kind: "keys", accessKeyId: "a", secretAccessKey: "b", sessionToken: null } as const;
  const address = { kind: "s3", bucket: "packages", prefix: "own", endpoint, region: "x" } as const;
  const store = await openStore(address, {
    folder: "/",
    s3: {
      credentials: keys,
      limits: { attempts: 3, pauseMilliseconds: 1, idleMilliseconds: 1000, ...limits },
    },
  });
  return {
    store,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

const page = (keys: readonly string[], next: string | null): string =>
  `<ListBucketResult><IsTruncated>${next !== null}</IsTruncated>${keys
    .map(
      (key) =>
        `<Contents><Key>${key}</Key><Size>1</Size><LastModified>2026-11-22T12:00:00Z</LastModified></Contents>`,
    )
    .join(
      "",
    )}${next === null ? "" : `<NextContinuationToken>${next}</NextContinuationToken>`}</ListBucketResult>`;

test("of a listing only names below the prefix count, in whatever order, and one without an end is given up", async () => {
  let isEndless = false;
  const asked: string[] = [];
  await using place = await storeBehind((request, response) => {
    asked.push(request.url ?? "");
    const isSecond = request.url?.includes("continuation-token");
    if (isEndless) response.end(page([], "again"));
    else if (isSecond) response.end(page(["own/a", "own/../b"], null));
    else
      response.end(
        page(["own/c", "other/a", "own", "owner/a", "own//d", "/own/e", "own/.incoming/x"], "more"),
      );
  });
  const keys = (await Array.fromAsync(place.store.list(""))).map(({ key }) => key);
  assert.deepEqual(keys, ["c", "a"]);
  assert.ok(asked[0]?.startsWith("/some/path/packages/?"), asked[0]);
  isEndless = true;
  await assert.rejects(Array.fromAsync(place.store.list("")), {
    code: "refused",
    message: /how its listing goes on/,
  });
});

for (const [what, keys] of [
  ["objects", ["a", "b", "c"]],
  ["answers without any object", []],
] as const) {
  test(`a listing that goes on and on with ${what} is given up`, async () => {
    let answers = 0;
    const limits = { listedObjects: 100, listedPages: 40 };
    await using place = await storeBehind((_, response) => {
      answers += 1;
      response.end(
        page(
          keys.map((key) => `own/${answers}/${key}`),
          `token ${answers}`,
        ),
      );
    }, limits);
    await assert.rejects(Array.fromAsync(place.store.list("")), {
      code: "too-large",
      message: /has no end, after [0-9]+ objects in [0-9]+ answers.*prefix of its own/,
    });
    assert.equal(answers, keys.length === 0 ? 41 : 34);
  });
}

test("the rest of an object is never taken from another one", async () => {
  await using place = await storeBehind((request, response) => {
    const isRest = request.headers.range !== undefined;
    const etag = isRest ? '"two"' : '"one"';
    response.writeHead(isRest ? 206 : 200, {
      ...{ etag, "content-length": isRest ? 5 : 10 },
      ...(isRest && { "content-range": "bytes 5-9/10" }),
    });
    if (isRest) response.end("other");
    else response.write("first", () => setTimeout(() => response.destroy(), 20));
  });
  const stream = await place.store.stream("object");
  assert.ok(stream);
  await assert.rejects(Array.fromAsync(stream), {
    code: "refused",
    message: /replaced or deleted while it was read/,
  });
});

for (const [what, headers, says] of [
  ["no ETag", { "content-length": 2 }, /without length or ETag/],
  ["no length", { etag: '"one"', "transfer-encoding": "chunked" }, /without length or ETag/],
] as const) {
  test(`an object with ${what} is not read`, async () => {
    await using place = await storeBehind((_, response) => {
      response.writeHead(200, headers);
      response.end("{}");
    });
    await assert.rejects(place.store.read("state.json"), { code: "refused", message: says });
  });
}

test("a bucket that has moved says so", async () => {
  await using place = await storeBehind((request, response) => {
    response.writeHead(301, {
      "x-amz-bucket-region": "eu-central-1",
      location: "http://elsewhere.example.org",
    });
    response.end(request.method === "HEAD" ? "" : "<Error><Code>PermanentRedirect</Code></Error>");
  });
  const said = { code: "other-region", message: /another region: correct region/ };
  await assert.rejects(place.store.read("state.json"), said);
  await assert.rejects(place.store.stat("shelf.db"), said);
});

test("an ETag that conditions cannot use makes a single writer, not one that never wins", async () => {
  const objects = new Map<string, Buffer>();
  await using place = await storeBehind(async (request, response) => {
    const { method, headers, url = "" } = request;
    const key = new URL(url, "http://x").pathname;
    const body = Buffer.concat(await Array.fromAsync(request));
    const found = objects.get(key);
    const isRefused = headers["if-match"] !== undefined || (headers["if-none-match"] && found);
    if (method === "PUT" && !isRefused) objects.set(key, body);
    if (method === "DELETE") objects.delete(key);
    const isThere = method === "PUT" ? !isRefused : method === "DELETE" || found !== undefined;
    response.setHeader("etag", 'W/"weak"').setHeader("last-modified", new Date().toUTCString());
    if (found && method !== "PUT") response.setHeader("content-length", found.length);
    response.writeHead(isThere ? 200 : method === "PUT" ? 412 : 404);
    response.end(isThere ? (method === "GET" ? found : "") : "<Error><Code>NoSuchKey</Code></Error>");
  });
  const headers = { contentType: "x", cacheControl: "no-cache" } as const;
  assert.deepEqual(await place.store.capabilities(), { conditionalCreate: true, compareAndSwap: false });
  await place.store.put("state.json", Buffer.from("one"), headers);
  const version = (await place.store.read("state.json"))?.version ?? null;
  assert.equal(await place.store.swap("state.json", Buffer.from("two"), { version, headers }), "swapped");
});
