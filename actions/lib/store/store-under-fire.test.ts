import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { openStore } from "./index.ts";

async function temporaryFolder(): Promise<{ folder: string } & AsyncDisposable> {
  const folder = await mkdtemp(path.join(tmpdir(), "autorepo-store-"));
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

const open = (folder: string) => openStore({ kind: "directory", path: "." }, { folder });

/** A program that has `store` and prints a line for everything the store has acknowledged. */
function start(folder: string, program: string): ChildProcess {
  const prelude = `
    import { openStore } from ${JSON.stringify(import.meta.resolve("./index.ts"))};
    const HEADERS = { contentType: "text/plain", cacheControl: "no-cache" };
    const store = await openStore({ kind: "directory", path: "." }, { folder: ${JSON.stringify(folder)} });
    const say = (line) => process.stdout.write(line + "\\n");
  `;
  return spawn(process.execPath, ["--input-type=module", "-e", prelude + program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}

async function linesOf(child: ChildProcess): Promise<readonly string[]> {
  const chunks: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => chunks.push(chunk));
  await once(child, "close");
  return Buffer.concat(chunks).toString().split("\n").slice(0, -1);
}

const APPEND = `
  const append = async (who) => {
    const current = await store.read("state.json");
    const entries = current === null ? [] : JSON.parse(current.bytes);
    const body = Buffer.from(JSON.stringify([...entries, who]));
    const outcome = await store.swap("state.json", body, { version: current?.version ?? null, headers: HEADERS });
    if (outcome === "swapped") say(who);
    return outcome === "swapped";
  };
`;

test("of many processes that swap at once, one wins each time and nothing acknowledged is lost", async () => {
  await using place = await temporaryFolder();
  const program = (who: string) =>
    `${APPEND} for (let i = 0; i < 15; ) if (await append("${who}" + i)) i++; else await new Promise((r) => setTimeout(r, 1));`;
  const acknowledged = await Promise.all(
    ["a", "b", "c", "d"].map((who) => linesOf(start(place.folder, program(who)))),
  );
  const state = await (await open(place.folder)).read("state.json");
  const entries = JSON.parse(Buffer.from(state?.bytes ?? []).toString());
  assert.equal(entries.length, 60);
  assert.deepEqual([...entries].sort(), acknowledged.flat().sort());
});

test("of many processes that create one object, one wins", async () => {
  await using place = await temporaryFolder();
  const program = `for (let i = 0; i < 20; i++) say(i + await store.create("object" + i, Buffer.from("x"), HEADERS));`;
  const outcomes = await Promise.all([1, 2, 3].map(() => linesOf(start(place.folder, program))));
  for (let i = 0; i < 20; i++) {
    assert.equal(outcomes.flat().filter((line) => line === `${i}created`).length, 1, `object${i}`);
  }
});

test("a writer killed at any moment loses nothing it acknowledged and leaves nothing behind", async () => {
  await using place = await temporaryFolder();
  const program = `${APPEND}
    const big = Buffer.alloc(1 << 20, "x");
    for (let i = 0; ; i++) {
      await append(process.pid + "-" + i);
      await store.put("well-known", Buffer.concat([big, Buffer.from(String(i))]), HEADERS);
      await store.create(process.pid + "/" + i, big, HEADERS);
    }`;
  const acknowledged: string[] = [];
  for (let round = 0; round < 8; round++) {
    const child = start(place.folder, program);
    const lines = linesOf(child);
    if (child.stdout) await once(child.stdout, "data");
    await sleep(Math.random() * 60);
    child.kill("SIGKILL");
    acknowledged.push(...(await lines));
  }
  const store = await open(place.folder);
  const entries: string[] = JSON.parse(Buffer.from((await store.read("state.json"))?.bytes ?? []).toString());
  assert.ok(acknowledged.length >= 8);
  assert.deepEqual(
    acknowledged.filter((entry) => !entries.includes(entry)),
    [],
  );
  for await (const { key, bytes } of store.list("")) {
    if (key !== "state.json") assert.ok(bytes >= 2 ** 20, `${key} is partial`);
  }
  const swapped = await store.swap("after", Buffer.from("x"), {
    version: null,
    headers: { contentType: "text/plain", cacheControl: "no-cache" },
  });
  assert.equal(swapped, "swapped", "the lock of a dead writer is broken");
  assert.deepEqual(await readdir(path.join(place.folder, ".incoming")), []);
});

test("what other hosts hold is theirs, until it is a day old", async () => {
  await using place = await temporaryFolder();
  const staging = path.join(place.folder, ".incoming");
  const old = "elsewhere_1a2b3c4d_4026531836_77_123_aa";
  const fresh = "elsewhere_1a2b3c4d_4026531836_78_123_bb";
  await mkdir(staging);
  for (const name of [old, fresh]) await writeFile(path.join(staging, name), "x");
  const twoDaysAgo = Date.now() / 1000 - 2 * 86_400;
  await utimes(path.join(staging, old), twoDaysAgo, twoDaysAgo);
  await open(place.folder);
  assert.deepEqual(await readdir(staging), [fresh]);
});
