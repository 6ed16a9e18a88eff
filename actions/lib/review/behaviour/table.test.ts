import assert from "node:assert/strict";
import { test } from "node:test";
import { changeOf } from "../attacks/fixture.ts";
import { CLEAN, filesOf, PLACES } from "../attacks/places.ts";
import { review } from "../review.ts";
import { entryOf } from "./table.ts";

const INHERITED = [...Object.getOwnPropertyNames(Object.prototype), "prototype"];

test("a table knows only what it lists", () => {
  assert.equal(entryOf({ git: 1 }, "git"), 1);
  for (const name of [...INHERITED, null]) assert.equal(entryOf({ git: 1 }, name), undefined);
});

test("commands with the names of every object's own properties are read like others", () => {
  const lines = INHERITED.map(
    (name) => `${name} x; git ${name}; python -m ${name}; ${name}=1; declare -A a=([${name}]=b)`,
  );
  for (const place of PLACES) {
    const { findings } = review(changeOf(filesOf(CLEAN), filesOf(place.files(lines.join("\n")))));
    assert.ok(findings.length > 0, place.name);
  }
});
