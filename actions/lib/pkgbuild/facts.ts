import { PkgbuildError } from "./pkgbuild-error.ts";

/** One line of the evaluation script's output: a name and its values. */
export type Fact = { readonly name: string; readonly values: readonly string[] };

const MAX_BYTES = 4 * 1024 * 1024;
/** What no version, name, address or file name holds, and what no page or terminal should be given. */
const CONTROL_CHARACTER = /[\u0000-\u001f\u007f-\u009f]/;
/** Messages of bash and of makepkg's lint may have several lines. */
const MESSAGES = new Set(["status", "lint"]);

/**
 * The facts of `EVALUATE_SCRIPT`'s output: name, number of values, values, each ended by NUL.
 * Throws PkgbuildError "output" where it is anything else, too long, or no UTF-8.
 */
export function readFacts(stdout: Uint8Array): Fact[] {
  if (stdout.length > MAX_BYTES)
    throw malformed(`it prints ${stdout.length} bytes of them, more than ${MAX_BYTES}`);
  const fields = decode(stdout).split("\0");
  if (fields.pop() !== "") throw malformed("they end in the middle");
  const facts: Fact[] = [];
  for (let at = 0; at < fields.length; ) {
    const fact = readFact(fields, at);
    facts.push(fact);
    at += 2 + fact.values.length;
  }
  return facts;
}

function readFact(fields: readonly string[], at: number): Fact {
  const [name = "", count = ""] = fields.slice(at, at + 2);
  if (!/^[0-9]{1,6}$/.test(count)) throw malformed(`${quote(name)} has the length ${quote(count)}`);
  const values = fields.slice(at + 2, at + 2 + Number(count));
  if (values.length < Number(count)) throw malformed(`${quote(name)} ends in the middle`);
  const unfit = MESSAGES.has(name) ? undefined : values.find((value) => CONTROL_CHARACTER.test(value));
  if (unfit !== undefined)
    throw new PkgbuildError("rule", `${name} holds a control character: ${quote(unfit)}. Remove it.`);
  return { name, values };
}

function decode(stdout: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(stdout);
  } catch (cause) {
    throw malformed("they are not UTF-8", cause);
  }
}

export function malformed(what: string, cause?: unknown): PkgbuildError {
  return new PkgbuildError(
    "output",
    `Evaluating the PKGBUILD gave no usable facts: ${what}. Look at what it does at top level.`,
    { cause },
  );
}

/** A bounded, printable rendering of text from upstream for messages. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text);
}
