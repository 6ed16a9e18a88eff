import type { Screen } from "./verb.ts";

const COLUMNS_WITHOUT_TERMINAL = 100;

/** Results go to `out`; what is said on the way goes to `err`, so that a pipe gets only results. */
export function openScreen(out: NodeJS.WriteStream, err: NodeJS.WriteStream, json: boolean): Screen {
  const terminal = err.isTTY === true && process.env.TERM !== "dumb";
  return {
    json,
    terminal,
    colour: terminal && !process.env.NO_COLOR,
    out,
    err,
    // A terminal that does not know its size says 0.
    columns: () => err.columns || COLUMNS_WITHOUT_TERMINAL,
    print: (text) => void out.write(text.endsWith("\n") ? text : `${text}\n`),
    printJson: (value) => void out.write(`${JSON.stringify(value, null, 2)}\n`),
    say: (text) => void err.write(text.endsWith("\n") ? text : `${text}\n`),
  };
}
