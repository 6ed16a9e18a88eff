import { codePointMark } from "./code-point-mark.ts";
import { LATIN_LOOKALIKES, LOOKALIKE_SCRIPTS, SIGN_LOOKALIKES } from "./confusables.ts";

/** A word, or a single sign, with the characters written out that pass for other ones. */
export function markImitations(word: string): string {
  if (ASCII.test(word)) return word;
  const foreign = passesForLatin(word);
  let marksInARow = 0;
  let before = "";
  let shown = "";
  for (const character of word) {
    marksInARow = COMBINING.test(character) ? marksInARow + 1 : 0;
    const stacked = marksInARow > 2 || (marksInARow > 0 && (before === "" || ASCII.test(before)));
    const imitates = isAsciiInDisguise(character) || (foreign && LOOKALIKE_SCRIPT.test(character));
    shown += stacked || imitates ? codePointMark(character) : character;
    if (marksInARow === 0) before = character;
  }
  return shown;
}

/** Letters of two scripts in one word, or letters of another one that all look Latin. */
function passesForLatin(word: string): boolean {
  if (!LOOKALIKE_SCRIPT.test(word)) return false;
  return (
    LATIN.test(word) || [...word].every((character) => !LETTER.test(character) || isLookalike(character))
  );
}

function isLookalike(character: string): boolean {
  return LATIN_LOOKALIKES.includes(character);
}

/** Fullwidth, mathematical and other forms of one ASCII character, and signs that are drawn like one. */
function isAsciiInDisguise(character: string): boolean {
  if (ASCII.test(character)) return false;
  return SIGN_LOOKALIKES.includes(character) || /^[\x20-\x7e]$/.test(character.normalize("NFKC"));
}

const ASCII = /^[\0-\x7f]*$/;
const COMBINING = /^\p{M}$/u;
const LETTER = /\p{L}/u;
const LATIN = /\p{Script=Latin}/u;
const LOOKALIKE_SCRIPT = new RegExp(
  `[${LOOKALIKE_SCRIPTS.map((script) => `\\p{Script=${script}}`).join("")}]`,
  "u",
);
