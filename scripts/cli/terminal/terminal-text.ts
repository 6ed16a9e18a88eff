/** Text of others for a terminal's line: no escape sequences, no control or hidden characters, one line. */
export function oneLine(text: string): string {
  return text.replace(ESCAPE_SEQUENCES, "").replace(/\s+/gu, " ").replace(HIDDEN, "").trim();
}

/**
 * The same for output that a workflow's runner reads: `::command::` counts only at the start of a line,
 * where we never put others' text, but `##[command]` counts anywhere.
 */
export function oneWorkflowLine(text: string): string {
  return oneLine(text).replaceAll("##[", "# #[");
}

/** Columns that text takes on a terminal. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += WIDE.test(character) ? 2 : NO_WIDTH.test(character) ? 0 : 1;
  return width;
}

/** The text, or its beginning with "…" where it is wider than `columns`. */
export function shorten(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let kept = "";
  let width = 1;
  for (const character of text) {
    width += widthOf(character);
    if (width > columns) break;
    kept += character;
  }
  return columns > 0 ? `${kept}…` : "";
}

/**
 * Words on lines of that width; a longer word stands alone. A `command` stays whole where it fits on a line, so that it can
 * be copied.
 */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of wordsOf(text, width)) {
    if (line !== "" && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

function wordsOf(text: string, width: number): readonly string[] {
  const words = text.match(/[^\s`]*`[^`]*`\S*|\S+/g) ?? [];
  return words.flatMap((word) => (widthOf(word) > width ? word.split(" ") : [word]));
}

/** Lines that are wider than the terminal go on under their own beginning; those of a quoted file are left to it. */
export function wrapLines(text: string, columns: number): string {
  return text
    .split("\n")
    .flatMap((line) => {
      if (widthOf(line) <= columns || QUOTED_LINE.test(line)) return [line];
      const indent = /^ */.exec(line)?.[0] ?? "";
      return wrap(line, columns - indent.length).map((piece) => indent + piece);
    })
    .join("\n");
}

/** "    12 | text", with a mark below what is wrong. */
const QUOTED_LINE = /^ *\d* \| /;

/** The text with spaces after it up to `columns`. */
export function pad(text: string, columns: number): string {
  return text + " ".repeat(Math.max(columns - widthOf(text), 0));
}

// CSI, then the strings (OSC, DCS, SOS, PM, APC) with or without their end, then two-byte sequences (ECMA-48).
const ESCAPE_SEQUENCES =
  /\x1b\[[0-?]*[ -/]*[@-~]?|\x1b[\]PX^_][^\x07\x1b\n]*(?:\x07|\x1b\\)?|\x1b[ -/]*[0-~]?/g;
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
const NO_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/u;
// The blocks that East Asian Width (UAX #11) calls wide, roughly, and emoji.
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f000}-\u{1faff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
