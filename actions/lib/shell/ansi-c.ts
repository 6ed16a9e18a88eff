import type { AnsiCQuotedPart } from "unbash";

/** The text of `$'…'`; null where it holds bytes that need not be UTF-8. */
export function ansiCText({ text, value }: AnsiCQuotedPart): string | null {
  const nul =
    /\\(?:0{1,3}(?![0-7])|x0{1,2}(?![0-9A-Fa-f])|u0{1,4}(?![0-9A-Fa-f])|U0{1,8}(?![0-9A-Fa-f])|c@|400)/;
  if (
    nul.test(text) ||
    /\\(?:[2-7][0-7]{2}|x[89A-Fa-f][0-9A-Fa-f]|x\{|c)/.test(text) ||
    value.includes("\ufffd")
  )
    return null;
  return value;
}

/** Whether it writes printable ASCII by numbers. */
export function hidesLetters(text: string): boolean {
  for (const [, hex, octal, unicode] of text.matchAll(ESCAPES)) {
    const code = hex
      ? Number.parseInt(hex, 16)
      : octal
        ? Number.parseInt(octal, 8)
        : Number.parseInt(unicode ?? "", 16);
    if (code > 0x20 && code < 0x7f) return true;
  }
  return false;
}

const ESCAPES = /\\(?:x\{?([0-9A-Fa-f]{1,8})|0?([0-7]{1,3})|[uU]([0-9A-Fa-f]{1,8})|[\s\S])/g;
