import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { EditError, readPackagesYaml, setPublishes } from "./index.ts";

const REF = "3f1c0e6f0d9b8a7c6d5e4f3a2b1c0d9e8f7a6b5c";

const EDITS = [
  ["the entry's own name alone", ["yay"], `  yay:\n    ref: ${REF}\n`, `  yay:\n    ref: ${REF}\n`],
  [
    "a list where there was none, below the pin",
    ["yay", "yay-docs"],
    `  yay:\n    ref: ${REF} # mine\n    network: build\n`,
    `  yay:\n    ref: ${REF} # mine\n    packages:\n      - yay\n      - yay-docs\n    network: build\n`,
  ],
  [
    "a further name in a block",
    ["yay", "b", "yay-docs"],
    "  yay:\n    packages:\n    - yay # this\n    - b\n    network: build\n",
    "  yay:\n    packages:\n    - yay # this\n    - b\n    - yay-docs\n    network: build\n",
  ],
  [
    "a name that goes",
    ["yay"],
    "  yay:\n    packages:\n      - old\n      - yay # this\n      - older\n  b:\n",
    "  yay:\n    packages:\n      - yay # this\n  b:\n",
  ],
  [
    "every name another one",
    ["c"],
    "  yay:\n    packages:\n      - a\n      - b\n",
    "  yay:\n    packages:\n      - c\n",
  ],
  ["a flow list", ["a", "1e3"], "  yay:\n    packages: [a, b]\n", '  yay:\n    packages: [a, "1e3"]\n'],
  ["a flow entry", ["a"], `  yay: { ref: ${REF} }\n`, `  yay: { packages: [a], ref: ${REF} }\n`],
  [
    "a last line without its end",
    ["a"],
    `  yay:\n    ref: ${REF}`,
    `  yay:\n    ref: ${REF}\n    packages:\n      - a`,
  ],
  [
    "carriage returns",
    ["a"],
    `  yay:\r\n    ref: ${REF}\r\n`,
    `  yay:\r\n    ref: ${REF}\r\n    packages:\r\n      - a\r\n`,
  ],
] as const;

for (const [what, names, before, after] of EDITS) {
  test(`what an entry publishes is written: ${what}`, () => {
    assert.equal(setPublishes(`packages:\n${before}`, "yay", names), `packages:\n${after}`);
  });
}

test("an entry that is not there, or not written plainly, is refused", () => {
  assert.throws(() => setPublishes("packages:\n  b:\n", "yay", ["a"]), EditError);
  assert.throws(() => setPublishes("packages:\n  yay: *x\n", "yay", ["a"]), EditError);
});

const NAMES = fc.uniqueArray(fc.constantFrom("a", "b-docs", "1password", "null", "on", "x+y"), {
  minLength: 1,
});

test("whatever was listed, the names asked for are read back and other entries stay", () => {
  fc.assert(
    fc.property(NAMES, NAMES, fc.boolean(), (before, after, flow) => {
      const list = flow
        ? ` [${before.map((name) => JSON.stringify(name)).join(", ")}]\n`
        : `\n${before.map((name) => `      - ${JSON.stringify(name)}\n`).join("")}`;
      const text = `repository:\n  name: r\npackages:\n  yay:\n    packages:${list}  other:\n    ref: ${REF}\n`;
      const edited = setPublishes(text, "yay", after);
      const read = readPackagesYaml({ bytes: new TextEncoder().encode(edited), file: "packages.yaml" });
      assert.ok(read.ok);
      assert.deepEqual(new Set(read.value.entries[0]?.publishes), new Set(after));
      assert.deepEqual(read.value.entries[1]?.ref, { kind: "commit", sha: REF });
    }),
  );
});
