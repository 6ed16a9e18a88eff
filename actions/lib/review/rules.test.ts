import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { BEHAVIOUR_RULES } from "./behaviour/index.ts";
import { EXAMPLES } from "./fixtures/examples.ts";
import { smallChange } from "./fixtures/small-change.ts";
import { readChange } from "./read-change.ts";
import { RULES } from "./rules.ts";

describe("every rule about what a change means", () => {
  for (const rule of RULES.filter((one) => !BEHAVIOUR_RULES.includes(one))) {
    it(`${rule.id}: speaks about its example and not about the harmless twin`, () => {
      const example = EXAMPLES[rule.id];
      assert.ok(example, "it has no example");
      const found = rule.find(readChange(smallChange(example.fires)));
      assert.notEqual(found.length, 0, "it is silent on its example");
      assert.equal(found[0]?.severity, rule.severities[0]);
      assert.deepEqual(rule.find(readChange(smallChange(example.silent))), []);
      for (const { message } of found) assert.match(message, /^[A-Z"`].*[.]$/, "a message is one sentence");
    });
  }
});

describe("every rule", () => {
  it("has a page that says what it means, why it matters and how to judge it", () => {
    for (const { id } of RULES) {
      const page = readFileSync(new URL(`../../../docs/rules/${id}.md`, import.meta.url), "utf8");
      assert.match(page, /^# /, id);
      for (const heading of ["Why it matters", "Judge it in a minute", "Harmless", "Bad"]) {
        assert.match(page, new RegExp(`^## ${heading}$`, "m"), `${id}: ${heading}`);
      }
    }
  });

  it("has an id of its own", () => {
    assert.equal(new Set(RULES.map(({ id }) => id)).size, RULES.length);
  });
});
