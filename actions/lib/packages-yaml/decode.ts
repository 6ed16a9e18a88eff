import type { Problem, Refusal } from "./problem.ts";
import type { Rule } from "./rules.ts";
import { problemAt, type Source, sourceOf } from "./source.ts";

/** Enough for 10,000 entries, each with all its settings and comments. */
const MAX_BYTES = 8 * 1024 * 1024;
const MAX_LINES = 200_000;

/** The file's text, or null where there is none to speak of; and what must not be in it, with byte offsets. */
export function decode(bytes: Uint8Array, file: string): { source: Source | null; problems: Problem[] } {
  if (bytes.length > MAX_BYTES)
    return { source: null, problems: [tooLarge(file, `${bytes.length} bytes; at most ${MAX_BYTES}`)] };
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  const source = sourceOf(file, text);
  const invalid = firstInvalid(bytes, text);
  if (invalid !== null) return { source: null, problems: [notUtf8(source, bytes, invalid)] };
  const lines = source.lineStarts.length;
  if (lines > MAX_LINES)
    return { source: null, problems: [tooLarge(file, `${lines} lines; at most ${MAX_LINES}`)] };
  return { source, problems: FORBIDDEN.flatMap((kind) => findForbidden(source, kind)) };
}

function tooLarge(file: string, size: string): Problem {
  return problemAt(
    sourceOf(file, ""),
    { start: 0, end: 0 },
    {
      rule: "size",
      says: `the file has ${size} are read`,
      fix: "remove what is not needed, or split the repository in two",
    },
  );
}

type InvalidByte = { readonly character: number; readonly byte: number };

/** Where the decoder had to put U+FFFD for bytes that are not UTF-8 (a U+FFFD that stands in the file is fine). */
function firstInvalid(bytes: Uint8Array, text: string): InvalidByte | null {
  let byte = 0;
  let from = 0;
  for (let at = text.indexOf("\ufffd"); at >= 0; at = text.indexOf("\ufffd", from)) {
    byte += Buffer.byteLength(text.slice(from, at));
    const real = bytes[byte] === 0xef && bytes[byte + 1] === 0xbf && bytes[byte + 2] === 0xbd;
    if (!real) return { character: at, byte };
    byte += 3;
    from = at + 1;
  }
  return null;
}

function notUtf8(source: Source, bytes: Uint8Array, { character, byte }: InvalidByte): Problem {
  const hex = (bytes[byte] ?? 0).toString(16).padStart(2, "0");
  return problemAt(
    source,
    { start: character, end: character + 1 },
    {
      rule: "encoding",
      says: `byte offset ${byte} (0x${hex}) is not UTF-8; Latin-1 and UTF-16 are not read`,
      fix: "save the file as UTF-8 without a byte order mark",
    },
  );
}

type Forbidden = {
  readonly rule: Rule;
  readonly characters: RegExp;
  readonly name: string;
  readonly fix: string;
};

const FORBIDDEN: readonly Forbidden[] = [
  {
    rule: "byte-order-mark",
    characters: /\ufeff/g,
    name: "a byte order mark",
    fix: "save the file as UTF-8 without a byte order mark",
  },
  {
    rule: "line-ending",
    characters: /\r/g,
    name: "a carriage return",
    fix: "save the file with Unix line endings (LF), for instance with: sed -i 's/\\r$//' packages.yaml",
  },
  { rule: "tab", characters: /\t/g, name: "a tab", fix: "use spaces" },
  {
    // Also the characters that other readers of YAML take for line ends (NEL, LS, PS), and those that
    // make a reviewer see another order than is there (bidi embeddings, overrides and isolates).
    rule: "control-character",
    characters: /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/g,
    name: "a control character",
    fix: "remove it",
  },
];

/** One problem a kind: the first place, and how many there are. */
function findForbidden(source: Source, kind: Forbidden): Problem[] {
  const found = source.text.matchAll(kind.characters);
  const first = found.next().value;
  if (first === undefined) return [];
  const more = found.reduce((count) => count + 1, 0);
  const span = { start: first.index, end: first.index + 1 };
  return [problemAt(source, span, forbidden(source, span.start, { kind, more }))];
}

function forbidden(source: Source, at: number, { kind, more }: { kind: Forbidden; more: number }): Refusal {
  const codePoint = source.text.charCodeAt(at).toString(16).toUpperCase().padStart(4, "0");
  const byte = Buffer.byteLength(source.text.slice(0, at));
  const others = more === 0 ? "" : `, and ${more} more follow`;
  return {
    rule: kind.rule,
    says: `byte offset ${byte} is ${kind.name} (U+${codePoint})${others}`,
    fix: kind.fix,
  };
}
