/** A code point written out, and how often it follows itself. */
export function codePointMark(character: string, count = 1): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return count > 1 ? `⟦U+${code} × ${count}⟧` : `⟦U+${code}⟧`;
}
