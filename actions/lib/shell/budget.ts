/** What reading one text may still cost, in steps: a command, a part of a word, a kilobyte of expanded text. */
export type Budget = { left: number };

export const LIMITS = {
  /** Characters of a text. */
  text: 4 * 1024 * 1024,
  steps: 250_000,
  /** Characters of one expanded value. */
  value: 256 * 1024,
  /** Elements of one array, words of one command. */
  elements: 20_000,
  /** Of eval in eval, and of calls. */
  depth: 24,
} as const;

/** Reading ends here; the reader turns it into a fault. */
export class TooMuchToRead extends Error {
  override readonly name = "TooMuchToRead";

  constructor(what: string) {
    super(`There is too much to read: ${what}.`);
  }
}

export function spend(budget: Budget, steps: number): void {
  budget.left -= steps;
  if (budget.left < 0) throw new TooMuchToRead("its expansions, loops or nested texts grow without end");
}

/** Spends by the size of an expanded text, and refuses one beyond the limit. */
export function spendText(budget: Budget, length: number): void {
  if (length > LIMITS.value) throw new TooMuchToRead(`a value of more than ${LIMITS.value} characters`);
  spend(budget, length >> 10);
}

export function spendElements(budget: Budget, count: number): void {
  if (count > LIMITS.elements) throw new TooMuchToRead(`more than ${LIMITS.elements} words from one`);
  spend(budget, count >> 4);
}
