import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { after, test } from "node:test";
import { git, save, upstreamWorld, write } from "../../../test/upstream-world.ts";
import type { UpstreamSettings } from "./index.ts";

const { open, newRemote, remove } = upstreamWorld();
after(remove);

test("moving sources answer their newest commit; what is not https, allowed or alive is left out", async () => {
  const remote = newRemote("moving");
  write(remote, { a: "1" });
  const commit = save(remote);
  git(remote, "update-server-info");
  await using server = await serve(join(remote, ".git"));
  const asked = (privateHosts: UpstreamSettings["privateHosts"]) =>
    open("moving", { privateHosts }).heads([
      { source: "git+a", url: server.url, branch: null },
      { source: "git+b", url: server.url, branch: "gone" },
      { source: "git+c", url: `file://${remote}`, branch: null },
      { source: "git+d", url: "https://127.0.0.1:1/none", branch: null },
    ]);
  assert.deepEqual([...(await asked([{ name: "localhost", address: "127.0.0.1" }]))], [["git+a", commit]]);
  const before = server.requests();
  assert.deepEqual([...(await asked([]))], []);
  assert.equal(server.requests(), before);
});

/** The files of a folder over http, as a server that knows nothing of git gives them. */
async function serve(folder: string): Promise<AsyncDisposable & { url: string; requests(): number }> {
  let requests = 0;
  const server = createServer((request, response) => {
    requests++;
    const path = join(folder, new URL(request.url ?? "/", "http://localhost").pathname);
    readFile(path).then(
      (bytes) => response.end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}/`,
    requests: () => requests,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
