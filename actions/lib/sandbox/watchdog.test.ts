import assert from "node:assert/strict";
import { test } from "node:test";
import { overLimit } from "./watchdog.ts";

const MIB = 1024 ** 2;
const sizes = new Map([
  ["small", 10 * MIB],
  ["large", 300 * MIB],
  ["larger", 400 * MIB],
]);

test("containers over the limit go, however much room there is", () => {
  assert.deepEqual(overLimit(sizes, { limitBytes: 200 * MIB, nearlyFull: false }), ["large", "larger"]);
  assert.deepEqual(overLimit(sizes, { limitBytes: 500 * MIB, nearlyFull: false }), []);
});

test("when the disk is nearly full the largest goes, unless it is not to blame", () => {
  assert.deepEqual(overLimit(sizes, { limitBytes: 500 * MIB, nearlyFull: true }), ["larger"]);
  assert.deepEqual(overLimit(new Map([["small", MIB]]), { limitBytes: 500 * MIB, nearlyFull: true }), []);
});
