import assert from "node:assert/strict";
import { test } from "node:test";
import { comparer } from "./index.ts";

const MEGABYTE = 1024 * 1024;
const shortLines = (bytes: number) => Buffer.alloc(bytes, "a\n");
const kindOf = (old: Uint8Array | null, next: Uint8Array | null) => comparer()(old, next).kind;

test("a kernel's configuration is shown, before and after, and many patches beside it", () => {
  const compare = comparer();
  const configuration = (value: string) => Buffer.from(`CONFIG_SOMETHING_OR_OTHER=${value}\n`.repeat(12_000));
  const patch = Buffer.from("+  some line of a patch that is in no way special\n".repeat(1000));
  assert.equal(compare(configuration("y"), configuration("m")).kind, "text");
  for (let count = 0; count < 50; count++) assert.equal(compare(null, patch).kind, "text");
});

test("what is too much to be read is not looked into, and its size is told", () => {
  const many = shortLines(4 * MEGABYTE);
  assert.deepEqual(comparer()(null, many), {
    kind: "unread",
    old: null,
    new: { bytes: many.length, kind: "data", oddities: [] },
  });
  assert.equal(kindOf(many, null), "unread");
  assert.equal(kindOf(null, Buffer.alloc(3 * MEGABYTE, "\x01\x02")), "unread");
  assert.equal(kindOf(null, Buffer.alloc(100 * MEGABYTE)), "unread");
  assert.equal(kindOf(many, shortLines(4 * MEGABYTE)), "identical");
});

test("large files leave room for small ones, and small ones have an end too", () => {
  const compare = comparer();
  const large = shortLines(128 * 1024);
  const kinds = Array.from({ length: 10 }, () => compare(null, large).kind);
  assert.deepEqual([kinds[0], kinds.at(-1)], ["text", "unread"]);
  assert.equal(compare(null, Buffer.from("pkgname=a\n")).kind, "text");
  const small = shortLines(8 * 1024);
  const more = Array.from({ length: 50 }, () => compare(null, small).kind);
  assert.deepEqual([more[0], more.at(-1)], ["text", "unread"]);
});
