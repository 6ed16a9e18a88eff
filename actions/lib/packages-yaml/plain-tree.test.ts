import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { plainTree } from "./plain-tree.ts";
import { problemAt, type Span, sourceOf } from "./source.ts";
import { type Tree, treeOf } from "./tree.ts";
import { composeOne } from "./yaml-tokens.ts";

/** Whether a text has a plain reading, which must be what the YAML library makes of it. */
function isPlain(text: string): boolean {
  const plain = plainTree(text);
  if (plain === null) return false;
  const library = libraryTree(text);
  assert.deepEqual(plain.data, library?.data, JSON.stringify(text));
  assert.deepEqual(placesShown(plain, text), placesShown(library, text), JSON.stringify(text));
  return true;
}

/** Throws where the library refuses the text, or has to say something about it. */
function libraryTree(text: string): Tree {
  const composed = composeOne(text);
  assert.ok(composed.ok, `refused by the library: ${JSON.stringify(text)}`);
  const tree = treeOf(composed.document, sourceOf("packages.yaml", text));
  assert.deepEqual(tree.found, [], JSON.stringify(text));
  return tree;
}

/** What people are shown of each place. The library's maps end behind comments that follow them, which nobody sees. */
function placesShown({ places }: Tree, text: string) {
  const source = sourceOf("packages.yaml", text);
  const shown = (span: Span) => problemAt(source, span, { rule: "size", says: "", fix: "" });
  return new Map(
    places()
      .entries()
      .map(([pointer, { key, value }]) => [pointer, [key && shown(key), shown(value)]] as const),
  );
}

const PLAIN_WORDS = ["yay", "0ad", "c++", "a.b", "x_y@z-1", "__proto__", "constructor"];
const OTHER_WORDS = ["7", "1e5", "0x1f", "0o7", "yes", "Null", "true", "-a", ".b", "~", "ä"];
const PLAIN_TEXTS = ["https://example.org/a.git", "2h", "a b", "a#b", "a,b", "12e45z", "1.2.3", "a&b", "x:y"];
const OTHER_TEXTS = [
  "a: b",
  "a #b",
  "a:",
  "- a",
  "'a'",
  "[a]",
  ".5",
  "-1",
  "12345678",
  "12e45678",
  "a  b",
  "a\tb",
  "!a",
  "*",
];
const ENDS = ["", "", "", "", " ", "  # why", " #", "#x", "\r", "\t"];
const STRANGE_LINES = [
  "---",
  "...",
  "%YAML 1.2",
  "? a",
  "word",
  "{a: b}",
  "a: &b c",
  "<<: a",
  "a: |",
  "  more",
];

const word = fc.constantFrom(...PLAIN_WORDS, ...OTHER_WORDS);
const text = fc.constantFrom(...PLAIN_WORDS, ...PLAIN_TEXTS, ...OTHER_TEXTS);
const end = fc.constantFrom(...ENDS);
const content = fc.oneof(
  fc.tuple(word, text, end).map(([key, value, rest]) => `${key}: ${value}${rest}`),
  fc.tuple(word, end).map(([key, rest]) => `${key}:${rest}`),
  fc.tuple(text, end).map(([value, rest]) => `- ${value}${rest}`),
  fc.constantFrom("", "# comment", "#", ...STRANGE_LINES),
);
const indent = fc.constantFrom(0, 0, 2, 2, 4, 4, 6, 3, 1);
const anyLines = fc.array(
  fc.tuple(indent, content).map(([n, line]) => " ".repeat(n) + line),
  { maxLength: 8 },
);

/** As people write it, but for what a mistake may change. */
const plainValue = fc.constantFrom(...PLAIN_WORDS, ...PLAIN_TEXTS);
const setting = fc.oneof(
  plainValue.map((value) => [`: ${value}`]),
  fc.constant([":"]),
  plainValue.map((value) => [`: ${value}  # why`]),
  fc
    .array(plainValue, { minLength: 1, maxLength: 3 })
    .map((all) => [":", ...all.map((one) => `      - ${one}`)]),
);
const settings = fc.dictionary(fc.constantFrom(...PLAIN_WORDS), setting, { noNullPrototype: false });

const plainLines = fc
  .array(settings, { maxLength: 3 })
  .map((all) => [
    "packages:",
    ...all.flatMap((each, at) => [
      `  entry-${at}:`,
      ...Object.entries(each).flatMap(([key, [first = "", ...rest]]) => [`    ${key}${first}`, ...rest]),
    ]),
  ]);

const ending = fc.constantFrom("\n", "", "\n\n", "\n  # the end\n");

test("whatever a text is, its plain reading is the library's, or it has none", () => {
  fc.assert(
    fc.property(anyLines, ending, (lines, last) => void isPlain(lines.join("\n") + last)),
    { numRuns: 3000 },
  );
});

test("what people write has a plain reading", () => {
  fc.assert(
    fc.property(plainLines, ending, (lines, last) => isPlain(lines.join("\n") + last)),
    { numRuns: 500 },
  );
});

test("a line that does not belong there changes nothing of that", () => {
  const place = fc.nat(8);
  const lines = fc.tuple(plainLines, place, fc.tuple(indent, content));
  fc.assert(
    fc.property(lines, ([all, at, [n, line]]) => {
      isPlain([...all.slice(0, at), " ".repeat(n) + line, ...all.slice(at), ""].join("\n"));
    }),
    { numRuns: 1000 },
  );
});
