import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { SEVERITIES } from "../../documents/index.ts";
import { review } from "../review.ts";
import { changeOf } from "./fixture.ts";
import { filesOf } from "./places.ts";
import { BUILD_FILES } from "./variants/build-files.ts";
import { BUILD_TOOLS } from "./variants/build-tools.ts";
import { HANDED_CODE } from "./variants/handed-code.ts";
import { INSTALLED } from "./variants/installed.ts";
import { MACHINE } from "./variants/machine.ts";
import { PACKAGED } from "./variants/packaged.ts";
import { RECIPES } from "./variants/recipes.ts";
import { SERVICES } from "./variants/services.ts";
import { sidesOf, type Variant } from "./variants/variant.ts";

const VARIANTS: Readonly<Record<string, readonly Variant[]>> = {
  "code that is handed to a shell": HANDED_CODE,
  "tools of the build": BUILD_TOOLS,
  "files that such tools read": BUILD_FILES,
  "the recipe itself": RECIPES,
  "files of the system in the package": PACKAGED,
  "what the package starts": SERVICES,
  "a scriptlet that was there before": INSTALLED,
  "the machine of whoever builds": MACHINE,
};

/** What is said of anything that stands there. */
const AT_TOP_LEVEL = /^(top-level-code|unresolved)$/;

for (const [story, variants] of Object.entries(VARIANTS))
  describe(`whoever read the rules is told of: ${story}`, () => {
    for (const variant of variants)
      test(`${variant.says}: ${variant.line.split("\n")[0]}`, () => {
        const { from, to } = sidesOf(variant);
        const { findings, routine } = review(changeOf(filesOf(from), filesOf(to)));
        const ranks = findings
          .filter(({ rule }) => !AT_TOP_LEVEL.test(rule))
          .map(({ severity }) => SEVERITIES.indexOf(severity));
        assert.ok(Math.min(...ranks) <= SEVERITIES.indexOf(variant.says), JSON.stringify(findings, null, 1));
        assert.equal(routine, false);
      });
  });

test("there are at least 250 of them", () => {
  assert.ok(Object.values(VARIANTS).flat().length >= 250);
});
