import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { createCappedLog } from "./capped-log.ts";

test("a log within its size is kept byte for byte", async () => {
  await using folder = await temporaryFolder();
  const text = "0123456789".repeat(100);
  const { content, cut } = await writeLog(folder.path, { bytes: 1000, chunks: [text] });
  assert.equal(content, text);
  assert.equal(cut, 0);
});

test("of a longer one head and tail are kept, and a line says how much is not", async () => {
  await using folder = await temporaryFolder();
  const { content, cut } = await writeLog(folder.path, {
    bytes: 10,
    chunks: ["abcdefg", "hijklmnopqrstuvwxyz"],
  });
  assert.equal(content, "abcde\n… 16 bytes left out …\nvwxyz");
  assert.equal(cut, 16);
});

test("however it comes in pieces, what is kept is the same", async () => {
  await using folder = await temporaryFolder();
  const chunks = fc.array(fc.string({ unit: fc.constantFrom(..."abcdefgh"), maxLength: 300 }), {
    maxLength: 20,
  });
  await fc.assert(
    fc.asyncProperty(chunks, fc.integer({ min: 2, max: 400 }), async (pieces, bytes) => {
      const whole = pieces.join("");
      const { content, cut } = await writeLog(folder.path, { bytes, chunks: pieces });
      const head = whole.slice(0, Math.ceil(bytes / 2));
      const tail = whole.slice(head.length).slice(-Math.floor(bytes / 2));
      assert.equal(cut, whole.length - head.length - tail.length);
      assert.equal(content, cut === 0 ? whole : `${head}\n… ${cut} bytes left out …\n${tail}`);
    }),
  );
});

test("gigabytes without a line end take the memory of the tail alone", async () => {
  await using folder = await temporaryFolder();
  const chunk = new Uint8Array(1024 ** 2).fill(120);
  const log = createCappedLog({ file: join(folder.path, "log"), bytes: 1024 ** 2 });
  const before = process.memoryUsage().rss;
  for (let written = 0; written < 2048; written++) log.write(chunk);
  assert.ok(process.memoryUsage().rss - before < 32 * 1024 ** 2);
  assert.deepEqual(await log.close(), { cut: 2047 * 1024 ** 2 });
});

async function writeLog(folder: string, { bytes, chunks }: { bytes: number; chunks: readonly string[] }) {
  const file = join(folder, "log");
  const log = createCappedLog({ file, bytes });
  for (const chunk of chunks) log.write(new TextEncoder().encode(chunk));
  const { cut } = await log.close();
  assert.equal(log.cut, cut);
  return { content: await readFile(file, "utf8"), cut };
}

async function temporaryFolder() {
  const path = await mkdtemp(join(tmpdir(), "capped-log-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}
