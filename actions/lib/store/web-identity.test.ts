import assert from "node:assert/strict";
import { test } from "node:test";
import { type FaultProxyOptions, startFaultProxy } from "../../../test/fault-proxy.ts";
import { startS3Server } from "../../../test/s3-server.ts";
import { keysAnswer, refusalAnswer, startTokenService } from "../../../test/web-identity.ts";
import { openStore, type WebIdentity } from "./index.ts";

const ROLE = "arn:aws:iam::123456789012:role/arch-autorepo";
const SESSION = { sessionToken: "a session" };
const HEADERS = { contentType: "text/plain", cacheControl: "no-cache" } as const;

/** The server knows no sessions: what it is shown without them is everybody's. */
const AS_EVERYBODY: FaultProxyOptions = {
  edit: ({ authorization: _a, "x-amz-security-token": _b, ...rest }) => rest,
};

function openWith(endpoint: string, webIdentity: Pick<WebIdentity, "token" | "endpoint">) {
  const address = { kind: "s3", bucket: "packages", prefix: "", endpoint, region: "us-east-1" } as const;
  const identity = { roleArn: ROLE, region: "us-east-1", ...webIdentity };
  const limits = { pauseMilliseconds: 5 };
  const s3 = { credentials: { kind: "web-identity", webIdentity: identity }, limits } as const;
  return openStore(address, { folder: "/", s3 });
}

test("a token becomes keys that last until they expire, and then a fresh one does", async () => {
  await using server = await startS3Server({ everybody: "writes" });
  await using proxy = await startFaultProxy(server.endpoint, AS_EVERYBODY);
  let lifetime = 3_600_000;
  await using service = await startTokenService(() =>
    keysAnswer({ ...server.keys, ...SESSION, expiration: new Date(Date.now() + lifetime) }),
  );
  let tokens = 0;
  const token = async () => `token ${++tokens}`;
  const lasting = await openWith(proxy.url, { token, endpoint: service.endpoint });
  assert.equal(await lasting.read("state.json"), null);
  await lasting.put("state.json", Buffer.from("{}"), HEADERS);
  assert.equal(tokens, 1);
  assert.deepEqual(Object.fromEntries(service.asked[0] ?? []), {
    Action: "AssumeRoleWithWebIdentity",
    Version: "2011-06-15",
    RoleArn: ROLE,
    RoleSessionName: "arch-autorepo",
    WebIdentityToken: "token 1",
  });
  assert.equal(proxy.requests[0]?.headers["x-amz-security-token"], "a session");

  lifetime = 1000;
  const ending = await openWith(proxy.url, { token, endpoint: service.endpoint });
  for (let n = 0; n < 3; n++) await ending.read("state.json");
  assert.ok(tokens >= 4, "asked again for every request that finds them nearly over");
});

test("a role that does not trust the token is said with what to compare, and the token stays secret", async () => {
  const refusal = refusalAnswer("AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity");
  await using service = await startTokenService(() => refusal);
  const store = await openWith("http://127.0.0.1:9", {
    token: async () => "s3cret",
    endpoint: service.endpoint,
  });
  await assert.rejects(store.read("state.json"), (error) => {
    assert.ok(error instanceof Error);
    const said =
      /gives no keys for arn:aws:iam::123456789012:role\/arch-autorepo: AccessDenied \(Not authorized.*trust policy/;
    assert.match(error.message, said);
    assert.equal("code" in error && error.code, "forbidden");
    assert.doesNotMatch(JSON.stringify(error) + error.stack, /s3cret/);
    return true;
  });
  assert.equal(service.asked.length, 1);
});

test("an answer without keys gives none, and a service that is away is tried again", async () => {
  const broken = { accessKeyId: "a", secretAccessKey: "<b>", ...SESSION, expiration: new Date() };
  const tooLate = `${" ".repeat(64 * 1024)}${keysAnswer({ ...broken, secretAccessKey: "b" }).xml}`;
  for (const xml of ["", "<html>", keysAnswer(broken).xml, tooLate, `<Code>${" ".repeat(1e6)}`]) {
    await using service = await startTokenService(() => ({ status: 200, xml }));
    const store = await openWith("http://127.0.0.1:9", {
      token: async () => "t",
      endpoint: service.endpoint,
    });
    await assert.rejects(store.read("x"), { code: "forbidden", message: /gives no keys/ });
  }
  let tokens = 0;
  const token = async () => `${++tokens}`;
  const store = await openWith("http://127.0.0.1:9", { token, endpoint: "http://127.0.0.1:9" });
  await assert.rejects(store.read("x"), { code: "unreachable" });
  assert.ok(tokens > 1);
});

test("many requests that find their session ended renew it once", async () => {
  await using server = await startS3Server({ everybody: "writes" });
  await using proxy = await startFaultProxy(server.endpoint, AS_EVERYBODY);
  const expiration = new Date(Date.now() + 3_600_000);
  await using service = await startTokenService((_form, number) =>
    keysAnswer({ ...server.keys, sessionToken: `session ${number}`, expiration }),
  );
  const store = await openWith(proxy.url, { token: async () => "t", endpoint: service.endpoint });
  await store.put("state.json", Buffer.from("{}"), HEADERS);
  const what = { kind: "status", status: 400, code: "ExpiredToken" } as const;
  proxy.inject({
    at: ({ headers }) => headers["x-amz-security-token"] === "session 1",
    when: "before",
    what,
  });
  const keys = Array.from({ length: 12 }, (_, index) => `package-${index}`);
  const made = await Promise.all(keys.map((key) => store.create(key, Buffer.from(key), HEADERS)));
  assert.deepEqual([new Set(made), service.asked.length], [new Set(["created"]), 2]);
  proxy.inject({
    at: ({ headers }) => headers["x-amz-security-token"] === "session 2",
    when: "before",
    what,
  });
  assert.equal((await store.stat("state.json"))?.bytes, 2);

  const all = { at: () => true, when: "before", what } as const;
  proxy.inject(all);
  await assert.rejects(store.read("state.json"), {
    code: "ended-session",
    message: /session of these keys has ended/,
  });
});

test("a token service that has too much to do is asked again", async () => {
  await using server = await startS3Server({ everybody: "writes" });
  await using proxy = await startFaultProxy(server.endpoint, AS_EVERYBODY);
  const expiration = new Date(Date.now() + 3_600_000);
  const busy = [
    refusalAnswer("Throttling", "Rate exceeded", 400),
    refusalAnswer("IDPCommunicationError", "the provider could not be reached", 400),
    refusalAnswer("InternalFailure", "later", 500),
  ];
  await using service = await startTokenService(
    (_form, number) => busy[number - 1] ?? keysAnswer({ ...server.keys, ...SESSION, expiration }),
  );
  const store = await openWith(proxy.url, { token: async () => "t", endpoint: service.endpoint });
  assert.equal(await store.read("state.json"), null);
  assert.equal(service.asked.length, 4);
});
