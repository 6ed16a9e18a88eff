import assert from "node:assert/strict";
import { after, test } from "node:test";
import { openBucketStore } from "../../../test/bucket-store.ts";
import {
  type Fault,
  type FaultProxy,
  type RecordedRequest,
  startFaultProxy,
} from "../../../test/fault-proxy.ts";
import { startS3Server } from "../../../test/s3-server.ts";
import type { Store, StoreErrorCode } from "./index.ts";

const server = await startS3Server();
after(() => server[Symbol.asyncDispose]());

const HEADERS = { contentType: "application/octet-stream", cacheControl: "no-cache" } as const;
const text = (value: string) => Buffer.from(value);

/** A store that a proxy stands before, and knows what its bucket can do. */
async function brokenStore(prefix: string): Promise<{ store: Store; proxy: FaultProxy } & AsyncDisposable> {
  const proxy = await startFaultProxy(server.endpoint);
  const limits = { attempts: 3, idleMilliseconds: 300 };
  const store = await openBucketStore(server, { prefix, endpoint: proxy.url, limits });
  await store.capabilities();
  await store.put("there", text("bytes that are there"), HEADERS);
  proxy.forget();
  return { store, proxy, [Symbol.asyncDispose]: () => proxy[Symbol.asyncDispose]() };
}

const OPERATIONS: Readonly<Record<string, (store: Store) => Promise<unknown>>> = {
  read: (store) => store.read("there"),
  stream: async (store) => Buffer.concat(await Array.fromAsync((await store.stream("there")) ?? [])),
  stat: (store) => store.stat("there"),
  put: (store) => store.put("put", text("x"), HEADERS),
  create: (store) => store.create(`created/${Math.random()}`, text("x"), HEADERS),
  delete: (store) => store.delete("deleted"),
  list: (store) => Array.fromAsync(store.list("there")),
};

const PASSING: readonly Fault["what"][] = [
  { kind: "status", status: 500 },
  { kind: "status", status: 503, code: "SlowDown" },
  { kind: "status", status: 429, code: "TooManyRequests" },
  { kind: "status", status: 403, code: "RequestTimeTooSkewed" },
  { kind: "reset" },
  { kind: "cut" },
  { kind: "delay", milliseconds: 450 },
];

for (const what of PASSING) {
  const words = `${what.kind} ${"status" in what ? (what.code ?? what.status) : ""}`.trim();
  test(`${words} passes, before the server did it and after, and nobody notices`, async () => {
    await using place = await brokenStore(words.replaceAll(" ", "-"));
    for (const [name, operation] of Object.entries(OPERATIONS)) {
      // A HEAD has no body that could say so.
      if (name === "stat" && words.includes("RequestTime")) continue;
      const expected = await operation(place.store);
      for (const when of ["before", "after"] as const) {
        place.proxy.forget();
        place.proxy.inject({ at: 0, when, what });
        assert.deepEqual(await operation(place.store), expected, `${name} ${when}`);
        assert.ok(place.proxy.requests.length >= 1, name);
      }
      place.proxy.inject();
    }
  });
}

const always = (what: Fault["what"]): Fault => ({ at: () => true, when: "before", what });

const FINAL: readonly (readonly [number, string, StoreErrorCode, RegExp])[] = [
  [403, "AccessDenied", "forbidden", /these keys may not do this.*s3:ListBucket/],
  [403, "InvalidAccessKeyId", "unknown-key", /AWS_ACCESS_KEY_ID is not known there/],
  [403, "SignatureDoesNotMatch", "wrong-secret", /AWS_SECRET_ACCESS_KEY does not belong/],
  [404, "NoSuchBucket", "no-bucket", /make the bucket "packages" there, or correct store:/],
  [301, "PermanentRedirect", "other-region", /in another region: correct region:/],
  [400, "AuthorizationHeaderMalformed", "other-region", /in another region: correct region:/],
  [405, "MethodNotAllowed", "refused", /is http:\/\/127\.0\.0\.1:[0-9]+ an S3 server/],
];

for (const [status, code, expected, message] of FINAL) {
  test(`${code} is said at once, with what to do`, async () => {
    await using place = await brokenStore(code);
    for (const [name, operation] of Object.entries(OPERATIONS)) {
      if (name === "stat") continue;
      place.proxy.forget();
      place.proxy.inject(always({ kind: "status", status, code }));
      await assert.rejects(operation(place.store), { name: "StoreError", code: expected, message }, name);
      assert.equal(place.proxy.requests.length, 1, name);
    }
  });
}

const LASTING: readonly (readonly [Fault["what"], StoreErrorCode, RegExp])[] = [
  [{ kind: "status", status: 500 }, "unreachable", /says 500.*run the same again later/],
  [{ kind: "status", status: 503, code: "SlowDown" }, "unreachable", /says 503 SlowDown/],
  [{ kind: "status", status: 403, code: "RequestTimeTooSkewed" }, "clock", /clock is wrong.*timedatectl/],
  [{ kind: "reset" }, "unreachable", /does not answer as it should/],
];

for (const [what, expected, message] of LASTING) {
  test(`${"code" in what ? what.code : what.kind} that lasts ends after bounded tries`, async () => {
    await using place = await brokenStore(`lasting-${expected}-${what.kind}`);
    for (const name of ["read", "put", "delete", "list"]) {
      place.proxy.forget();
      place.proxy.inject(always(what));
      const error = { code: expected, message };
      await assert.rejects(async () => OPERATIONS[name]?.(place.store), error, name);
      // A connection that breaks while idle may make the client's own handler try once more.
      assert.ok(place.proxy.requests.length >= 3 && place.proxy.requests.length <= 6, name);
    }
  });
}

test("an error names the store, the key, the server and its words", async () => {
  await using place = await brokenStore("named");
  place.proxy.inject(always({ kind: "status", status: 403, code: "AccessDenied" }));
  const start = `store s3://packages/named, state.json: ${place.proxy.url} says 403 AccessDenied (injected): `;
  await assert.rejects(place.store.read("state.json"), (error) => {
    assert.ok(error instanceof Error && error.message.startsWith(start), String(error));
    return true;
  });
});

test("a page that is not S3's is no proof that a state is absent", async () => {
  await using place = await brokenStore("page");
  place.proxy.inject(always({ kind: "status", status: 404 }));
  await assert.rejects(place.store.read("state.json"), { code: "refused", message: /an S3 server/ });
});

test("a stream that breaks goes on where it was, and never with another object's bytes", async () => {
  await using place = await brokenStore("resumed");
  const body = Buffer.alloc(4 * 2 ** 20, "0123456789abcdef");
  await place.store.put("big", body, HEADERS);
  place.proxy.forget();
  place.proxy.inject({ at: 0, when: "after", what: { kind: "cut" } });
  const stream = await place.store.stream("big");
  assert.ok(body.equals(Buffer.concat(await Array.fromAsync(stream ?? []))));
  assert.match(String(place.proxy.requests[1]?.headers.range), /^bytes=[1-9][0-9]*-$/);

  place.proxy.forget();
  const replaced = await place.store.stream("big");
  await openBucketStore(server, { prefix: "resumed" }).then((store) =>
    store.put("big", text("other"), HEADERS),
  );
  await assert.rejects(Array.fromAsync(replaced ?? []), { code: "refused", message: /replaced or deleted/ });
});

const isSwap = ({ method, path }: RecordedRequest) => method === "PUT" && path.endsWith("state.json");

test("a swap is sent once, and its lost answer is for who called to read back", async () => {
  for (const when of ["before", "after"] as const) {
    for (const what of [{ kind: "reset" }, { kind: "status", status: 500 }] as const) {
      await using place = await brokenStore(`swap-${when}-${what.kind}`);
      place.proxy.inject({ at: isSwap, when, what });
      const swap = place.store.swap("state.json", text("{}"), { version: null, headers: HEADERS });
      await assert.rejects(swap, { code: "unreachable" });
      assert.equal(place.proxy.requests.filter(isSwap).length, 1);
      assert.equal((await place.store.read("state.json")) !== null, when === "after");
    }
  }
});

test("two writers that meet are told apart by trying again, for a while", async () => {
  await using place = await brokenStore("meeting");
  const swap = () => place.store.swap("state.json", text("{}"), { version: null, headers: HEADERS });
  const meeting = { kind: "status", status: 409, code: "ConditionalRequestConflict" } as const;
  place.proxy.inject(always(meeting));
  assert.equal(await swap(), "conflict");
  assert.equal(place.proxy.requests.length, 3);
  place.proxy.forget();
  place.proxy.inject({ at: 0, when: "before", what: meeting });
  assert.equal(await swap(), "swapped");
});

test("of a create whose answer got lost, the one who made it knows, and another does not claim it", async () => {
  await using place = await brokenStore("lost");
  place.proxy.inject({ at: 0, when: "after", what: { kind: "reset" } });
  assert.equal(await place.store.create("mine", text("x"), HEADERS), "created");
  assert.deepEqual(
    place.proxy.requests.map(({ method }) => method),
    ["PUT", "HEAD"],
  );
  const other = await openBucketStore(server, { prefix: "lost" });
  await other.create("theirs", text("x"), HEADERS);
  place.proxy.forget();
  place.proxy.inject({ at: 0, when: "after", what: { kind: "reset" } });
  assert.equal(await place.store.create("theirs", text("x"), HEADERS), "exists");
});
