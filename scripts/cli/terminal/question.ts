import { openSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { ReadStream } from "node:tty";
import type { Screen } from "../verb.ts";

/** Asks the person at the terminal. An input that ends, or Ctrl-C, is a no. */
export type Questions = Disposable & {
  confirm(question: string): Promise<boolean>;
  /** True where exactly these characters are typed. */
  typed(question: string, wanted: string): Promise<boolean>;
};

/**
 * The person at this terminal: null where questions or answers would go elsewhere, and with --json. What is piped in
 * is no answer; with `stdinIsData` the terminal itself is asked, as `pacman -Qmq | scripts/autorepo import` needs.
 */
export function personAt(
  { terminal, json, out, err }: Screen,
  { stdinIsData = false }: { readonly stdinIsData?: boolean } = {},
): Questions | null {
  if (!terminal || json || out.isTTY !== true) return null;
  if (!stdinIsData) return process.stdin.isTTY === true ? questionsOn(process.stdin, err) : null;
  const terminalItself = openTerminal();
  return terminalItself === null ? null : questionsOn(terminalItself, err);
}

/** null: the process has no terminal of its own. */
function openTerminal(): ReadStream | null {
  try {
    return new ReadStream(openSync("/dev/tty", "r"));
  } catch {
    return null;
  }
}

function questionsOn(input: ReadStream, output: NodeJS.WritableStream): Questions {
  const ask = async (question: string): Promise<string> => {
    using line = createInterface({ input, output });
    const ended = new Promise<string>((resolve) => line.once("close", () => resolve("")));
    return (await Promise.race([line.question(question), ended])).trim();
  };
  return {
    confirm: async (question) => /^y(?:es)?$/i.test(await ask(`${question} [y/N] `)),
    typed: async (question, wanted) => (await ask(`${question} `)) === wanted,
    [Symbol.dispose]() {
      if (input !== process.stdin) input.destroy();
    },
  };
}
