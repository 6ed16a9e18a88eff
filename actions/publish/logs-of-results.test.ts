import assert from "node:assert/strict";
import { mkdir, mkdtempDisposable, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { entryOf, resultOf } from "../../test/publishing-world.ts";
import type { BuildResult, PhaseRecord } from "../lib/documents/index.ts";
import type { LogReader } from "../lib/report/index.ts";
import { logsOf } from "./logs-of-results.ts";

const MEBIBYTE = 1024 * 1024;

async function bytesRead(logs: LogReader, result: BuildResult, log: string): Promise<number | null> {
  const record: PhaseRecord = { phase: "build", seconds: 1, exit: 0, log, cut: 0 };
  const stream = await logs(result, record);
  if (stream === null) return null;
  let bytes = 0;
  for await (const chunk of stream) bytes += chunk.byteLength;
  return bytes;
}

test("a result's logs are read as they are, and one that was not handed over is none", async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), "logs-"));
  await mkdir(join(folder.path, "log"));
  await writeFile(join(folder.path, "log", "build.log"), "made it\n");
  const result = resultOf(entryOf("yay"));
  const logs = logsOf([{ result, folder: folder.path }]);
  assert.equal(await bytesRead(logs, result, "build.log"), 8);
  assert.equal(await bytesRead(logs, result, "sources.log"), null);
  assert.equal(await bytesRead(logs, resultOf(entryOf("yay")), "build.log"), null);
});

test("a result that names its log again and again, or hands over gigabytes, gets no report of gigabytes", async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), "logs-"));
  await mkdir(join(folder.path, "log"));
  for (const [name, size] of [
    ["build.log", 40],
    ["sources.log", 4096],
  ] as const) {
    await writeFile(join(folder.path, "log", name), "");
    await truncate(join(folder.path, "log", name), size * MEBIBYTE);
  }
  const [evil, other] = [resultOf(entryOf("evil")), resultOf(entryOf("other"))];
  const logs = logsOf([evil, other].map((result) => ({ result, folder: folder.path })));
  assert.equal(await bytesRead(logs, other, "sources.log"), null);
  const reads = [];
  for (let phase = 0; phase < 100; phase++) reads.push(await bytesRead(logs, evil, "build.log"));
  assert.deepEqual(reads.slice(0, 4), [40 * MEBIBYTE, 40 * MEBIBYTE, 40 * MEBIBYTE, null]);
  assert.ok(reads.slice(4).every((bytes) => bytes === null));
});
