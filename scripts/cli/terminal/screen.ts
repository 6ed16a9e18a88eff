import type { Screen } from "../verb.ts";
import { wrapLines } from "./terminal-text.ts";

const COLUMNS_WITHOUT_TERMINAL = 100;

/** Results go to `out`; what is said on the way goes to `err`, so that a pipe gets only results. */
export function openScreen(out: NodeJS.WriteStream, err: NodeJS.WriteStream, json: boolean): Screen {
  const isAble = process.env.TERM !== "dumb";
  const terminal = err.isTTY === true && isAble;
  // A terminal that does not know its size says 0.
  const columns = () => err.columns || out.columns || COLUMNS_WITHOUT_TERMINAL;
  const isColoured = isAble && !process.env.NO_COLOR;
  return {
    json,
    terminal,
    colour: isColoured && out.isTTY === true,
    progressColour: isColoured && terminal,
    out,
    err,
    columns,
    print: (text) => void out.write(text.endsWith("\n") ? text : `${text}\n`),
    printJson: (value) => void out.write(`${JSON.stringify(value, null, 2)}\n`),
    say: (text) => void err.write(`${(terminal ? wrapLines(text, columns()) : text).replace(/\n?$/, "")}\n`),
  };
}
