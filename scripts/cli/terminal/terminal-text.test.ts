import assert from "node:assert/strict";
import { test } from "node:test";
import { wrap, wrapLines } from "./terminal-text.ts";

const ADVICE =
  "jq is gone: restore it, or build it again: `scripts/autorepo run --rebuild --packages jq`. Then look";

test("a command stays whole where it fits on a line, so that it can be copied", () => {
  assert.deepEqual(wrap(ADVICE, 60), [
    "jq is gone: restore it, or build it again:",
    "`scripts/autorepo run --rebuild --packages jq`. Then look",
  ]);
  assert.deepEqual(wrap(ADVICE, 30), [
    "jq is gone: restore it, or",
    "build it again:",
    "`scripts/autorepo run",
    "--rebuild --packages jq`. Then",
    "look",
  ]);
});

test("a long line goes on under its beginning, and short ones stay as they are", () => {
  assert.equal(
    wrapLines("one\n  because: two three\n\nfour   five", 16),
    "one\n  because: two\n  three\n\nfour   five",
  );
  assert.equal(wrapLines("  12 | a line of a file\n     | ^^^^", 12), "  12 | a line of a file\n     | ^^^^");
  const address = "https://example.org/which/nobody/can/break";
  assert.equal(wrapLines(`see ${address}`, 20), `see\n${address}`);
});
