import { textOf } from "./parts.ts";
import type { Word } from "./script.ts";

/** The whole text of a word; null where any of it is unknown. */
export function knownText(word: Word): string | null {
  return textOf(word.parts);
}

export function isKnown(word: Word): boolean {
  return !word.parts.includes(null);
}

export function textsOf(words: readonly Word[]): readonly (string | null)[] {
  return words.map(knownText);
}
