import { type Budget, spendElements } from "./budget.ts";

/**
 * The words that brace expansion makes of one, as written: `a{b,c}` gives ab and ac. As bash does it, before
 * anything else, on the text; quotes, `${…}`, `$(…)` and backquotes are passed over.
 */
export function expandBraces(raw: string, budget: Budget): string[] {
  if (!raw.includes("{")) return [raw];
  const words = expand(raw, budget);
  spendElements(budget, words.length);
  return words;
}

function expand(raw: string, budget: Budget): string[] {
  for (let open = nextOpen(raw, 0); open >= 0; open = nextOpen(raw, open + 1)) {
    const body = bodyAt(raw, open);
    if (body === null) continue;
    const middles =
      body.pieces.length > 1
        ? body.pieces.flatMap((piece) => expand(piece, budget))
        : sequence(body.text, budget);
    if (middles === null) continue;
    const before = raw.slice(0, open);
    const afters = expand(raw.slice(body.end), budget);
    spendElements(budget, middles.length * afters.length);
    return middles.flatMap((middle) => afters.map((after) => before + middle + after));
  }
  return [raw];
}

/** Where the next `{` stands that is not quoted and not of `${`. */
function nextOpen(raw: string, from: number): number {
  for (let at = from === 0 ? 0 : from; at < raw.length; at = endOfUnit(raw, at))
    if (raw[at] === "{") return at;
  return -1;
}

type Body = { readonly pieces: readonly string[]; readonly text: string; readonly end: number };

function bodyAt(raw: string, open: number): Body | null {
  const pieces: string[] = [];
  let [depth, start] = [0, open + 1];
  for (let at = open + 1; at < raw.length; at = endOfUnit(raw, at)) {
    const char = raw[at];
    if (char === "{") depth++;
    else if (char === "}" && depth > 0) depth--;
    else if (char === "," && depth === 0) {
      pieces.push(raw.slice(start, at));
      start = at + 1;
    } else if (char === "}") {
      pieces.push(raw.slice(start, at));
      return { pieces, text: raw.slice(open + 1, at), end: at + 1 };
    }
  }
  return null;
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

const NUMBERS = /^(-?\d+)\.\.(-?\d+)(?:\.\.(-?\d+))?$/;
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
