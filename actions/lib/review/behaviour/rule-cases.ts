import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { changeOf } from "../attacks/fixture.ts";
import { CLEAN, filesOf, PLACES } from "../attacks/places.ts";
import { readChange } from "../read-change.ts";
import type { Rule } from "../rule.ts";

/** A line in a place ("build()", "post_install()", …), and what the rule says of it; null: nothing above a note. */
export type Case = {
  readonly place: string;
  readonly line: string;
  readonly says: "alarm" | "warning" | "note" | null;
  /** Other files that come with it; bytes for what is no text. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
};

/** Tells the story of a rule: each case is a line added to a package that was reviewed without it. */
export function testRule(rule: Rule, cases: readonly Case[]): void {
  describe(rule.id, () => {
    for (const one of cases) {
      const story = `${one.says ?? "nothing"}: ${one.place}: ${one.line.split("\n")[0]}`;
      test(story, () => assert.equal(severityIn(rule, one), one.says, one.line));
    }
    test("has a firing case and a benign twin", () => {
      assert.ok(cases.some(({ says }) => says === rule.severities[0]));
      assert.ok(cases.some(({ says }) => says === null || says === "note"));
    });
  });
}

/** The worst that a rule says of a line in a place. */
function severityIn(rule: Rule, { place: name, line, files = {} }: Case): Case["says"] {
  const place = PLACES.find((one) => one.name === name);
  assert.ok(place, `There is no place ${name}.`);
  const extra = Object.entries(files).map(([path, content]) => ({
    file: { path, kind: "file" as const, content: Buffer.from(content) },
  }));
  const change = changeOf(filesOf(CLEAN), [...filesOf(place.files(line)), ...extra]);
  const found = rule.find(readChange(change)).map(({ severity }) => severity);
  for (const severity of found) assert.ok(rule.severities.includes(severity), `${rule.id}: ${severity}`);
  return rule.severities.find((severity) => found.includes(severity)) ?? null;
}
