import { type Budget, spendElements } from "./budget.ts";

/**
 * The words that brace expansion makes of one, as written: `a{b,c}` gives ab and ac. As bash 5 does it, before
 * anything else, on the text: its braces.c knows quotes and substitutions less well than the parser.
 */
export function expandBraces(raw: string, budget: Budget): string[] {
  if (!raw.includes("{")) return [raw];
  const open = openingIn(raw);
  if (open < 0) return [raw];
  const close = gobble(raw, open + 1, "}");
  const amble = raw.slice(open + 1, close);
  const rest = raw.slice(close + 1);
  const middles = expandAmble(amble, budget) ?? (rest === "" ? null : [raw.slice(open, close + 1)]);
  if (middles === null) return [raw];
  const afters = expandBraces(rest, budget);
  spendElements(budget, middles.length * afters.length);
  const before = raw.slice(0, open);
  return middles.flatMap((middle) => afters.map((after) => before + middle + after));
}

/** The first brace that another one closes, with a comma or two dots between; -1: none. */
function openingIn(raw: string): number {
  for (let at = gobble(raw, 0, "{"); at < raw.length; at = gobble(raw, at + 1, "{"))
    if (gobble(raw, at + 1, "}") < raw.length) return at;
  return -1;
}

/** null: it is neither a list nor a sequence. */
function expandAmble(amble: string, budget: Budget): string[] | null {
  if (!/^(?:\\[\s\S]|[^\\])*?,/.test(amble)) return sequence(amble, budget);
  const words: string[] = [];
  for (let start = 0; start <= amble.length; ) {
    const end = gobble(amble, start, ",");
    words.push(...expandBraces(amble.slice(start, end), budget));
    spendElements(budget, words.length);
    start = end + 1;
  }
  return words;
}

/** Where the wanted character stands outside of quotes and other braces; the length: nowhere. */
function gobble(text: string, from: number, wanted: "{" | "}" | ","): number {
  let [level, quote, separated] = [0, "", wanted !== "}"];
  for (let at = from; at < text.length; ) {
    const char = text[at] ?? "";
    const next = text[at + 1];
    if (char === "\\" && quote !== "'") at += 2;
    // The parser has made plain quotes of it before.
    else if (char === "$" && next === "'" && quote === "") at = closed(text, at + 2, "'");
    else if (char === "$" && next === "{" && quote !== "'") {
      if (quote === "") level++;
      at += 2;
    } else if (quote !== "" && !(quote === '"' && char === "$" && next === "(")) {
      if (char === quote) quote = "";
      at++;
    } else if (next === "(" && (char === "$" || (quote === "" && /[<>]/.test(char))))
      at = balanced(text, at + 1);
    else if (/["'`]/.test(char)) {
      quote = char;
      at++;
    } else {
      const alone = char === "{" && at === 0 && next === "}";
      if (char === wanted && level === 0 && separated && !alone) return at;
      if (char === "{" && !(char === wanted && alone)) level++;
      else if (char === "}" && level > 0) level--;
      else if (level === 0 && (char === "," || (text.startsWith("..", at) && text[at + 2] !== "}")))
        separated = true;
      at++;
    }
  }
  return text.length;
}

/** The offset after the character, escape, quotation or expansion that begins at `at`. */
export function endOfUnit(raw: string, at: number): number {
  const char = raw[at];
  if (char === "\\") return at + 2;
  if (char === "'") return after(raw.indexOf("'", at + 1), raw);
  if (char === '"' || char === "`") return closed(raw, at + 1, char);
  if (char !== "$") return at + 1;
  const next = raw[at + 1];
  if (next === "'") return closed(raw, at + 2, "'");
  if (next === "{" || next === "(") return balanced(raw, at + 1);
  return at + 1;
}

function after(at: number, raw: string): number {
  return at < 0 ? raw.length : at + 1;
}

function closed(raw: string, from: number, quote: string): number {
  for (let at = from; at < raw.length; at++) {
    if (raw[at] === "\\") at++;
    else if (raw[at] === quote) return at + 1;
    else if (quote === '"' && raw[at] === "$" && "({".includes(raw[at + 1] ?? " "))
      at = balanced(raw, at + 1) - 1;
  }
  return raw.length;
}

function balanced(raw: string, open: number): number {
  const [opening, closing] = raw[open] === "{" ? ["{", "}"] : ["(", ")"];
  let depth = 0;
  for (let at = open; at < raw.length; ) {
    if (raw[at] === opening) depth++;
    if (raw[at] === closing && --depth === 0) return at + 1;
    at = endOfUnit(raw, at);
  }
  return raw.length;
}

const NUMBERS = /^([-+]?\d+)\.\.([-+]?\d+)(?:\.\.([-+]?\d+))?$/;
const LETTERS = /^([A-Za-z])\.\.([A-Za-z])(?:\.\.(-?\d+))?$/;

/** Between Z and a lie characters that bash reads again as quotes; `$_` is never known. */
const NOT_KNOWN = '"$_"';

/** `1..5`, `01..10`, `a..e`, `1..9..2`; null where it is none. */
function sequence(text: string, budget: Budget): string[] | null {
  const numbers = NUMBERS.exec(text);
  if (numbers) return numberSequence(numbers, budget);
  const letters = LETTERS.exec(text);
  if (!letters) return null;
  const [low = 0, high = 0] = [letters[1]?.charCodeAt(0), letters[2]?.charCodeAt(0)];
  const codes = range({ from: low, to: high, step: Number(letters[3] ?? 1) }, budget);
  return codes.map((code) => (code > 0x5a && code < 0x61 ? NOT_KNOWN : String.fromCharCode(code)));
}

function numberSequence(
  [, from = "", to = "", step = "1"]: readonly string[],
  budget: Budget,
): string[] | null {
  if (/\+/.test(from + to)) return [NOT_KNOWN];
  if (![from, to, step].every((number) => Number.isSafeInteger(Number(number)))) return null;
  const padded = [from, to].some((number) => /^-?0\d/.test(number));
  const width = padded ? Math.max(from.length, to.length) : 0;
  return range({ from: Number(from), to: Number(to), step: Number(step) }, budget).map((number) =>
    number < 0 ? `-${String(-number).padStart(width - 1, "0")}` : String(number).padStart(width, "0"),
  );
}

function range({ from, to, step }: { from: number; to: number; step: number }, budget: Budget): number[] {
  const by = Math.max(1, Math.abs(step));
  const count = Math.floor(Math.abs(to - from) / by) + 1;
  spendElements(budget, count);
  return Array.from({ length: count }, (_, at) => (from <= to ? from + at * by : from - at * by));
}
