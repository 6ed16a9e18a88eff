import { joined, known, type Parts, textOf, UNKNOWN } from "./parts.ts";

/** What `echo` writes; null: not known. */
export function echoed(given: readonly Parts[]): Parts | null {
  let at = 0;
  let [newline, escapes] = [true, false];
  for (; at < given.length; at++) {
    const option = textOf(given[at] ?? UNKNOWN);
    if (option === null && given[at]?.[0] === null) return null;
    if (option === null || !/^-[neE]+$/.test(option)) break;
    for (const letter of option.slice(1)) {
      if (letter === "n") newline = false;
      else escapes = letter === "e";
    }
  }
  const text = spaced(given.slice(at));
  if (!escapes) return newline ? joined([text, known("\n")]) : text;
  const whole = textOf(text);
  const read = whole === null ? null : unescaped(whole, "echo");
  return read === null ? null : known(read + (newline ? "\n" : ""));
}

/** A word of which something is unknown may be none at all. */
function spaced(given: readonly Parts[]): Parts {
  const open = (parts: Parts | undefined) => parts?.includes(null);
  return joined(
    given.flatMap((parts, at) => [
      at === 0 ? [] : open(parts) || open(given[at - 1]) ? UNKNOWN : known(" "),
      parts,
    ]),
  );
}

/** What `printf` writes; null: not known. */
export function printed(given: readonly Parts[]): Parts | null {
  const words = textOf(given[0] ?? UNKNOWN) === "--" ? given.slice(1) : given;
  const format = textOf(words[0] ?? UNKNOWN);
  if (
    format === null ||
    given.some((parts) => parts.includes(null)) ||
    (format.startsWith("-") && format !== "-")
  )
    return null;
  const pieces = format.match(/%[^%a-zA-Z]*[%a-zA-Z]|(?:\\[\s\S]|[^%\\])+|[\s\S]/g) ?? [];
  const takes = pieces.filter((piece) => piece.startsWith("%") && piece !== "%%").length;
  const written: Parts[] = [];
  let rest = words.slice(1);
  do {
    for (const piece of pieces) {
      const part = piece.startsWith("%") && piece !== "%%" ? converted(piece, rest[0]) : literal(piece);
      if (part === null) return null;
      if (piece.startsWith("%") && piece !== "%%") rest = rest.slice(1);
      written.push(part);
    }
  } while (rest.length > 0 && takes > 0);
  return joined(written);
}

function literal(piece: string): Parts | null {
  const text = piece === "%%" ? "%" : unescaped(piece, "printf");
  return text === null ? null : known(text);
}

function converted(conversion: string, parts: Parts | undefined): Parts | null {
  const given = parts ?? known("");
  if (conversion === "%s") return given;
  const text = textOf(given);
  if (text === null) return null;
  if (conversion === "%b") {
    const read = unescaped(text, "echo");
    return read === null ? null : known(read);
  }
  if (conversion === "%c") return /^[\0-\x7f]*$/.test(text) ? known(text.slice(0, 1)) : null;
  const number = /^%(0?)(\d*)([dixXo])$/.exec(conversion);
  if (number === null || !/^-?(?:0|[1-9]\d{0,14})?$/.test(text)) return null;
  const value = Number(text || "0");
  if (value < 0 && number[3] !== "d" && number[3] !== "i") return null;
  const base = number[3] === "o" ? 8 : /x/i.test(number[3] ?? "") ? 16 : 10;
  const digits = number[3] === "X" ? value.toString(base).toUpperCase() : value.toString(base);
  const width = Math.min(Number(number[2] || "0"), 1000);
  if (number[1] === "0" && value < 0) return null;
  return known(digits.padStart(width, number[1] === "0" ? "0" : " "));
}

const SIMPLE = new Map([
  ["a", "\x07"],
  ["b", "\b"],
  ["e", "\x1b"],
  ["E", "\x1b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["v", "\v"],
  ["\\", "\\"],
]);

/** Escapes as `echo -e` or `printf` read them; null where they give bytes beyond ASCII, or end the text. */
function unescaped(text: string, by: "echo" | "printf"): string | null {
  const pieces = text
    .replaceAll(/\\$/g, "\\\\")
    .split(/(\\(?:x[0-9A-Fa-f]{1,2}|u[0-9A-Fa-f]{1,4}|U[0-9A-Fa-f]{1,8}|0?[0-7]{1,3}|[\s\S]))/);
  const read = pieces.map((piece, at) => (at % 2 === 0 ? piece : unescapedOne(piece, by)));
  return read.includes(null) ? null : read.join("");
}

function unescapedOne(written: string, by: "echo" | "printf"): string | null {
  const [, kind = "", digits = ""] = /^\\([xuU]?)([0-9A-Fa-f]+)$/.exec(written) ?? [];
  if (kind !== "" && digits !== "") return charOf(Number.parseInt(digits, 16), kind !== "x");
  const octal = /^\\(0?[0-7]{1,3})$/.exec(written)?.[1];
  if (octal === undefined) return simple(written, by);
  if (by === "echo") return octal.startsWith("0") ? charOf(Number.parseInt(octal, 8), false) : written;
  const char = charOf(Number.parseInt(octal.slice(0, 3), 8), false);
  return char === null ? null : char + octal.slice(3);
}

function simple(written: string, by: "echo" | "printf"): string | null {
  const letter = written.slice(1);
  if (letter === "c") return null;
  if (by === "printf" && /["'?]/.test(letter)) return letter;
  return SIMPLE.get(letter) ?? written;
}

function charOf(code: number, unicode: boolean): string | null {
  const fits = code > 0 && (code < 0x80 || (unicode && code < 0x110000));
  return fits ? String.fromCodePoint(code) : null;
}
