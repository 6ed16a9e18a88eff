import type { Span } from "./source.ts";
import { type Place, pointerTo, type Tree } from "./tree.ts";

/**
 * The tree of a text that is as plain as programs and mostly people write packages.yaml: block style, one key or list element
 * a line, ASCII texts that need no quotes. null for any other text, which the YAML library reads. Of a plain one it would make
 * the same tree, in ten times the time and memory.
 */
export function plainTree(text: string): Tree | null {
  const root = rootOf(text, null);
  if (root === null) return null;
  let places: ReadonlyMap<string, Place> | null = null;
  return { data: root.data, places: () => (places ??= placesIn(text)), found: [] };
}

/** Of a plain text; by reading it again, since of most files nobody asks for a place. */
function placesIn(text: string): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  rootOf(text, places);
  return places;
}

type Reading = {
  readonly text: string;
  /** By pointer; null: not asked for. */
  readonly places: Map<string, Place> | null;
  /** The next one that is not empty; null behind the last, and before one that is not plain. */
  line: Line | null;
  /** Where the line after it begins. */
  at: number;
};

/** A key, with its value where that stands on the same line, or an element of a list. */
type Line = {
  readonly indent: number;
  /** null: an element. */
  readonly key: string | null;
  readonly value: string | null;
  readonly start: number;
  readonly valueStart: number;
  /** Behind its line end. */
  readonly end: number;
};

/** `lineEnd` is behind the line of its last part. */
type Value = Span & { readonly data: unknown; readonly lineEnd: number };

function rootOf(text: string, places: Map<string, Place> | null): Value | null {
  const reading: Reading = { text, places, line: null, at: 0 };
  advance(reading);
  if (reading.line?.indent !== 0) return null;
  const root = blockAt(reading, "", reading.line);
  if (root === null || reading.line !== null || reading.at < text.length) return null;
  notePlace(reading, "", { key: null, value: root });
  return root;
}

/** What begins with this line, the next one, and is indented as it is or more; null: it is not plain. */
function blockAt(reading: Reading, pointer: string, { indent, key, start }: Line): Value | null {
  const block = key === null ? listAt(reading, pointer, indent) : mapAt(reading, pointer, indent);
  if (block === null || (reading.line !== null && reading.line.indent > indent)) return null;
  return { data: block.data, start, end: block.lineEnd, lineEnd: block.lineEnd };
}

type Block = Pick<Value, "data" | "lineEnd">;

function mapAt(reading: Reading, pointer: string, indent: number): Block | null {
  const data: Record<string, unknown> = { __proto__: null };
  let lineEnd = 0;
  for (let line = take(reading, indent); line !== null; line = take(reading, indent)) {
    const { key, start } = line;
    if (key === null || key in data) return null;
    const child = childOf(reading, pointer, key);
    const value = onLine(line) ?? below(reading, child, line);
    if (value === null) return null;
    notePlace(reading, child, { key: { start, end: start + key.length }, value });
    data[key] = value.data;
    lineEnd = value.lineEnd;
  }
  return { data, lineEnd };
}

function listAt(reading: Reading, pointer: string, indent: number): Block | null {
  const data: unknown[] = [];
  let lineEnd = 0;
  for (let line = take(reading, indent); line !== null; line = take(reading, indent)) {
    const value = onLine(line);
    if (line.key !== null || value === null) return null;
    notePlace(reading, childOf(reading, pointer, data.length), { key: null, value });
    data.push(value.data);
    lineEnd = value.lineEnd;
  }
  return { data, lineEnd };
}

function onLine({ value, valueStart, end }: Line): Value | null {
  if (value === null) return null;
  return { data: value, start: valueStart, end: valueStart + value.length, lineEnd: end };
}

/** The block below a key that has no value on its line. Where there is none, the library is asked unless the line ends there. */
function below(reading: Reading, pointer: string, { indent, valueStart: at, end }: Line): Value | null {
  if (reading.line !== null && reading.line.indent > indent) return blockAt(reading, pointer, reading.line);
  const isBare = ["", "\n"].includes(reading.text.slice(at, end));
  return isBare ? { data: null, start: at, end: at, lineEnd: at } : null;
}

function childOf({ places }: Reading, pointer: string, key: string | number): string {
  return places === null ? pointer : pointerTo(pointer, key);
}

function notePlace({ places }: Reading, pointer: string, { key, value }: Place): void {
  places?.set(pointer, { key, value: { start: value.start, end: value.end } });
}

/** The next line, if it is indented so far. */
function take(reading: Reading, indent: number): Line | null {
  const { line } = reading;
  if (line?.indent !== indent) return null;
  advance(reading);
  return line;
}

function advance(reading: Reading): void {
  reading.line = null;
  while (reading.line === null && reading.at < reading.text.length) {
    reading.line = plainLine(reading.text, reading.at);
    const end = reading.line?.end ?? emptyLineEnd(reading.text, reading.at);
    if (end === null) return;
    reading.at = end;
  }
}

/** Has neither ": " nor " #" in it, and does not begin with what means something to YAML. */
const SCALAR = '[A-Za-z0-9/_](?:[!-9;-~]|:(?=[!-~])| (?=[!"$-~]))*';
const KEY = "[A-Za-z0-9_][A-Za-z0-9_.+@-]*";
const LINE = new RegExp(`( *)(?:(${KEY}):(?:( +)(${SCALAR}))?|(- +)(${SCALAR}))(?: +#.*| *)(?:\n|$)`, "y");
const EMPTY_LINE = /(?: *#.*| *)(?:\n|$)/y;
/** What YAML 1.2 or 1.1 takes for a number, a truth or nothing. */
const NO_TEXT =
  /^(?:[0-9]+(?:\.[0-9]*)?(?:e[-+]?[0-9]+)?|0[ox][0-9a-f]+|true|false|null|y|n|yes|no|on|off)$/i;
/** YAML knows no longer keys, and nobody indents so far by hand. */
const LONGEST_LINE = 1000;
const MOST_INDENT = 16;

function plainLine(text: string, at: number): Line | null {
  LINE.lastIndex = at;
  const match = LINE.exec(text);
  if (match === null || match[0].length > LONGEST_LINE) return null;
  const [whole, indentation = "", key = null, gap = "", keyed, dash = "", element] = match;
  const value = keyed ?? element ?? null;
  const indent = indentation.length;
  if (indent > MOST_INDENT || NO_TEXT.test(key ?? "") || NO_TEXT.test(value ?? "")) return null;
  const start = at + indent;
  const valueStart = start + (key === null ? dash.length : key.length + 1 + gap.length);
  return { indent, key, value, start, valueStart, end: at + whole.length };
}

function emptyLineEnd(text: string, at: number): number | null {
  EMPTY_LINE.lastIndex = at;
  return EMPTY_LINE.test(text) ? EMPTY_LINE.lastIndex : null;
}
