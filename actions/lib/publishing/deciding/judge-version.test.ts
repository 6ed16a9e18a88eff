import assert from "node:assert/strict";
import { test } from "node:test";
import { hasSameInputs, isStale } from "./judge-version.ts";

const cases: readonly (readonly [string, string | null, string | null, boolean, string])[] = [
  ["1.0-1", null, null, false, "never published"],
  ["1.0-2", "1.0-1", "1.0-1", false, "a newer release"],
  ["1.0-1.1", "1.0-1", "1.0-1", false, "the first sub-release"],
  ["1.0-1.10", "1.0-1.9", "1.0-1.9", false, "sub-releases are numbers"],
  ["1.0-1", "1.0-1", "1.0-1", true, "the published version again"],
  ["1.0-1.1", "1.0-1.1", "1.0-1.1", true, "a sub-release that another run took"],
  ["1.0-1.1", "1.0-1", "1.0-1.3", true, "a sub-release that was rolled back"],
  ["1.0-1", "1.0-1.2", "1.0-1.2", true, "no sub-release where some were published"],
  ["1:1.0-1", "2.0-1", "2.0-1", false, "an epoch outranks"],
  ["1.0-1", "2.0-1", "2.0-1", false, "a downgrade, which admission decides"],
  ["1.5-1", "1.0-1", "2.0-1", false, "above a rollback, below what was rolled back"],
  ["1.0-1", null, "2.0-1", false, "back after a removal, older: a downgrade"],
  ["2.0-1", null, "2.0-1", true, "back after a removal with the same version"],
];

for (const [version, published, highest, expected, what] of cases) {
  test(`${version} over ${published ?? "nothing"}, highest ${highest ?? "none"}: ${what}`, () => {
    assert.equal(isStale({ pkgname: "x", version, published, highest }), expected);
  });
}

test("inputs are the same whatever their order, and differ in any value", () => {
  const inputs = { entry: "x", key: "k", checks: "c", commit: null, tree: "t" };
  const uses = [
    { entry: "a", value: "1" },
    { entry: "b", value: null },
  ];
  const vcs = [{ source: "git+x", commit: "1" }];
  const built = { ...inputs, uses, vcs, time: "", seconds: 1, image: "", run: null, packages: [] };
  assert.ok(hasSameInputs({ ...inputs, uses: uses.toReversed(), vcs, checks: "other" }, built));
  assert.ok(!hasSameInputs({ ...inputs, uses: [{ entry: "a", value: "2" }], vcs }, built));
  assert.ok(!hasSameInputs({ ...inputs, uses, vcs: [{ source: "git+x", commit: "2" }] }, built));
  assert.ok(!hasSameInputs({ ...inputs, uses, vcs, key: "other" }, built));
});
