import assert from "node:assert/strict";
import { test } from "node:test";
import { whileThereIsRoom } from "./room.ts";

const MIB = 1024 ** 2;

/** Lets `count` parts of 1 MiB through onto a disk with so much room; gives back how many were. */
async function written(count: number, roomBytes: number): Promise<number> {
  let passed = 0;
  const part = new Uint8Array(MIB);
  const parts = (async function* () {
    for (let at = 0; at < count; at++) yield part;
  })();
  for await (const _ of whileThereIsRoom(parts, "/somewhere", async () => roomBytes - passed * MIB)) passed++;
  return passed;
}

test("what fits is written whole", async () => {
  assert.equal(await written(300, 2048 * MIB), 300);
});

test("what would fill the disk ends long before it does", async () => {
  await assert.rejects(written(10_000, 2048 * MIB), /leave only 10\d{8} bytes free in \/somewhere/);
});

test("nothing is written where there is hardly room already, also when it is little", async () => {
  await assert.rejects(written(1, 1023 * MIB), /free in \/somewhere/);
});
