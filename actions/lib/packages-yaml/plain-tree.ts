import type { Source, Span } from "./source.ts";
import { type Place, pointerTo, type Tree } from "./tree.ts";

/**
 * The tree of a text that is as plain as programs and mostly people write packages.yaml: block style, one key or list element
 * a line, ASCII texts that need no quotes. null for any other text, which the YAML library reads. Of a plain one it would make
 * the same tree, in ten times the time and memory.
 */
export function plainTree({ text }: Source): Tree | null {
  const lines = plainLines(text);
  if (lines === null || lines[0]?.indent !== 0) return null;
  const reading: Reading = { text, lines, next: 0, places: new Map() };
  const root = blockAt(reading, "", 0);
  if (root === null || reading.next < lines.length) return null;
  reading.places.set("", { key: null, value: root.span });
  return { data: root.data, places: reading.places, found: [] };
}

/** A key, with its value where that stands on the same line, or an element of a list. */
type Line = {
  readonly indent: number;
  /** null: an element. */
  readonly key: (Span & { readonly text: string }) | null;
  readonly value: (Span & { readonly text: string }) | null;
  readonly start: number;
  /** Behind its line end. */
  readonly end: number;
};

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

function plainLines(text: string): readonly Line[] | null {
  const lines: Line[] = [];
  for (let at = 0; at < text.length; ) {
    const empty = matchAt(EMPTY_LINE, text, at);
    const line = empty === null ? plainLine(text, at) : null;
    if (empty === null && line === null) return null;
    if (line !== null) lines.push(line);
    at = line?.end ?? at + (empty?.[0].length ?? 0);
  }
  return lines;
}

function plainLine(text: string, at: number): Line | null {
  const match = matchAt(LINE, text, at);
  if (match === null || match[0].length > LONGEST_LINE) return null;
  const [whole, indentation = "", key, gap, keyed, dash, element] = match;
  const start = at + indentation.length;
  const value = keyed ?? element;
  if (start - at > MOST_INDENT || NO_TEXT.test(key ?? "") || NO_TEXT.test(value ?? "")) return null;
  const lead = dash?.length ?? (key?.length ?? 0) + 1 + (gap?.length ?? 0);
  return {
    indent: indentation.length,
    key: key === undefined ? null : spanned(key, start),
    value: value === undefined ? null : spanned(value, start + lead),
    start,
    end: at + whole.length,
  };
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function spanned(text: string, start: number): Span & { readonly text: string } {
  return { text, start, end: start + text.length };
}

type Reading = {
  readonly text: string;
  readonly lines: readonly Line[];
  next: number;
  readonly places: Map<string, Place>;
};

/** `end` is behind the line of its last part. */
type Value = { readonly data: unknown; readonly span: Span; readonly end: number };

/** The lines from the next one on that are indented so far, and what is below them; null: it is not plain. */
function blockAt(reading: Reading, pointer: string, indent: number): Value | null {
  const first = reading.lines[reading.next];
  if (first === undefined) return null;
  const data = first.key === null ? listAt(reading, pointer, indent) : mapAt(reading, pointer, indent);
  const following = reading.lines[reading.next];
  if (data === null || (following !== undefined && following.indent > indent)) return null;
  return { data: data.data, span: { start: first.start, end: data.end }, end: data.end };
}

type Part = Pick<Value, "data" | "end">;

function mapAt(reading: Reading, pointer: string, indent: number): Part | null {
  const data: Record<string, unknown> = Object.create(null);
  let end = 0;
  for (const line of linesAt(reading, indent)) {
    if (line.key === null || line.key.text in data) return null;
    const child = pointerTo(pointer, line.key.text);
    const value = line.value === null ? below(reading, line, child) : ofLine(line, line.value);
    if (value === null) return null;
    const { start: keyStart, end: keyEnd } = line.key;
    reading.places.set(child, { key: { start: keyStart, end: keyEnd }, value: value.span });
    data[line.key.text] = value.data;
    end = value.end;
  }
  return { data, end };
}

function listAt(reading: Reading, pointer: string, indent: number): Part | null {
  const data: unknown[] = [];
  let end = 0;
  for (const line of linesAt(reading, indent)) {
    if (line.key !== null || line.value === null) return null;
    const value = ofLine(line, line.value);
    reading.places.set(pointerTo(pointer, data.length), { key: null, value: value.span });
    data.push(value.data);
    end = value.end;
  }
  return { data, end };
}

/** Takes the lines from the next one on, as long as they are indented so far. */
function* linesAt(reading: Reading, indent: number): Generator<Line> {
  for (let line = reading.lines[reading.next]; line?.indent === indent; line = reading.lines[reading.next]) {
    reading.next++;
    yield line;
  }
}

function ofLine({ end: lineEnd }: Line, { text, start, end }: NonNullable<Line["value"]>): Value {
  return { data: text, span: { start, end }, end: lineEnd };
}

/** The block below a key that has no value on its line. Where there is none, the library is asked unless the line ends there. */
function below(reading: Reading, line: Line, pointer: string): Value | null {
  const following = reading.lines[reading.next];
  if (following !== undefined && following.indent > line.indent)
    return blockAt(reading, pointer, following.indent);
  const end = (line.key?.end ?? line.start) + 1;
  const isBare = ["", "\n"].includes(reading.text.slice(end, line.end));
  return isBare ? { data: null, span: { start: end, end }, end } : null;
}
