import assert from "node:assert/strict";
import { test } from "node:test";
import { createSuspicion, overLimit } from "./watchdog.ts";

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

test("each step of free space that goes is a reason to look, wherever the steps begin", () => {
  const isDue = createSuspicion(100);
  const told = [1000, 950, 899, 850, 790, 900, 810, 800, 699].map((free) => isDue(free));
  assert.deepEqual(told, [false, false, true, false, true, false, false, true, true]);
});

test("space that others free at the same time hides nobody for long", () => {
  const isDue = createSuspicion(100);
  assert.ok(Array.from({ length: 100 }, () => isDue(1000)).includes(true));
});
