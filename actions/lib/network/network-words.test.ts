import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { test } from "node:test";
import { networkWords } from "./network-words.ts";

test("what fetch says of servers that do not answer becomes words", async () => {
  const cutting = await listening((socket) => socket.destroy());
  const silent = await listening(() => {});
  const said = new Map([
    [`http://127.0.0.1:${cutting.port}/`, /connection was cut/],
    [`https://127.0.0.1:${cutting.port}/`, /connection was cut/],
    [`http://127.0.0.1:${silent.port}/`, /did not answer in time/],
    ["https://nobody.invalid/", /name is not known/],
    ["http://127.0.0.1:1/", /its port is none/],
    ["ftp://127.0.0.1/", /no address that can be asked/],
    ["file:///etc/hostname", /no address that can be asked/],
    ["nonsense", /no address that can be asked/],
  ]);
  for (const [url, words] of said) assert.match(await wordsFor(url), words, url);
  for (const { server } of [cutting, silent]) server.close();
  assert.match(await wordsFor(`http://127.0.0.1:${cutting.port}/`), /connection was refused/);
});

test("what is not known is told as its innermost cause says it", () => {
  const cause = new Error("the moon is in the way");
  assert.equal(networkWords(new TypeError("fetch failed", { cause })), "the moon is in the way");
  // Node's error of several addresses tried has no message.
  const several = Object.assign(new AggregateError([]), { code: "ECONNREFUSED" });
  assert.match(networkWords(new TypeError("fetch failed", { cause: several })), /connection was refused/);
  assert.equal(networkWords("down"), "down");
});

async function wordsFor(url: string): Promise<string> {
  const within = url.includes("127.0.0.1") ? AbortSignal.timeout(200) : null;
  const asked = fetch(url, { signal: within });
  return await asked.then(() => "it answered", networkWords);
}

async function listening(onConnection: (socket: Socket) => void): Promise<{ server: Server; port: number }> {
  const server = createServer(onConnection).listen(0, "127.0.0.1").unref();
  await once(server, "listening");
  const address = server.address();
  return { server, port: address !== null && typeof address === "object" ? address.port : 0 };
}
