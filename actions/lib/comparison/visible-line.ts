import { codePointMark } from "./code-point-mark.ts";
import { markImitations } from "./imitations.ts";

/**
 * A line with everything written out that hides, reorders or imitates other text: control, bidirectional,
 * zero-width and tag characters, odd spaces, private and unassigned code points as ⟦U+202E⟧, and so are letters
 * and signs that pass for ASCII ones. Runs are counted: ⟦U+200B × 37⟧, ⟦U+0020 × 5000⟧. A ⟦ of the line itself
 * becomes ⟦U+27E6⟧, so nothing upstream writes can be taken for such a mark. Tabs and blanks stay.
 */
export function visibleLine(line: string): string {
  if (PLAIN.test(line) && !LONG_BLANKS.test(line)) return line;
  return line.replace(PIECE, (piece: string, ...groups: unknown[]) => {
    const { emoji, blanks, hidden } = groups.at(-1) as Record<string, string | undefined>;
    if (emoji !== undefined) return piece;
    if (blanks !== undefined || hidden !== undefined) return markRun(piece);
    return markImitations(piece);
  });
}

function markRun(run: string): string {
  const characters = [...run];
  return codePointMark(characters[0] ?? "", characters.length);
}

const PLAIN = /^[\t\x20-\x7e]*$/;
const LONG_BLANKS = /([ \t])\1{40}/;

// In this order: an emoji with the selector that asks for its picture, long blanks, runs of one hidden
// character, words, and single signs.
const PIECE = new RegExp(
  [
    String.raw`(?<emoji>[\p{Extended_Pictographic}&&\p{Emoji}]\u{FE0F})`,
    String.raw`(?<blanks>(?<blank>[ \t])\k<blank>{40,})`,
    String.raw`(?<hidden>(?<first>${hiddenCharacters()})\k<first>*)`,
    String.raw`[\p{L}\p{M}\p{N}_]+?(?=${hiddenCharacters()}|[^\p{L}\p{M}\p{N}_]|$)`,
    String.raw`[^\0-\x7f]`,
  ].join("|"),
  "gv",
);

function hiddenCharacters(): string {
  const kinds = ["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs", "Default_Ignorable_Code_Point"];
  const braillePatternBlank = String.raw`\u{2800}`;
  const openingMark = String.raw`\u{27E6}`;
  return `[[${kinds.map((kind) => `\\p{${kind}}`).join("")}${braillePatternBlank}${openingMark}]--[\\t ]]`;
}
