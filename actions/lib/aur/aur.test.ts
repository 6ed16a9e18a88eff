import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { ARCHIVE, type AurServer, aurServer } from "../../../test/aur-server.ts";
import type { Misbehaviour } from "../../../test/https-git-server.ts";
import { type AurSettings, openAur } from "./index.ts";

const folder = mkdtempSync(join(tmpdir(), "aur-"));
let aur: AurServer;
before(async () => {
  aur = await aurServer();
});
after(async () => {
  await aur[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

test("one request tells about every package wanted, with all that each pkgbase builds", async () => {
  const yay = { pkgbase: "yay", maintainer: "jguer", coMaintainers: ["a"], submitter: "jguer", votes: 5 };
  aur.list(yay, { pkgbase: "qt", pkgnames: ["qt-doc", "qt-base"] }, { pkgbase: "other" });
  aur.server.forget();
  const answer = await open().read({
    etag: null,
    pkgbases: new Set(["yay", "gone"]),
    pkgnames: new Set(["qt-doc"]),
  });
  assert.ok(answer.kind === "read");
  assert.deepEqual([...answer.packages.keys()], ["yay", "qt"]);
  const defaults = {
    version: "1-1",
    firstSubmitted: 1_400_000_000,
    lastModified: 1_700_000_000,
    outOfDate: null,
  };
  assert.deepEqual(answer.packages.get("yay"), { ...defaults, ...yay, pkgnames: ["yay"] });
  assert.deepEqual(answer.packages.get("qt")?.pkgnames, ["qt-base", "qt-doc"]);
  assert.deepEqual(
    aur.server.requests.map(({ path, headers }) => [path, headers["user-agent"]]),
    [[ARCHIVE, "arch-autorepo tests"]],
  );
});

test("nothing moved: the answer is 304, and says so alone or with the copy that is kept", async () => {
  aur.list({ pkgbase: "yay" });
  const pkgbases = new Set(["yay"]);
  const cacheFolder = join(folder, "kept");
  const first = await open({ cacheFolder }).read({ etag: null, pkgbases });
  assert.ok(first.kind === "read" && first.etag !== null);
  assert.deepEqual(await open().read({ etag: first.etag, pkgbases }), { kind: "unchanged" });
  assert.deepEqual(await open({ cacheFolder }).read({ etag: null, pkgbases }), first);
  assert.equal(aur.server.requests.at(-1)?.headers["if-none-match"], first.etag);
  aur.list({ pkgbase: "yay", version: "2-1" });
  const moved = await open({ cacheFolder }).read({ etag: first.etag, pkgbases });
  assert.equal(moved.kind === "read" && moved.packages.get("yay")?.version, "2-1");
});

const status =
  (code: number): Misbehaviour =>
  (_request, response) =>
    response.writeHead(code).end();
const body =
  (bytes: Uint8Array): Misbehaviour =>
  (_request, response) =>
    response.end(bytes);

const faults: readonly (readonly [string, Misbehaviour, RegExp])[] = [
  ["answers 429", status(429), /answered 429/],
  ["answers 500", status(500), /answered 500/],
  [
    "redirects",
    (_request, response) => response.writeHead(302, { location: "https://evil.example/" }).end(),
    /answered 302/,
  ],
  ["hangs", () => {}, /did not answer in time/],
  ["cuts the line", (request) => request.socket.destroy(), /could not be read/],
  ["sends what is not packed", body(Buffer.from("[]")), /damaged: incorrect header/],
  ["sends half of it", body(gzipSync('[{"Name":"a"').subarray(0, -9)), /damaged/],
  ["sends no packages", body(gzipSync("[]")), /lists no package/],
  ["sends what is not JSON", body(gzipSync("[{nonsense}]")), /damaged/],
  [
    "sends an entry without end",
    body(gzipSync(`[{"Name":"${"x".repeat(5_000_000)}"}]`)),
    /one of its entries/,
  ],
];

for (const [fault, answer, words] of faults) {
  test(`an AUR that ${fault} is unavailable, which is an answer and no failure (cases 14 and 41)`, async () => {
    aur.server.misbehave(ARCHIVE, answer);
    const read = await open({ answerWithin: 200 }).read({ etag: null, pkgbases: new Set(["yay"]) });
    aur.server.behave();
    assert.ok(read.kind === "unavailable" && words.test(read.reason), JSON.stringify(read));
  });
}

test("a damaged archive is not kept: the next run reads a whole one", async () => {
  const cacheFolder = join(folder, "damaged");
  const damaged: Misbehaviour = (_request, response) => response.writeHead(200, { etag: '"bad"' }).end("[]");
  aur.server.misbehave(ARCHIVE, damaged, 1);
  const pkgbases = new Set(["yay"]);
  assert.equal((await open({ cacheFolder }).read({ etag: null, pkgbases })).kind, "unavailable");
  assert.equal((await open({ cacheFolder }).read({ etag: null, pkgbases })).kind, "read");
  assert.equal(aur.server.requests.at(-1)?.headers["if-none-match"], undefined);
});

test("an AUR that is down for a moment is asked again", async () => {
  aur.list({ pkgbase: "yay" });
  aur.server.misbehave(ARCHIVE, status(503), 2);
  const read = await open().read({ etag: null, pkgbases: new Set(["yay"]) });
  assert.ok(read.kind === "read" && read.packages.has("yay"));
});

test("what stands in the archive is made harmless: odd names, control characters, wrong types", async () => {
  aur.list(
    { pkgbase: "../x" },
    { pkgbase: "yay", maintainer: "a\u001b[31m\n", version: "1\n2", votes: -1, lastModified: Number.NaN },
  );
  const read = await open().read({ etag: null, pkgbases: new Set(["yay", "../x"]) });
  assert.ok(read.kind === "read");
  assert.deepEqual([...read.packages.keys()], ["yay"]);
  const { maintainer, version, votes, lastModified } = read.packages.get("yay") ?? {};
  assert.deepEqual([maintainer, version, votes, lastModified], ["a\uFFFD[31m\uFFFD", "1\uFFFD2", 0, 0]);
});

test("which remotes are the AUR's is told from their address alone", () => {
  const { pkgbaseOf, mirrorOf } = open();
  const { url } = aur.server;
  assert.deepEqual(
    [
      `${url}/yay.git`,
      `${url}/libsigc++.git/`,
      `${url}/yay`,
      `${url}/a/b.git`,
      `${url}x/yay.git`,
      `${url}/.git`,
    ].map(pkgbaseOf),
    ["yay", "libsigc++", "yay", null, null, null],
  );
  assert.deepEqual(mirrorOf("yay"), { git: aur.mirror, branch: "yay" });
});

function open(settings: Partial<AurSettings> = {}) {
  const { signal } = new AbortController();
  const { url } = aur.server;
  const own = { aurUrl: `${url}/`, mirror: aur.mirror, userAgent: "arch-autorepo tests", cacheFolder: null };
  return openAur({ ...own, signal, pause: 1, ...settings });
}
