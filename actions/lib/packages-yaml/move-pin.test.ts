import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { EditError, formatProblems, movePin, readPackagesYaml } from "./index.ts";

const OLD = "3f1c0e6f0d9b8a7c6d5e4f3a2b1c0d9e8f7a6b5c";
const NEW = "9ab2c4d6e8f0123456789abcdef0123456789abc";

const edits = [
  ["a pin", `  yay:\n    ref: ${OLD}   # reviewed\n`, `  yay:\n    ref: ${NEW}   # reviewed\n`],
  ["a pin in single quotes", `  yay:\n    ref: '${OLD}'\n`, `  yay:\n    ref: '${NEW}'\n`],
  ["a pin in double quotes", `  yay:\n    ref: "ma\\x69n" #\n`, `  yay:\n    ref: "${NEW}" #\n`],
  ["a quoted key", `  "yay":\n    'ref' :  main\n`, `  "yay":\n    'ref' :  ${NEW}\n`],
  ["an empty pin", "  yay:\n    ref: # none yet\n", `  yay:\n    ref: ${NEW} # none yet\n`],
  ["an entry without settings", "  yay: # mine\n  # next\n", `  yay: # mine\n    ref: ${NEW}\n  # next\n`],
  ["the last line without its end", "  yay:", `  yay:\n    ref: ${NEW}`],
  [
    "settings without a pin, after the source",
    "  yay:\n      git: https://x/y # here\n      network: build\n",
    `  yay:\n      git: https://x/y # here\n      ref: ${NEW}\n      network: build\n`,
  ],
  [
    "settings without a pin or source",
    "  yay:\n    # why\n    network: build\n",
    `  yay:\n    # why\n    ref: ${NEW}\n    network: build\n`,
  ],
  ["flow style", "  yay: { network: build }\n", `  yay: { ref: ${NEW}, network: build }\n`],
  ["flow style with a pin", `  yay: {ref: ${OLD},network: build}\n`, `  yay: {ref: ${NEW},network: build}\n`],
  ["an empty flow map", "  yay: {}\n", `  yay: { ref: ${NEW} }\n`],
  ["carriage returns", "  yay:\r\n  b:\r\n", `  yay:\r\n    ref: ${NEW}\r\n  b:\r\n`],
] as const;

for (const [what, before, after] of edits) {
  test(`a pin is moved in place: ${what}`, () => {
    assert.equal(movePin(`packages:\n${before}`, "yay", NEW), `packages:\n${after}`);
  });
}

test("only the entry's own ref: is moved, not what looks like it", () => {
  const text = `ref: x\nbuild:\n  yay:\n    ref: x\npackages:\n  # yay:\n  #   ref: x\n  a:\n    test: ["ref: x"]\n  yay:\n    ref: x\n`;
  assert.equal(movePin(text, "yay", NEW), text.replace(/x\n$/, `${NEW}\n`));
});

test("a commit that YAML takes for a number is written in quotes, and read back as the commit", () => {
  for (const sha of ["1234567890".repeat(4), `${"1".repeat(20)}e${"2".repeat(19)}`]) {
    const moved = movePin("repository:\n  name: x\npackages:\n  yay:\n    ref: main\n", "yay", sha);
    assert.deepEqual(pinsOf(moved), { yay: sha });
  }
});

const refusals = [
  ["not-a-commit", "packages:\n  yay:\n", "yay", "main"],
  ["no-such-entry", "packages:\n  yay:\n", "ya", NEW],
  ["no-such-entry", "packages:\n", "yay", NEW],
  ["no-such-entry", "packages: [yay\n", "yay", NEW],
  ["no-such-entry", "", "yay", NEW],
  ["not-editable", "packages:\n  yay: ~\n", "yay", NEW],
  ["not-editable", "packages:\n  yay:\n    ref: >-\n      main\n", "yay", NEW],
  ["not-editable", "packages:\n  yay:\n    ref: [main]\n", "yay", NEW],
  ["not-editable", "packages: {yay: }\n", "yay", NEW],
] as const;

for (const [code, text, entry, sha] of refusals) {
  test(`a pin that cannot be moved is ${code}: ${JSON.stringify(text)}`, () => {
    assert.throws(
      () => movePin(text, entry, sha),
      (error) => error instanceof EditError && error.code === code && error.message.length > 20,
    );
  });
}

const shas = fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: 40, maxLength: 40 });
const comments = fc.constantFrom("", "  # ref: not this", " # 'quote", "   ");
const marks = fc.constantFrom("", "'", '"');
const blanks = fc.constantFrom("", "\n", "  # a comment\n", "    # deeper\n\n");

const settings = fc.record({
  git: fc.option(fc.constantFrom("https://example.org/a.git", "'https://example.org/b.git'"), { nil: null }),
  ref: fc.option(fc.tuple(marks, fc.constantFrom("main", OLD)), { nil: null }),
  network: fc.option(fc.constantFrom("build", "prepare"), { nil: null }),
  test: fc.option(
    fc.constantFrom("[a --version]", "\n      - a\n      - b # x", "\n    - at the key's column"),
    { nil: null },
  ),
});

/** An entry in block style: settings in any order, comments, blank lines. */
const entryTexts = fc
  .tuple(settings, comments, blanks, fc.boolean())
  .map(([written, comment, blank, reversed]) => {
    const ref = written.ref && `${written.ref[0]}${written.ref[1]}${written.ref[0]}`;
    const lines = Object.entries({ ...written, ref })
      .filter(([, value]) => value !== null)
      .map(([key, value]) => `    ${key}:${value?.startsWith("\n") ? "" : " "}${value}${comment}\n`);
    return (name: string) =>
      `  ${name}:${comment}\n${(reversed ? lines.toReversed() : lines).join(blank)}${blank}`;
  });

const documents = fc
  .record({ entries: fc.array(entryTexts, { minLength: 1, maxLength: 6 }), carriageReturns: fc.boolean() })
  .map(({ entries, carriageReturns }) => {
    const text = `# mine\nrepository:\n  name: x\npackages:\n${entries.map((entry, n) => entry(`p${n}`)).join("")}`;
    return { text: carriageReturns ? text.replaceAll("\n", "\r\n") : text, count: entries.length };
  });

test("whatever the file looks like, one line changes or is added, and reading it again gives the new pin", () => {
  fc.assert(
    fc.property(documents, fc.nat(), shas, ({ text, count }, choice, sha) => {
      fc.pre(!/^0+$/.test(sha));
      const name = `p${choice % count}`;
      const moved = movePin(text, name, sha);
      assert.ok(changedLines(text, moved) <= 1);
      const unix = (lines: string) => lines.replaceAll("\r\n", "\n");
      assert.deepEqual(pinsOf(unix(moved)), { ...pinsOf(unix(text)), [name]: sha });
      assert.equal(moved.split("\r\n").length === moved.split("\n").length, text.includes("\r\n"));
      assert.equal(movePin(moved, name, sha), moved);
    }),
    { numRuns: 400 },
  );
});

test("ten pins moved on ten branches merge in any order without a conflict", (context) => {
  const folder = mkdtempSync(join(tmpdir(), "autorepo-pins-"));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "packages.yaml");
  const git = (...words: string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@t", ...words], { cwd: folder });
  // Every second entry has no pin yet: its line is added.
  const names = Array.from({ length: 10 }, (_, n) => `package-${n}`);
  const entries = names.map((name, n) => `  ${name}:\n${n % 2 === 0 ? `    ref: ${OLD}\n` : ""}`);
  const text = `repository:\n  name: x\npackages:\n${entries.join("")}`;
  const pins = Object.fromEntries(names.map((name, n) => [name, NEW.slice(1) + n]));
  git("init", "-q", "-b", "main");
  writeFileSync(file, text);
  git("add", "packages.yaml");
  git("commit", "-q", "-m", "start");
  for (const name of names) {
    git("checkout", "-q", "-b", name, "main");
    writeFileSync(file, movePin(text, name, pins[name] ?? ""));
    git("commit", "-q", "-a", "-m", name);
  }
  for (const order of [
    names,
    names.toReversed(),
    [3, 8, 1, 9, 0, 5, 7, 2, 6, 4].map((n) => `package-${n}`),
  ]) {
    git("checkout", "-q", "--detach", "main");
    for (const name of order) git("merge", "-q", "--no-edit", name);
    assert.deepEqual(pinsOf(readFileSync(file, "utf8")), pins);
  }
});

function pinsOf(text: string): Record<string, string> {
  const result = readPackagesYaml({ bytes: Buffer.from(text), file: "packages.yaml" });
  assert.ok(result.ok, result.ok ? "" : `${text}\n${formatProblems(result.problems)}`);
  return Object.fromEntries(
    result.value.entries.flatMap(({ name, ref }) =>
      ref === null ? [] : [[name, ref.kind === "commit" ? ref.sha : ref.name]],
    ),
  );
}

/** Lines of `after` beyond the longest common head and tail with `before`. */
function changedLines(before: string, after: string): number {
  const [old, now] = [before.split("\n"), after.split("\n")];
  let head = 0;
  while (head < old.length && old[head] === now[head]) head++;
  let tail = 0;
  while (tail < old.length - head && old.at(-1 - tail) === now.at(-1 - tail)) tail++;
  assert.ok(now.length - old.length <= 1);
  return now.length - head - tail;
}
