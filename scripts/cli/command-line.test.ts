import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import { test } from "node:test";
import { parseCommandLine } from "./command-line.ts";
import { CommandError } from "./exit-codes.ts";
import { helpText } from "./help.ts";
import { reflow } from "./terminal/reflow.ts";
import { VERBS } from "./verbs/verbs.ts";
import { versionText } from "./version.ts";

test("a verb with its options and operands is a call", () => {
  const request = parseCommandLine(["history", "zlib", "--json", "--manifest", "other.yaml"], VERBS);
  assert.equal(request.kind, "call");
  if (request.kind !== "call") return;
  assert.equal(request.verb.name, "history");
  assert.deepEqual(request.operands, ["zlib"]);
  assert.deepEqual(request.values, { json: true, manifest: "other.yaml" });
});

test("help is asked for in every usual way", () => {
  for (const words of [[], ["--help"], ["-h"], ["help"]]) {
    assert.deepEqual(parseCommandLine(words, VERBS), { kind: "help", verb: null });
  }
  for (const words of [
    ["help", "plan"],
    ["plan", "--help"],
    ["plan", "-h"],
  ]) {
    const request = parseCommandLine(words, VERBS);
    assert.equal(request.kind === "help" && request.verb?.name, "plan");
  }
});

test("the version is the commit of the copy that runs", async () => {
  assert.deepEqual(parseCommandLine(["--version"], VERBS), { kind: "version" });
  assert.match(
    await versionText(import.meta.dirname),
    /^arch-autorepo [0-9a-f]{7,} of \d{4}-\d\d-\d\d, Node v2/,
  );
  assert.match(await versionText(tmpdir()), /^arch-autorepo of no git repository, Node v2/);
});

test("every verb's help names its options and shows how it is called", () => {
  for (const verb of VERBS) {
    const page = helpText(verb, VERBS);
    for (const option of Object.keys(verb.options))
      assert.match(page, new RegExp(`--${option}\\b`), verb.name);
    assert.ok(page.startsWith(`scripts/autorepo ${verb.name} `));
    assert.ok(helpText(null, VERBS).includes(`  ${verb.name} `));
  }
});

test("help fits a narrow terminal, and says the same", () => {
  const wordsOf = (text: string) => text.split(/\s+/).join(" ");
  for (const verb of [null, ...VERBS]) {
    const page = helpText(verb, VERBS);
    const narrow = reflow(page, 72);
    assert.equal(wordsOf(narrow), wordsOf(page));
    const wide = narrow
      .split("\n")
      .filter((line) => line.length > 72 && !/^ {2}\S+ .*scripts\/autorepo|^ {2}scripts/.test(line));
    assert.deepEqual(wide, [], verb?.name);
    assert.equal(reflow(page, 130), page);
  }
  const page = reflow(helpText(VERBS.find(({ name }) => name === "verify") ?? null, VERBS), 60);
  assert.match(page, /\n {2}--from MANIFEST {2}goes on from this manifest\n {19}\(manifests/);
  assert.match(page, /\n {2}--signed-by FINGERPRINT\n {19}AUTOREPO_SIGNING_KEY has replaced this\n {19}key/);
});

const WRONG: readonly (readonly [readonly string[], RegExp])[] = [
  [["help", "pan"], /unknown verb "pan"; did you mean plan\?/],
  [["pan"], /unknown verb "pan"; did you mean plan\?/],
  [
    ["plan", "--rebuidl"],
    /unknown option "--rebuidl"; did you mean --rebuild\? \(scripts\/autorepo plan --help lists all\)/,
  ],
  [["plan", "--packages"], /--packages wants a value/],
  [["plan", "--packages", " "], /--packages is empty: write a value, or leave it out\nusage: scripts/],
  [["remove", ""], /the first word is empty\nusage: scripts\/autorepo remove NAME/],
  [["plan", "--rebuild=yes"], /--rebuild takes no value, "yes" was given/],
  [
    ["plan", "extra"],
    /"extra" is one word too many; entries are named with --packages\nusage: scripts\/autorepo plan/,
  ],
  [["history", "a", "b"], /"b" is one word too many\nusage: scripts\/autorepo history/],
  [["plan", "--__proto__"], /unknown option "--__proto__"/],
  [["constructor"], /unknown verb "constructor"/],
];

for (const [words, message] of WRONG) {
  test(`"${words.join(" ")}" is refused with what was meant`, () => {
    assert.throws(
      () => parseCommandLine(words, VERBS),
      (error) => error instanceof CommandError && error.exit === "wrongUse" && message.test(error.message),
    );
  });
}
