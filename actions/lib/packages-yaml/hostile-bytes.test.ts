import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { formatProblems, readPackagesYaml } from "./index.ts";

const MEBIBYTE = 1024 * 1024;

/** Rules that the bytes break, read within the three seconds that a hostile pull request may cost. */
function rulesBroken(bytes: Uint8Array | string): string[] {
  // Of this thread: a busy machine makes nothing slower here.
  const before = process.threadCpuUsage();
  const result = readPackagesYaml({ bytes: Buffer.from(bytes), file: "packages.yaml" });
  const { user, system } = process.threadCpuUsage(before);
  assert.ok(user + system < 3_000_000, `took ${user + system} µs`);
  if (result.ok) return [];
  assert.ok(result.problems.length <= 101);
  assert.ok(formatProblems(result.problems).length < 101 * 1000);
  return [...new Set(result.problems.map(({ rule }) => rule))];
}

const bombs: readonly (readonly [string, string, string])[] = [
  ["brackets", "[".repeat(8 * MEBIBYTE), "nesting"],
  ["braces", "{a: ".repeat(2 * MEBIBYTE), "nesting"],
  ["brackets that close nothing", `[${"]".repeat(280_000)}`, "syntax"],
  ["lists in lists", "- ".repeat(60_000), "nesting"],
  ["keys of keys", "? ".repeat(60_000), "nesting"],
  ["a long flat list", `[${"a,".repeat(MEBIBYTE / 2 - 1)}]`, "size"],
  ["documents", "---\n".repeat(40_000), "one-document"],
  ["nine megabytes", `#${" ".repeat(9 * MEBIBYTE)}`, "size"],
  ["lines", "#\n".repeat(250_000), "size"],
  ["an open quote", `repository: "${"x".repeat(8 * MEBIBYTE - 100)}`, "syntax"],
  ["an open single quote", `repository: '${"''".repeat(4 * MEBIBYTE - 100)}`, "syntax"],
  ["escapes", `repository: "${"\\q".repeat(4 * MEBIBYTE - 100)}"`, "size"],
  ["signs that are no YAML", `a: b\n${"@\n".repeat(15_000)}`, "syntax"],
  ["commas", `a: [${", ,".repeat(15_000)}]`, "syntax"],
  ["unknown keys", Array.from({ length: 100_000 }, (_, n) => `nam${n}: x\n`).join(""), "unknown-key"],
  ["aliases", entries(40_000, (n) => `  a${n}: *b\n`), "anchor"],
  ["entries with wrong names", `packages:\n${"  a b: {}\n".repeat(12_000)}`, "duplicate-key"],
  ["entries of different wrong names", entries(12_000, (n) => `  a ${n}:\n`), "entry-name"],
  ["entries with wrong pins", entries(10_000, (n) => `  a${n}:\n    ref: abcdef${n}\n`), "ref"],
  [
    "one name published again and again",
    entries(7_000, (n) => `  a${n}:\n    packages: [a]\n`),
    "published-twice",
  ],
  ["entries that are no maps", entries(60_000, (n) => `  "a${n}": b\n`), "wrong-type"],
  ["a long list of one name", `packages:\n  a:\n    packages: [${"a,".repeat(40_000)}]\n`, "length"],
  ["a long list of names", entries(1, () => `  a:\n    packages:\n${listed(190_000)}`), "length"],
  ["long lists of names", entries(100, (n) => `  a${n}:\n    packages:\n${listed(1001)}`), "length"],
  ["a long name", `packages:\n  ${"x".repeat(8 * MEBIBYTE - 100)}:\n`, "syntax"],
  ["a long address", `packages:\n  a:\n    git: https://${"a.".repeat(4 * MEBIBYTE - 100)}\n`, "git-url"],
  ["a long image", `repository:\n  image: ${"a-".repeat(4 * MEBIBYTE - 100)}\n`, "image"],
  ["tabs", "\t".repeat(MEBIBYTE), "tab"],
  ["carriage returns", "\r".repeat(2 * MEBIBYTE), "line-ending"],
  ["replacement characters", "# \ufffd".repeat(MEBIBYTE), "missing-key"],
];

function entries(count: number, entry: (number: number) => string): string {
  return `packages:\n${Array.from({ length: count }, (_, number) => entry(number)).join("")}`;
}

function listed(names: number): string {
  return Array.from({ length: names }, (_, number) => `      - n${number}\n`).join("");
}

for (const [what, text, rule] of bombs) {
  test(`a bomb of ${what} is refused quickly`, () => {
    const broken = rulesBroken(text);
    assert.ok(broken.includes(rule), broken.join());
  });
}

test("a bomb of aliases is never unfolded", () => {
  const levels = Array.from({ length: 8 }, (_, n) => `l${n + 1}: &l${n + 1} [${Array(9).fill(`*l${n}`)}]\n`);
  assert.deepEqual(rulesBroken(`l0: &l0 x\n${levels.join("")}`).toSorted(), [
    "anchor",
    "missing-key",
    "unknown-key",
  ]);
});

test("10,000 entries with four settings each are read, plain or not", () => {
  const settings = "    network: build\n    vcs: never\n    git: https://example.org/x.git\n";
  const ref = `    ref: ${"ab".repeat(20)}\n`;
  const all = entries(10_000, (n) => `  package-name-${n}:\n${settings}${ref}`);
  for (const head of ["repository:\n  name: x\n", 'repository: {"name": "x"}\n'])
    assert.deepEqual(rulesBroken(head + all), []);
});

test("keys named like JavaScript's own change no object", () => {
  const text = [
    "repository: {name: x, __proto__: {polluted: y}}",
    "packages: {__proto__: {polluted: y}, constructor: {prototype: {polluted: y}}, toString: {}}",
  ].join("\n");
  assert.deepEqual(rulesBroken(text).toSorted(), ["entry-name", "unknown-key"]);
  assert.equal(Reflect.get({}, "polluted"), undefined);
});

test("what is wrong in one place does not hide what is wrong in another", () => {
  const text = [
    "repository:",
    "  name: extra",
    "  keep: 14",
    "cooldown: soon",
    "packages:",
    "  yay:",
    "    netwrok: build",
    "    ref: 3f1c0e6",
    "  paru:",
    "    packages: [yay, 'a b', paru]",
    "    git: http://example.org/paru.git",
    "    path: ../x",
    "  paru:",
    "\tpath: x",
  ].join("\n");
  assert.deepEqual(rulesBroken(text).toSorted(), ["tab"]);
  const withoutTab = text.replace("\tpath: x", "");
  const expected =
    "duplicate-key duration git-url package-name path published-twice ref repository-name unknown-key";
  assert.deepEqual(rulesBroken(withoutTab).toSorted(), expected.split(" "));
});

test("an address that was refused makes no folder of this repository of its path", () => {
  const text = "repository: {name: x}\npackages:\n  a:\n    git: ssh://x/y\n    path: a\n    ref: main\n";
  assert.deepEqual(rulesBroken(text), ["git-url"]);
});

test("whatever bytes there are, they are read or refused, never thrown at", () => {
  const signs = fc.constantFrom(
    ..."abc:-[]{}&*!|>%@`'\"#,?~<\\ \n\n  0129.e/".split(""),
    "packages:\n",
    "  a:\n",
    "ref: ",
  );
  const texts = fc.array(signs, { maxLength: 120 }).map((parts) => parts.join(""));
  const start = fc.constantFrom("", "repository:\n  name: x\n", "packages:\n  a:\n    ");
  fc.assert(
    fc.property(start, texts, fc.uint8Array({ maxLength: 40 }), (head, text, bytes) => {
      rulesBroken(head + text);
      rulesBroken(Buffer.concat([Buffer.from(head), bytes]));
    }),
    { numRuns: 500 },
  );
});
