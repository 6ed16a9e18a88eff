import { visible } from "../report/index.ts";

const LONGEST_QUOTE = 160;

/** Upstream's text for a message: on one line, bounded, in quotes, with whatever would hide in it made visible. */
export function quoted(text: string): string {
  return `"${plain(text)}"`;
}

/** The same for words of ours that hold some of upstream's. */
export function plain(text: string): string {
  const shown = visible(text.slice(0, LONGEST_QUOTE)).replace(/\s+/g, " ");
  return text.length > LONGEST_QUOTE ? `${shown}…` : shown;
}

const LONGEST_LIST = 8;

/** "a, b and 3 more" */
export function listed(words: readonly string[], most = LONGEST_LIST): string {
  const shown = words.slice(0, most).join(", ");
  return words.length > most ? `${shown} and ${words.length - most} more` : shown;
}

/** "1 file", "2 files" */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** "+ gtk4 − gtk3", null where nothing was added or removed. */
export function movedWords(
  added: readonly string[],
  removed: readonly string[],
  most = LONGEST_LIST,
): string | null {
  const words = [...added.map((word) => `+ ${word}`), ...removed.map((word) => `− ${word}`)];
  return words.length === 0 ? null : listed(words, most);
}
