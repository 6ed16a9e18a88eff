import { EXIT_CODES, type ExitName } from "./exit-codes.ts";
import { explain } from "./failure.ts";
import type { Screen } from "./verb.ts";

/**
 * Does the work of a call. An error is said; with --json the call prints one document in the end: what the work printed
 * last, or of an error `{ error: { exit, message } }`.
 */
export async function explained(
  screen: Screen,
  work: (screen: Screen) => Promise<ExitName>,
): Promise<ExitName> {
  const documents: unknown[] = [];
  const exit = await work({ ...screen, printJson: (value) => void documents.push(value) }).catch((error) => {
    const { exit, text } = explain(error);
    screen.say(text);
    const message = screen.complete?.(text) ?? text;
    if (screen.json) documents.push({ error: { exit: EXIT_CODES[exit][0], message } });
    return exit;
  });
  if (documents.length > 0) screen.printJson(documents.at(-1));
  return exit;
}
