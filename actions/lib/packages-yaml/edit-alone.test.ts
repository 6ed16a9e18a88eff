import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { addEntry, EditError, movePin, removeEntry, setPublishes } from "./index.ts";
import { plainTree } from "./plain-tree.ts";

const SHA = "9ab2c4d6e8f0123456789abcdef0123456789abc";
const NAMES = ["yay", "0ad", "c++", "a.b", "__proto__", "constructor"];

/** Before a plain text, which then is plain no more: all of it is composed. */
const NOT_PLAIN = "x: {}\n";

type EditOf = (text: string) => string;

const name = fc.constantFrom(...NAMES, "not-there");
const names = fc.uniqueArray(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 3 });
const edit: fc.Arbitrary<EditOf> = fc.oneof(
  name.map(
    (entry): EditOf =>
      (text) =>
        movePin(text, entry, SHA),
  ),
  name.map(
    (entry): EditOf =>
      (text) =>
        removeEntry(text, entry),
  ),
  fc.tuple(name, names).map(
    ([entry, all]): EditOf =>
      (text) =>
        setPublishes(text, entry, all),
  ),
  fc.tuple(name, names).map(([entry, packages]): EditOf => {
    const added = { name: entry, git: null, branch: null, path: null, ref: SHA, packages };
    return (text) => addEntry(text, added);
  }),
);

const gap = fc.constantFrom("", "", "", "\n", "    # a comment\n", "# ref: x\n\n");
const rest = fc.constantFrom("", "", " ", "  # why");
const line = fc.constantFrom(
  "ref: main",
  "git: https://example.org/a.git",
  "path: a",
  "network: build",
  "packages:\n      - yay\n      - c++ # two",
  "packages:",
  "packages: a",
  "test:\n      - a --version",
);
const entry = fc
  .tuple(fc.array(fc.tuple(line, rest, gap), { maxLength: 3 }), rest, gap)
  .map(([lines, after, below]) => {
    const settings = lines.map(([setting, end, under]) => `    ${setting}${end}\n${under}`);
    return `:${settings.length === 0 ? "" : after}\n${below}${settings.join("")}`;
  });
const text = fc
  .record({
    before: fc.constantFrom("", "repository:\n  name: x\n", "# mine\n\ncooldown: 3d\n"),
    entries: fc.uniqueArray(fc.tuple(fc.constantFrom(...NAMES), entry), {
      minLength: 2,
      selector: ([each]) => each,
    }),
    after: fc.constantFrom("", "", "cooldown: 3d\n", "  # the end\n", "\nbuild:\n  vcs: never\n"),
    hasEnd: fc.boolean(),
  })
  .map(({ before, entries, after, hasEnd }) => {
    const all = `${before}packages:\n${entries.map(([each, below]) => `  ${each}${below}`).join("")}${after}`;
    return hasEnd ? all : all.trimEnd();
  });

test("an edit makes of a plain text what it makes of one that is composed as a whole", () => {
  fc.assert(
    fc.property(text, edit, (plain, make) => {
      fc.pre(plainTree(plain) !== null);
      const composed = made(make, NOT_PLAIN + plain);
      assert.equal(made(make, plain), composed.replace(NOT_PLAIN, ""));
    }),
    { numRuns: 800 },
  );
});

/** The text after the edit, or why it was refused. */
function made(make: EditOf, before: string): string {
  try {
    return make(before);
  } catch (error) {
    assert.ok(error instanceof EditError, String(error));
    return `${error.code}: ${error.message}`;
  }
}

test("entries are edited in a plain file that is longer than the YAML library is asked to read", () => {
  const entries = (shas: readonly string[]) =>
    shas
      .map((sha, n) => `  a${n}:\n    git: https://example.org/a.git\n    path: a\n    ref: ${sha}\n`)
      .join("");
  const old = Array.from({ length: 20_000 }, (_, n) => String(n).padStart(40, "a"));
  const before = `packages:\n${entries(old)}`;
  assert.throws(() => movePin(NOT_PLAIN + before, "a7", SHA), EditError);
  assert.equal(movePin(before, "a7", SHA), `packages:\n${entries(old.with(7, SHA))}`);
});
