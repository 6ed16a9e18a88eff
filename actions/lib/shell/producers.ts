import { gunzipSync } from "node:zlib";
import { LIMITS, spendText } from "./budget.ts";
import { EMPTY, known, type Parts, textOf } from "./parts.ts";
import { echoed, printed } from "./print.ts";
import type { Input, Shell } from "./shell.ts";
import { translated } from "./translate.ts";

/** What a program writes for its arguments and input; null: not known. */
type Producer = (given: readonly Parts[], input: Input | null, shell: Shell) => Input | null;

/** Programs whose output their words and input tell. */
export const PRODUCERS: ReadonlyMap<string, Producer> = new Map<string, Producer>([
  ["echo", (given) => plain(echoed(given))],
  ["printf", (given) => plain(printed(given))],
  [
    "cat",
    (given, input) =>
      given.length === 0 || (given.length === 1 && textOf(given[0] ?? []) === "-") ? input : null,
  ],
  [":", () => plain(EMPTY)],
  ["true", () => plain(EMPTY)],
  ["base64", decoder("base64", /^(?:-d|-D|-di|-id|--decode)$/, (text) => bytesOf("base64", text))],
  ["base32", decoder("base32", /^(?:-d|--decode)$/, fromBase32)],
  ["openssl", decoder("base64", /^(?:-d|-base64|-a|-A|base64|enc)$/, (text) => bytesOf("base64", text))],
  ["xxd", decoder("xxd", /^(?:-r|-p|-ps|-plain|-rp|-pr)$/, (text) => bytesOf("hex", text))],
  ["rev", decoder("rev", /^$/, (text) => Buffer.from(reversedLines(text)))],
  ["tac", decoder("tac", /^$/, (text) => Buffer.from(reversedOrder(text)))],
  ["tr", translate],
  ["cut", cutFields],
  ["gunzip", decoder("gunzip", /^(?:|-c|-d|-dc|-cd)$/, unzipped)],
  ["gzip", decoder("gunzip", /^(?:-d|-dc|-cd)$/, unzipped)],
  ["zcat", decoder("gunzip", /^$/, unzipped)],
]);

function plain(text: Parts | null): Input | null {
  return text === null ? null : { text, via: [] };
}

/** A program that only reads its input, with none but these options. */
function decoder(label: string, options: RegExp, decode: (text: string) => Buffer | null): Producer {
  return (given, input, shell) => {
    const text = input === null ? null : textOf(input.text);
    const fits =
      given.every((parts) => options.test(textOf(parts) ?? "?")) && (given.length > 0 || options.test(""));
    if (input === null || text === null || !fits) return null;
    const bytes = decode(text);
    if (bytes === null) return null;
    spendText(shell.reader.budget, bytes.length);
    return { text: known(textOfBytes(bytes)), via: [...input.via, label] };
  };
}

/** UTF-8 where it is; else bytes as characters, which a next program may decode. */
function textOfBytes(bytes: Buffer): string {
  const text = bytes.toString("utf8");
  return text.includes("\ufffd") ? bytes.toString("latin1") : text;
}

function bytesOf(encoding: "base64" | "hex", text: string): Buffer | null {
  const dense = text.replaceAll(/\s/g, "");
  const fits = encoding === "hex" ? /^(?:[0-9A-Fa-f]{2})*$/ : /^[A-Za-z0-9+/]*={0,2}$/;
  return fits.test(dense) ? Buffer.from(dense, encoding) : null;
}

function fromBase32(text: string): Buffer | null {
  const dense = text.replaceAll(/[\s=]/g, "");
  if (!/^[A-Z2-7]*$/.test(dense)) return null;
  const bytes: number[] = [];
  let [bits, held] = [0, 0];
  for (const char of dense) {
    held = (held << 5) | "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(char);
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >> bits) & 0xff);
    held &= (1 << bits) - 1;
  }
  return Buffer.from(bytes);
}

function reversedLines(text: string): string {
  return text
    .split("\n")
    .map((line) => [...line].reverse().join(""))
    .join("\n");
}

function reversedOrder(text: string): string {
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  return lines.reverse().join("");
}

function unzipped(text: string): Buffer | null {
  try {
    return gunzipSync(Buffer.from(text, "latin1"), { maxOutputLength: LIMITS.value });
  } catch {
    return null;
  }
}

function translate(given: readonly Parts[], input: Input | null): Input | null {
  const text = input === null ? null : textOf(input.text);
  const words = given.map(textOf);
  if (input === null || text === null || !words.every((word) => word !== null)) return null;
  const changed = translated(text, words);
  return changed === null ? null : { text: known(changed), via: [...input.via, "tr"] };
}

/** `cut -d. -f1-2`, with one range. */
function cutFields(given: readonly Parts[], input: Input | null): Input | null {
  const text = input === null ? null : textOf(input.text);
  const options = given.map((parts) => textOf(parts) ?? "?").join(" ");
  const [, delimiter, from, dash, to] =
    /^-d ?(\S) -f ?(\d{1,3})(-?)(\d{0,3})$/.exec(options.replace(/^(-f ?\S+) (-d ?\S)$/, "$2 $1")) ?? [];
  if (
    input === null ||
    text === null ||
    delimiter === undefined ||
    from === undefined ||
    /[^\0-\x7f]/.test(text)
  )
    return null;
  const last = dash === "" ? Number(from) : to === "" ? undefined : Number(to);
  const lines = text.replace(/\n$/, "").split("\n");
  const cut = lines.map((line) =>
    line.includes(delimiter)
      ? line
          .split(delimiter)
          .slice(Number(from) - 1, last)
          .join(delimiter)
      : line,
  );
  return { text: known(text === "" ? "" : `${cut.join("\n")}\n`), via: input.via };
}
