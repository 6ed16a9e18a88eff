import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Finding } from "../../documents/index.ts";
import { review } from "../review.ts";
import { DISGUISES } from "./disguises.ts";
import { changeOf } from "./fixture.ts";
import { MENTIONS } from "./mentions.ts";
import { PAYLOADS } from "./payloads.ts";
import { CLEAN, filesOf, PLACES } from "./places.ts";

const payload = fc.constantFrom(...PAYLOADS);
const disguise = fc.constantFrom(...DISGUISES);
const place = fc.constantFrom(...PLACES);

/** What other rules say of anything that runs at top level. */
const AT_TOP_LEVEL = /^(top-level-code|unresolved)$/;

/** What stands out, beside that anything runs at top level at all, when these files replace those of the clean package. */
function loud(texts: Readonly<Record<string, string>>): Finding[] {
  const { findings } = review(changeOf(filesOf(CLEAN), filesOf(texts)));
  return findings.filter(({ severity, rule }) => severity !== "note" && !AT_TOP_LEVEL.test(rule));
}

test("any payload in any disguise at any place is an alarm, or said to be unresolved: never silence (case 37)", () => {
  fc.assert(
    fc.property(
      payload,
      fc.array(disguise, { minLength: 1, maxLength: 2 }),
      place,
      ({ line }, ways, { files }) => {
        const text = ways.reduce((command, { of }) => of(command), line);
        assert.notDeepEqual(loud(files(text)), [], text);
      },
    ),
    { numRuns: 800 },
  );
});

test("every payload in every single disguise is an alarm in a scriptlet", () => {
  const scriptlet = PLACES.find(({ name }) => name === "post_install()");
  assert.ok(scriptlet);
  for (const { line } of PAYLOADS)
    for (const { of } of DISGUISES) {
      const text = of(line);
      const alarms = loud(scriptlet.files(text)).filter(({ severity }) => severity === "alarm");
      assert.notDeepEqual(alarms, [], text);
    }
});

test("whoever only speaks of a payload is left in peace", () => {
  fc.assert(
    fc.property(payload, fc.constantFrom(...MENTIONS), place, ({ line }, { of }, { files }) => {
      const text = of(line);
      const plain = loud(files("true"));
      assert.deepEqual(
        loud(files(text)).map(({ rule }) => rule),
        plain.map(({ rule }) => rule),
        text,
      );
    }),
    { numRuns: 400 },
  );
});
