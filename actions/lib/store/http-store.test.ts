import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { test } from "node:test";
import { httpStore } from "./http-store.ts";

const QUICK = { idleMilliseconds: 300, retryMilliseconds: 1 };

async function served(listener: RequestListener): Promise<{ url: string } & AsyncDisposable> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no TCP address");
  return {
    url: `http://127.0.0.1:${address.port}/repo/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

test("an object is read whole or as a stream, its key encoded", async () => {
  await using server = await served((request, response) => response.end(request.url));
  const store = httpStore(server.url, QUICK);
  const object = await store.read("gen/1-ab/a b#c.db");
  assert.equal(Buffer.from(object?.bytes ?? []).toString(), "/repo/gen/1-ab/a%20b%23c.db");
  const stream = await store.stream("r.db");
  assert.equal(Buffer.concat(await Array.fromAsync(stream ?? [])).toString(), "/repo/r.db");
});

test("forbidden and missing both mean that nothing can be seen", async () => {
  await using server = await served((request, response) => {
    response.writeHead(request.url === "/repo/forbidden" ? 403 : 404).end("<Error/>");
  });
  const store = httpStore(server.url, QUICK);
  assert.equal(await store.read("forbidden"), null);
  assert.equal(await store.stream("missing"), null);
});

test("a redirect is followed on the same host and refused to another", async () => {
  await using server = await served((request, response) => {
    if (request.url === "/repo/r.db") response.writeHead(301, { location: "gen/1/r.db" }).end();
    else if (request.url === "/repo/away")
      response.writeHead(302, { location: "http://localhost:1/x" }).end();
    else if (request.url === "/repo/loop") response.writeHead(302, { location: "loop" }).end();
    else if (request.url === "/repo/file") response.writeHead(302, { location: "file:///etc/passwd" }).end();
    else response.end("database");
  });
  const store = httpStore(server.url, QUICK);
  assert.equal(Buffer.from((await store.read("r.db"))?.bytes ?? []).toString(), "database");
  await assert.rejects(store.read("away"), {
    code: "refused",
    message: /http:\/\/localhost:1, another host/,
  });
  await assert.rejects(store.read("loop"), { code: "refused", message: /more than 5 redirects/ });
  await assert.rejects(store.read("file"), { code: "refused" });
});

test("a server that fails for a moment is asked again, one that refuses is not", async () => {
  const asked: string[] = [];
  await using server = await served((request, response) => {
    asked.push(request.url ?? "");
    if (request.url === "/repo/refused") response.writeHead(401).end();
    else if (asked.length < 3) response.writeHead(503).end();
    else response.end("ok");
  });
  const store = httpStore(server.url, QUICK);
  assert.equal(Buffer.from((await store.read("state.json"))?.bytes ?? []).toString(), "ok");
  await assert.rejects(store.read("refused"), { code: "refused", message: /answered 401/ });
  assert.equal(asked.length, 4);
});

test("a server that stops answering, or closes early, is an error and not a short object", async () => {
  await using server = await served((request, response) => {
    response.writeHead(200, { "content-length": "1000" });
    response.write("some");
    if (request.url === "/repo/cut") setTimeout(() => response.destroy(), 20);
  });
  const store = httpStore(server.url, QUICK);
  await assert.rejects(store.read("stalled"), {
    code: "unreachable",
    message: /stalled: no byte came for 0.3 s/,
  });
  await assert.rejects(store.read("cut"), { code: "unreachable", message: /repo\/cut/ });
});

test("a state whose bytes break off once is read again", async () => {
  let asked = 0;
  await using server = await served((_request, response) => {
    response.writeHead(200, { "content-length": "4" });
    if (++asked > 1) response.end("{  }");
    else response.write("{ ", () => response.destroy());
  });
  const object = await httpStore(server.url, QUICK).read("state.json");
  assert.equal(Buffer.from(object?.bytes ?? []).toString(), "{  }");
});

test("a server that sends without end is cut off", async () => {
  await using server = await served((_request, response) => {
    const chunk = Buffer.alloc(2 ** 20);
    const pump = () => {
      while (!response.destroyed && response.write(chunk));
      response.once("drain", pump);
    };
    pump();
  });
  await assert.rejects(httpStore(server.url, QUICK).read("state.json"), { code: "too-large" });
});

test("nobody listening is an error that says so", async () => {
  await assert.rejects(httpStore("http://127.0.0.1:9", QUICK).read("state.json"), {
    code: "unreachable",
    message: /127\.0\.0\.1:9\/state\.json: its port is none/,
  });
});
