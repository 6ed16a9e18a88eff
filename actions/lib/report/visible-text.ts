/**
 * Text with everything that would hide or reorder other text made visible: control characters as terminals
 * write them (^M, ^[), bidirectional, zero-width and other ignorable ones as ‹U+202E›.
 * Tabs and newlines stay. Long runs of one such character are counted instead of repeated.
 */
export function visible(text: string): string {
  return text.replace(HIDDEN, (run) => {
    const [first = ""] = run;
    const count = run.length / first.length;
    return count > LONGEST_RUN ? `${picture(first)}×${count}` : picture(first).repeat(count);
  });
}

const LONGEST_RUN = 4;

// Variation selectors 1 to 16 stay: they only choose between the text and picture form of an emoji.
const HIDDEN =
  /((?!\t|\n|[\u{FE00}-\u{FE0F}])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}])\1*/gu;

function picture(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20 || code === 0x7f) return `^${String.fromCharCode(code ^ 0x40)}`;
  return `‹U+${code.toString(16).toUpperCase().padStart(4, "0")}›`;
}
