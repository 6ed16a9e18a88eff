/** How a stretch of terminal output looks; colours are 0 to 15, the palette every terminal has. */
export type TextStyle = {
  readonly foreground: number | null;
  readonly background: number | null;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly inverse: boolean;
};

export type StyledRun = { readonly text: string; readonly style: TextStyle };

export const PLAIN: TextStyle = {
  foreground: null,
  background: null,
  bold: false,
  dim: false,
  italic: false,
  underline: false,
  inverse: false,
};

/**
 * Splits a line at its colour sequences (ECMA-48 SGR). Erasing within the line, showing the cursor and
 * hyperlinks (OSC 8) are dropped: compilers write them with every message. All other sequences stay in the
 * text, where they become visible: what they would move or erase was written, and a reader shall see it.
 */
export function splitAtColours(line: string, before: TextStyle): readonly StyledRun[] {
  if (!line.includes("\x1b")) return [{ text: line, style: before }];
  const runs: StyledRun[] = [];
  let style = before;
  let from = 0;
  for (const match of line.matchAll(SEQUENCE)) {
    runs.push({ text: line.slice(from, match.index), style });
    from = match.index + match[0].length;
    if (match.groups?.sgr !== undefined) style = applySgr(style, match.groups.sgr);
  }
  runs.push({ text: line.slice(from), style });
  return runs;
}

const SEQUENCE =
  // biome-ignore lint/complexity/useRegexLiterals: escapes are easier to read than a literal's
  new RegExp(
    String.raw`\x1b\[(?:(?<sgr>[0-9;:]{0,100})m|[0-2]?K|\?25[hl])|\x1b\]8;[^\x07\x1b\n]{0,4096}(?:\x07|\x1b\\)|\x1b\(B`,
    "g",
  );

function applySgr(before: TextStyle, parameters: string): TextStyle {
  let style = before;
  const codes = parameters.replace(/::?/g, ";").split(";").map(Number);
  for (let index = 0; index < codes.length; index++) {
    const code = codes[index] ?? 0;
    if (code === 38 || code === 48) {
      const { colour, taken } = extendedColour(codes.slice(index + 1));
      style = { ...style, [code === 38 ? "foreground" : "background"]: colour };
      index += taken;
    } else {
      style = code === 0 ? PLAIN : { ...style, ...simpleChange(code) };
    }
  }
  return style;
}

function simpleChange(code: number): Partial<TextStyle> {
  if (code >= 30 && code <= 37) return { foreground: code - 30 };
  if (code >= 90 && code <= 97) return { foreground: code - 82 };
  if (code >= 40 && code <= 47) return { background: code - 40 };
  if (code >= 100 && code <= 107) return { background: code - 92 };
  return CHANGES[code] ?? {};
}

// 8, "concealed", is not among them: nothing is hidden from a reader.
const CHANGES: Readonly<Record<number, Partial<TextStyle>>> = {
  1: { bold: true },
  2: { dim: true },
  3: { italic: true },
  4: { underline: true },
  7: { inverse: true },
  22: { bold: false, dim: false },
  23: { italic: false },
  24: { underline: false },
  27: { inverse: false },
  39: { foreground: null },
  49: { background: null },
};

/** What follows 38 or 48: `5;n` of 256 colours or `2;r;g;b`, as the nearest of the sixteen. */
function extendedColour(codes: readonly number[]): { colour: number | null; taken: number } {
  const [kind, a = 0, b = 0, c = 0] = codes;
  if (kind === 5) return { colour: a < 16 ? a : nearest(...rgbOf256(a)), taken: 2 };
  if (kind === 2) return { colour: nearest(a, b, c), taken: 4 };
  return { colour: null, taken: codes.length };
}

function rgbOf256(index: number): [number, number, number] {
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return [grey, grey, grey];
  }
  const level = (step: number) => (step === 0 ? 0 : 55 + step * 40);
  const cube = index - 16;
  return [level(Math.floor(cube / 36) % 6), level(Math.floor(cube / 6) % 6), level(cube % 6)];
}

function nearest(red: number, green: number, blue: number): number {
  const brightest = Math.max(red, green, blue);
  if (brightest < 60) return 0;
  if (brightest - Math.min(red, green, blue) < 40) return brightest > 190 ? 15 : brightest > 130 ? 7 : 8;
  const bit = (level: number) => (level > brightest / 2 ? 1 : 0);
  return bit(red) + 2 * bit(green) + 4 * bit(blue) + (brightest > 190 ? 8 : 0);
}
