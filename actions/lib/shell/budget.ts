import { cpuUsage } from "node:process";

/** What reading one text may still cost. A step: a command, a part of a word, a kilobyte of expanded text. */
export type Budget = {
  left: number;
  /** The processor's time at which reading ends, whatever is left. */
  readonly until: number;
  /** How often something was spent since. */
  spent: number;
};

export function newBudget(characters: number, until = Number.POSITIVE_INFINITY): Budget {
  const own = processorMilliseconds() + LIMITS.milliseconds;
  return { left: LIMITS.steps + (characters >> 1), until: Math.min(own, until), spent: 0 };
}

/** What this process has used of the processor's time: other work on the machine does not count. */
export function processorMilliseconds(): number {
  const { user, system } = cpuUsage();
  return (user + system) / 1000;
}

export const LIMITS = {
  /** Characters of a text. */
  text: 4 * 1024 * 1024,
  steps: 250_000,
  /** Of the processor's time for one text: steps cost more where everything is copied again and again. */
  milliseconds: 1500,
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
  const isTime = steps >= STEPS_WORTH_A_LOOK || budget.spent++ % SPENT_BETWEEN_LOOKS === 0;
  if (budget.left >= 0 && isTime && processorMilliseconds() > budget.until) budget.left = -1;
  if (budget.left < 0) throw new TooMuchToRead("its expansions, loops or nested texts grow without end");
}

const STEPS_WORTH_A_LOOK = 1000;
const SPENT_BETWEEN_LOOKS = 1024;

/** Spends by the size of an expanded text, and refuses one beyond the limit. */
export function spendText(budget: Budget, length: number): void {
  if (length > LIMITS.value) throw new TooMuchToRead(`a value of more than ${LIMITS.value} characters`);
  spend(budget, length >> 10);
}

export function spendElements(budget: Budget, count: number): void {
  if (count > LIMITS.elements) throw new TooMuchToRead(`more than ${LIMITS.elements} words from one`);
  spend(budget, count >> 4);
}
