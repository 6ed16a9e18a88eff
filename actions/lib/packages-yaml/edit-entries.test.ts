import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { addEntry, EditError, type NewEntry, readPackagesYaml, removeEntry } from "./index.ts";

const SHA = "3f1c0e6f0d9b8a7c6d5e4f3a2b1c0d9e8f7a6b5c";
const YAY: NewEntry = { name: "yay", git: null, branch: null, path: null, ref: SHA, packages: null };
const ADDED = `  yay:\n    ref: ${SHA}\n`;

const additions = [
  ["below an empty packages:", "packages:\n", `packages:\n${ADDED}`],
  [
    "before examples in comments",
    "packages:\n  # a:\n  #   ref: x\n",
    `packages:\n${ADDED}  # a:\n  #   ref: x\n`,
  ],
  ["in place of an empty map", "packages: {} # none\n", `packages: # none\n${ADDED}`],
  [
    "where there is no packages: yet",
    "repository:\n  name: x",
    `repository:\n  name: x\npackages:\n${ADDED}`,
  ],
  [
    "after the last entry",
    "packages:\n  a:\n    ref: x # why\n",
    `packages:\n  a:\n    ref: x # why\n${ADDED}`,
  ],
  ["after an entry without settings", "packages:\n  a:\n", `packages:\n  a:\n${ADDED}`],
  ["after a last line without its end", "packages:\n  a:", `packages:\n  a:\n${ADDED}`],
  [
    "with an empty line where entries have one",
    "packages:\n  a:\n\n  b:\n",
    `packages:\n  a:\n\n  b:\n\n${ADDED}`,
  ],
  ["before what stands below", "packages:\n  a:\ncooldown: 3d\n", `packages:\n  a:\n${ADDED}cooldown: 3d\n`],
  ["indented as its neighbours", "packages:\n    a:\n", `packages:\n    a:\n    yay:\n      ref: ${SHA}\n`],
  [
    "with carriage returns",
    "packages:\r\n  a:\r\n",
    `packages:\r\n  a:\r\n${ADDED.replaceAll("\n", "\r\n")}`,
  ],
] as const;

for (const [where, before, after] of additions) {
  test(`an entry is added ${where}`, () => assert.equal(addEntry(before, YAY), after));
}

test("all that an entry says is written, and texts that YAML takes for numbers are quoted", () => {
  const text = addEntry("packages:\n", {
    name: "0ad",
    git: "https://git.example.org/x.git",
    branch: "1.10",
    path: "games/0ad",
    ref: "1234567890".repeat(4),
    packages: ["0ad", "0ad-data"],
  });
  const read = readPackagesYaml(
    { bytes: Buffer.from(`repository:\n  name: x\n${text}`), file: "packages.yaml" },
    { aurUrl: "https://aur.archlinux.org", allowFile: false },
  );
  assert.ok(read.ok);
  const [entry] = read.value.entries;
  assert.deepEqual(entry?.source, {
    git: "https://git.example.org/x.git",
    branch: "1.10",
    path: "games/0ad",
  });
  assert.deepEqual(entry?.ref, { kind: "commit", sha: "1234567890".repeat(4) });
  assert.deepEqual(entry?.publishes, ["0ad", "0ad-data"]);
});

const removals = [
  ["the only entry", "packages:\n  yay:\n    ref: x\n", "packages:\n"],
  [
    "one between others, and its own comments",
    "packages:\n  a:\n  yay: # mine\n    # why\n    ref: x # so\n  b:\n",
    "packages:\n  a:\n  b:\n",
  ],
  ["one with a list", "packages:\n  yay:\n    test:\n      - a\n      - b\n  b:\n", "packages:\n  b:\n"],
  ["one in flow style", "packages:\n  yay: { ref: x }\n  b:\n", "packages:\n  b:\n"],
  [
    "the last one, and nothing of what follows",
    "packages:\n  a:\n  yay:\n\ncooldown: 3d\n",
    "packages:\n  a:\n\ncooldown: 3d\n",
  ],
  [
    "one below a comment, which stays",
    "packages:\n  # tools\n  yay:\n  b:\n",
    "packages:\n  # tools\n  b:\n",
  ],
] as const;

for (const [what, before, after] of removals) {
  test(`an entry is removed: ${what}`, () => assert.equal(removeEntry(before, "yay"), after));
}

const refusals = [
  ["an entry that is there", "entry-exists", () => addEntry("packages:\n  yay:\n", YAY)],
  ["an entry beside others in flow style", "not-editable", () => addEntry("packages: { a: }\n", YAY)],
  ["an entry that is not there", "no-such-entry", () => removeEntry("packages:\n  a:\n", "yay")],
  ["one of several on a line", "not-editable", () => removeEntry("packages: { yay: , b: }\n", "yay")],
] as const;

for (const [what, code, edit] of refusals) {
  test(`an edit is refused: ${what}`, () => {
    assert.throws(edit, (error) => error instanceof EditError && error.code === code);
  });
}

test("an entry that is added to the annotated packages.yaml and removed again leaves it as it was", () => {
  const text = readFileSync(new URL("../../../packages.yaml", import.meta.url), "utf8");
  assert.equal(removeEntry(addEntry(text, YAY), "yay"), text);
});

test("whatever is listed, adding and removing change no line of others", () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/).filter((each) => each !== "yay");
  const gap = fc.constantFrom("", "\n", "  # a comment\n");
  fc.assert(
    fc.property(
      fc.uniqueArray(name, { maxLength: 6 }),
      fc.array(gap, { minLength: 7, maxLength: 7 }),
      (names, gaps) => {
        const listed = names.map((each, at) => `${gaps[at]}  "${each}":\n    ref: "${SHA}"\n`).join("");
        const text = `packages:\n${listed}${gaps[6]}cooldown: 3d\n`;
        const added = addEntry(text, YAY);
        assert.deepEqual(
          added
            .split("\n")
            .filter((line) => !text.split("\n").includes(line) && line !== "")
            .slice(0, 1),
          ["  yay:"],
        );
        const removed = removeEntry(added, "yay");
        assert.equal(removed.replaceAll(/\n+/g, "\n"), text.replaceAll(/\n+/g, "\n"));
      },
    ),
  );
});
