import assert from "node:assert/strict";
import { test } from "node:test";
import { BAD } from "./examples.ts";
import { announcement, conclusion } from "./on-purpose.ts";

const ended = BAD.map(({ entry, ends }) => ({ entry, status: ends, reason: "because" }));

test("what goes wrong on purpose is told before, each with what it shows, within 80 columns", () => {
  const [heading, ...lines] = announcement(BAD).split("\n");
  assert.match(heading ?? "", /^8 packages now go wrong on purpose, or/);
  assert.deepEqual(
    lines.map((line) => line.trim().split("  ")[0]),
    BAD.map(({ entry }) => entry),
  );
  for (const line of lines) assert.ok(line.length <= 80, line);
});

test("afterwards it says that they did, or which of them did not", () => {
  assert.match(conclusion(BAD, ended), /^all 8 ended as they should/);
  const escaped = ended.map((each) => (each.entry === "canary" ? { ...each, status: "published" } : each));
  assert.equal(
    conclusion(BAD, escaped.slice(1)),
    [
      "2 of 8 did not end as they should:",
      "  steady should be failed, and is not there",
      "  canary should be failed, and is published: because",
    ].join("\n"),
  );
});
