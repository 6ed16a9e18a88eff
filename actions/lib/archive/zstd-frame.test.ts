import assert from "node:assert/strict";
import { test } from "node:test";
import { zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { oneZstdFrame } from "./zstd-frame.ts";

const HEADER = Buffer.from("28b52ffd0058", "hex");
const EMPTY_BLOCK_BYTES = 3;
const LAST_EMPTY_BLOCK = Buffer.from("010000", "hex");

async function* cut(bytes: Uint8Array, lengths: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const length = lengths[turn % lengths.length] ?? 1;
    yield bytes.subarray(at, at + length);
    at += length;
  }
}

async function passed(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(oneZstdFrame(source)));
}

test("a frame passes as it is, however it is cut on its way, and one that is not whole never does", async () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 6 });
  const contents = fc.uint8Array({ maxLength: 3000 });
  const property = fc.asyncProperty(contents, lengths, fc.nat(), async (content, parts, missing) => {
    const frame = zstdCompressSync(content);
    assert.deepEqual(await passed(cut(frame, parts)), frame);
    const less = frame.subarray(0, missing % frame.length);
    await assert.rejects(passed(cut(less, parts)), /ends in the middle/);
    await assert.rejects(passed(cut(Buffer.concat([frame, frame]), parts)), /goes on behind its first frame/);
  });
  await fc.assert(property, { numRuns: 60 });
});

test("millions of blocks without content are no work", async () => {
  const blocks = Buffer.alloc(5_000_000 * EMPTY_BLOCK_BYTES);
  const frame = Buffer.concat([HEADER, blocks, LAST_EMPTY_BLOCK]);
  const started = performance.now();
  assert.equal((await passed(cut(frame, [64 * 1024]))).length, frame.length);
  assert.ok(performance.now() - started < 3000);
});
