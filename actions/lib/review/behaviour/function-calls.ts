import { UNKNOWN } from "./argument.ts";
import type { Step } from "./step.ts";

const LONGEST_BODY = 20_000;

/** What a call of a function of the recipe runs, its arguments set: `_run npm install x`; null: it is none. */
export function textOfCall(
  { name, arguments: words }: Step,
  functions: ReadonlyMap<string, string>,
): { readonly text: string; readonly body: string } | null {
  const body = functions.get(name.text);
  if (body === undefined || body.length > LONGEST_BODY || words.length === 0) return null;
  if (!/\$[@*#1-9]|\$\{[@*#!1-9]|\bshift\b/.test(body)) return null;
  return { text: `set -- ${words.map(({ text }) => asShellWord(text)).join(" ")}\n${body}`, body };
}

/** A word that means exactly this text; what is not known stays so. */
export function asShellWord(text: string): string {
  return text
    .split(UNKNOWN)
    .map((part) => (part === "" ? "" : `'${part.replaceAll("'", "'\\''")}'`))
    .join('"$UNKNOWN"');
}
