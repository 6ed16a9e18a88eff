import { append, known, type Parts, UNKNOWN_MARK } from "./parts.ts";

/** Where the text of an atom comes from. */
export type Origin =
  | "written"
  | "ansi-c"
  | "variable"
  /** A variable that the text never sets. */
  | "outside"
  | "array-index"
  | "substring"
  | "indirection"
  | "output"
  | "decoded";

/** A piece of a word after expansion; null: unknown. */
export type Atom = { readonly text: string | null; readonly quoted: boolean; readonly origin: Origin };

/** A word after expansion and splitting, before pathnames. */
export type Field = readonly Atom[];

/** Collects the fields that one word becomes. */
export type Fields = { readonly done: Field[]; current: Atom[]; started: boolean; afterSpace: boolean };

export function newFields(): Fields {
  return { done: [], current: [], started: false, afterSpace: false };
}

export function addAtom(fields: Fields, atom: Atom): void {
  if (atom.text === "" && !atom.quoted) return;
  if (atom.text?.includes(UNKNOWN_MARK))
    fields.current.push(...known(atom.text).map((text) => ({ ...atom, text })));
  else fields.current.push(atom);
  fields.started = true;
  fields.afterSpace = false;
}

export function endField(fields: Fields): void {
  if (fields.started) fields.done.push(fields.current);
  fields.current = [];
  fields.started = false;
}

export function allFields(fields: Fields): Field[] {
  endField(fields);
  return fields.done;
}

/** Adds what an unquoted expansion gave, split as `IFS` says; null: it is not known what it says. */
export function addSplit(
  fields: Fields,
  { parts, origin }: { readonly parts: Parts; readonly origin: Origin },
  ifs: string | null,
): void {
  for (const part of parts) {
    if (part === null || ifs === null) addAtom(fields, { text: null, quoted: false, origin });
    else if (ifs === "") addAtom(fields, { text: part, quoted: false, origin });
    else splitText(fields, { text: part, origin }, ifs);
  }
}

/** White space in `ifs` only separates; each other character of it ends a field, be it empty. */
function splitText(fields: Fields, { text, origin }: { text: string; origin: Origin }, ifs: string): void {
  let start = 0;
  for (let at = 0; at <= text.length; at++) {
    const char = text[at];
    if (char !== undefined && !ifs.includes(char)) continue;
    addAtom(fields, { text: text.slice(start, at), quoted: false, origin });
    start = at + 1;
    if (char === undefined) return;
    const white = " \t\n".includes(char);
    if (fields.started) {
      endField(fields);
      fields.afterSpace = white;
    } else if (!white) {
      if (!fields.afterSpace) fields.done.push([]);
      fields.afterSpace = false;
    }
  }
}

/** The text of a field where no pathname is expanded: an assignment, a redirection's text, `[[`. */
export function partsOf(field: Field): Parts {
  const parts: (string | null)[] = [];
  for (const { text } of field) append(parts, text);
  return parts;
}

/** The text of a field as an argument: what a glob stands for is not known. */
export function argumentOf(field: Field): Parts {
  const [only] = field;
  if (
    field.length === 1 &&
    only?.text &&
    only.origin === "written" &&
    (only.quoted || !/[*?[]/.test(only.text))
  )
    return [only.text];
  const bracketed = closesBracket(field);
  const parts: (string | null)[] = [];
  for (const { text, quoted, origin } of field) {
    if (text === null || quoted) append(parts, text);
    else if (origin !== "written" && text.includes("\\")) append(parts, null);
    else appendGlob(parts, text, bracketed);
  }
  return parts;
}

export function hasGlob(field: Field): boolean {
  const bracketed = closesBracket(field);
  return field.some(
    ({ text, quoted }) =>
      !quoted && text !== null && (/[*?]/.test(text) || (bracketed && text.includes("["))),
  );
}

function appendGlob(parts: (string | null)[], text: string, bracketed: boolean): void {
  const glob = bracketed ? /[*?[\]]/ : /[*?]/;
  if (!glob.test(text)) {
    append(parts, text);
    return;
  }
  for (const piece of text.split(bracketed ? /([*?[\]])/ : /([*?])/))
    append(parts, glob.test(piece) ? null : piece);
}

/** Whether an unquoted `[` stands somewhere before an unquoted `]`. */
function closesBracket(field: Field): boolean {
  const bare = field.filter(({ quoted }) => !quoted).map(({ text }) => text ?? "");
  const text = bare.join("");
  const opening = text.indexOf("[");
  return opening >= 0 && text.lastIndexOf("]") > opening;
}
