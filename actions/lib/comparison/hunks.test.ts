import assert from "node:assert/strict";
import { test } from "node:test";
import { compareFiles, hunkHeading, hunksOf } from "./index.ts";

function hunksBetween(old: readonly string[], next: readonly string[]) {
  const text = (lines: readonly string[]) =>
    new TextEncoder().encode(lines.map((line) => `${line}\n`).join(""));
  const comparison = compareFiles(text(old), text(next));
  assert.equal(comparison.kind, "text");
  return comparison.kind === "text" ? hunksOf(comparison.lines, 3) : [];
}

const TWENTY = Array.from({ length: 20 }, (_, index) => `line ${index + 1}`);

test("changes far apart are hunks of their own, each with three lines around it", () => {
  const hunks = hunksBetween(TWENTY, TWENTY.with(1, "two").with(17, "eighteen"));
  assert.deepEqual(hunks.map(hunkHeading), ["@@ -1,5 +1,5 @@", "@@ -15,6 +15,6 @@"]);
  assert.deepEqual(
    hunks[1]?.lines.filter(({ kind }) => kind !== "context").map(({ text }) => text),
    ["line 18", "eighteen"],
  );
});

test("changes that share their surroundings are one hunk", () => {
  assert.equal(hunksBetween(TWENTY, TWENTY.with(5, "six").with(12, "thirteen")).length, 1);
});

test("a new file is one hunk that begins at nothing", () => {
  assert.deepEqual(hunksBetween([], ["a", "b"]).map(hunkHeading), ["@@ -0,0 +1,2 @@"]);
});
