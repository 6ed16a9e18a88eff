import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { visibleLine, wrapLine } from "./index.ts";

const SHOWN: readonly (readonly [what: string, line: string, shown: string])[] = [
  ["bidirectional override", "a\u202Eb", "a⟦U+202E⟧b"],
  ["zero-width run", `a${"\u200b".repeat(37)}b`, "a⟦U+200B × 37⟧b"],
  ["tag characters", "x\u{e0041}\u{e0042}", "x⟦U+E0041⟧⟦U+E0042⟧"],
  ["escape sequence", "\x1b[2K\b\r", "⟦U+001B⟧[2K⟦U+0008⟧⟦U+000D⟧"],
  ["no-break space", "a\u00a0b", "a⟦U+00A0⟧b"],
  ["blank that is no space", "a\u2800\u3164b", "a⟦U+2800⟧⟦U+3164⟧b"],
  ["5,000 blanks", `x${" ".repeat(5000)}curl`, "x⟦U+0020 × 5000⟧curl"],
  ["Cyrillic letter in a Latin word", "сurl", "⟦U+0441⟧url"],
  ["word of Cyrillic letters that all look Latin", "рас", "⟦U+0440⟧⟦U+0430⟧⟦U+0441⟧"],
  ["fullwidth letters", "ｃurl", "⟦U+FF43⟧url"],
  ["mathematical letters", "𝐬h", "⟦U+1D42C⟧h"],
  ["slash that is none", "a∕b", "a⟦U+2215⟧b"],
  ["accent as a character of its own", "e\u0301", "e⟦U+0301⟧"],
  ["variation selectors that carry data", "a\ufe01\u{e0101}", "a⟦U+FE01⟧⟦U+E0101⟧"],
  ["our own mark, forged", "⟦U+202E⟧", "⟦U+27E6⟧U+202E⟧"],
];

for (const [what, line, shown] of SHOWN) {
  test(`${what} is written out`, () => {
    assert.equal(visibleLine(line), shown);
  });
}

for (const line of ["\tmake -j4", "José Müller", "привет, мир", "日本語テスト", "“quoted” – dash…", "❤️"]) {
  test(`an honest line stays as it is: ${line}`, () => {
    assert.equal(visibleLine(line), line);
  });
}

const ANY_LINE = fc.string({
  unit: fc.oneof(
    fc.constantFrom("a", " ", "\t", "⟦", "с", "\u202e", "\u200b", "\u0301", "\ufe0f", "❤"),
    fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code)),
  ),
});

test("whatever the line, nothing hidden is left in it and no two lines look alike (cases 30 and 31)", () => {
  fc.assert(
    fc.property(ANY_LINE, (line) => {
      const shown = visibleLine(line);
      assert.doesNotMatch(
        shown.replaceAll(/\p{Emoji}\ufe0f/gu, ""),
        /[\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]|\ufe0f/u,
      );
      assert.doesNotMatch(shown, /[\0-\x08\x0a-\x1f\x7f-\x9f]/);
      assert.equal(unmarked(shown), line);
    }),
    { numRuns: 2000 },
  );
});

function unmarked(shown: string): string {
  return shown.replace(/⟦U\+([0-9A-F]+)(?: × (\d+))?⟧/g, (_, code: string, count = "1") =>
    String.fromCodePoint(Number.parseInt(code, 16)).repeat(Number(count)),
  );
}

test("a line is wrapped without loss and never within a mark", () => {
  fc.assert(
    fc.property(ANY_LINE, fc.integer({ min: 1, max: 40 }), (line, columns) => {
      const shown = visibleLine(line);
      const pieces = wrapLine(shown, columns);
      assert.equal(pieces.join(""), shown);
      assert.ok(pieces.every((piece) => piece.split("⟦").length === piece.split(/⟦[^⟧]*⟧/).length));
      assert.ok(pieces.every((piece) => [...piece].length <= Math.max(columns, 20)));
    }),
  );
});

test("a line of a megabyte is wrapped whole (case 32)", () => {
  const pieces = wrapLine("x".repeat(1 << 20), 200);
  assert.equal(pieces.length, Math.ceil((1 << 20) / 200));
});
