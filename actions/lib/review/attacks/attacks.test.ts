import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { review } from "../review.ts";
import { readFixtures } from "./fixture.ts";

const [recorded, invented, harmless] = await Promise.all(
  ["recorded", "invented", "harmless"].map(readFixtures),
);

for (const fixtures of [recorded, invented])
  describe("an attack raises an alarm", () => {
    for (const { name, story, change } of fixtures ?? [])
      test(`${name}: ${story}`, () => {
        const { findings, routine } = review(change);
        const alarms = findings.filter(({ severity }) => severity === "alarm");
        assert.notEqual(alarms.length, 0, JSON.stringify(findings, null, 1));
        assert.equal(routine, false);
      });
  });

describe("a harmless change raises none, and hardly a warning", () => {
  for (const { name, story, change, warns } of harmless ?? [])
    test(`${name}: ${story}`, () => {
      const { findings } = review(change);
      const loud = findings.filter(
        ({ severity, rule }) => severity === "alarm" || (severity === "warning" && !warns.includes(rule)),
      );
      assert.deepEqual(loud, []);
    });
});

test("there are at least 150 attacks and 60 harmless changes", () => {
  assert.ok((recorded ?? []).length + (invented ?? []).length >= 150);
  assert.ok((harmless ?? []).length >= 60);
});
