import { hidesLetters } from "./ansi-c.ts";
import type { Field, Origin } from "./atoms.ts";
import { endOfUnit } from "./braces.ts";
import type { Disguise } from "./script.ts";

/**
 * How letters of a word were hidden from whoever searches the text for them. Quotes, variables and escapes that
 * leave the letters of a name side by side hide nothing.
 */
export function disguisesOf(raw: string, field: Field, isName: boolean): Disguise[] {
  if (!/['"\\$`]/.test(raw)) return [];
  const found = new Set<Disguise>();
  if (splicesQuotes(raw)) found.add("quote-splice");
  for (const [quoted] of raw.matchAll(/\$'(?:[^'\\]|\\[\s\S])*'/g))
    if (hidesLetters(quoted)) found.add("escape");
  for (const [at, { origin, text }] of field.entries()) {
    if (origin === "decoded") found.add("decoded");
    const disguise = DISGUISES.get(origin);
    if (disguise !== undefined && text !== null && hides(field, at, isName)) found.add(disguise);
  }
  return [...found];
}

const DISGUISES = new Map<Origin, Disguise>([
  ["array-index", "array-index"],
  ["substring", "substring"],
  ["indirection", "indirection"],
  ["output", "indirection"],
]);

/** Whether an expanded piece of a word is spliced into a run of letters. */
function hides(field: Field, at: number, isName: boolean): boolean {
  const piece = field[at];
  if (piece === undefined || !/[A-Za-z]/.test(piece.text ?? "")) return false;
  const [before, after] = [field[at - 1], field[at + 1]];
  const joinsBefore = /[A-Za-z]$/.test(before?.text ?? "") && /^[A-Za-z]/.test(piece.text ?? "");
  const joinsAfter = /^[A-Za-z]/.test(after?.text ?? "") && /[A-Za-z]$/.test(piece.text ?? "");
  if (isName)
    return (
      joinsBefore ||
      joinsAfter ||
      (field.length === 1 && piece.origin !== "array-index" && piece.origin !== "output")
    );
  return (
    (joinsBefore && DISGUISES.has(before?.origin ?? "written")) ||
    (joinsAfter && DISGUISES.has(after?.origin ?? "written"))
  );
}

/** Quotes or backslashes between two letters that bash puts side by side. */
function splicesQuotes(raw: string): boolean {
  if (!/['"\\]/.test(raw)) return false;
  const bare = raw
    .replace(/^-[A-Za-z](?=['"])/, "-")
    .replace(/^\\/, "")
    .replaceAll(/\$(?:\w+|\{[^{}]*\})/g, "$0");
  let last: { letter: boolean; unit: number } = { letter: false, unit: 0 };
  for (const { text, unit } of unitsOf(bare)) {
    if (text === "") continue;
    if (last.letter && last.unit !== unit && /^[A-Za-z]/.test(text)) return true;
    last = { letter: /[A-Za-z]$/.test(text), unit };
  }
  return false;
}

/** What stands bare, quoted or escaped, in turn; an expansion is no letter. */
function* unitsOf(raw: string): Generator<{ text: string; unit: number }> {
  let unit = 0;
  for (let at = 0; at < raw.length; ) {
    const end = Math.min(endOfUnit(raw, at), raw.length);
    const text = raw.slice(at, end);
    const quoted = /^\$?(['"])/.exec(text);
    if (quoted !== null || text.length > 1) unit++;
    if (quoted !== null)
      yield { text: text.slice(quoted[0].length, -1).replaceAll(/\\.|\$/gs, " "), unit: unit++ };
    else if (text[0] === "\\") yield { text: text === "\\\n" ? "" : text.slice(1), unit: unit++ };
    else yield { text: text.length > 1 || text === "$" ? "$" : text, unit };
    at = end;
  }
}
