import { type ArithmeticExpression, type HereDocBody, parse, type Word, type WordPart } from "unbash";
import { ansiCText } from "./ansi-c.ts";
import { arithmeticText } from "./arithmetic.ts";
import {
  addAtom,
  addSplit,
  allFields,
  endField,
  type Field,
  type Fields,
  newFields,
  type Origin,
  partsOf,
} from "./atoms.ts";
import { expandBraces } from "./braces.ts";
import { spend } from "./budget.ts";
import { type Expansion, expandParameter } from "./parameters.ts";
import { joined, type Parts } from "./parts.ts";
import type { Piece } from "./pattern.ts";
import type { Shell } from "./shell.ts";
import { ownVariable } from "./shell-state.ts";

/** Where a word stands. "operand": of `${x:-…}`, whose own spaces are split like those of a value. */
type Context = "argument" | "value" | "operand" | "pattern";

/** The fields of an argument: braces, expansions, splitting. */
export function expandArgument(word: Word, shell: Shell): Field[] {
  spend(shell.reader.budget, 1);
  const raws = expandBraces(word.text, shell.reader.budget);
  if (raws.length === 1 && raws[0] === word.text) return fieldsOf(word, shell, "argument");
  return raws.flatMap((raw) => {
    const reread = wordFrom(raw);
    return reread === null ? [] : fieldsOf(reread, shell, "argument");
  });
}

/** The text where nothing is split: a value, a redirection, a word of `[[` or `case`. */
export function expandValue(word: Word, shell: Shell): Parts {
  return joined(fieldsOf(word, shell, "value").map(partsOf));
}

/** With the marks that a pattern needs. */
export function expandPattern(word: Word, shell: Shell): readonly Piece[] {
  return fieldsOf(word, shell, "pattern").flat();
}

/** A text read again as one word; null: it is empty. */
export function wordFrom(raw: string): Word | null {
  const statement = parse(`: ${raw.startsWith("#") ? "\\" : ""}${raw}`).commands[0]?.command;
  const word = statement?.type === "Command" ? statement.suffix[0] : undefined;
  return word?.type === "Word" ? word : null;
}

function fieldsOf(word: Word, shell: Shell, context: Context): Field[] {
  const fields = newFields();
  collectWord(word, { shell, fields, context, quoted: false });
  if (context === "argument") return allFields(fields);
  const all = allFields(fields);
  return all.length === 0 ? [[]] : all;
}

export type Collecting = {
  readonly shell: Shell;
  readonly fields: Fields;
  readonly context: Context;
  readonly quoted: boolean;
};

export function collectWord(word: Word, collecting: Collecting): void {
  const { parts } = word;
  if (parts === undefined) collectBare(word.text, { first: true, collecting });
  else for (const [at, part] of parts.entries()) collectPart(part, { first: at === 0, collecting });
}

type Position = { readonly first: boolean; readonly collecting: Collecting };

function collectPart(part: WordPart, position: Position): void {
  const { collecting } = position;
  const { shell, quoted } = collecting;
  switch (part.type) {
    case "Literal":
      if (quoted) add(collecting, part.value, "written");
      else collectBare(part.text, position);
      return;
    case "SingleQuoted":
      addAtom(collecting.fields, { text: part.value, quoted: true, origin: "written" });
      return;
    case "AnsiCQuoted":
      // In "${x:-…}" bash puts its text there before it reads the rest.
      addAtom(collecting.fields, { text: quoted ? null : ansiCText(part), quoted: true, origin: "ansi-c" });
      return;
    case "LocaleString":
      if (quoted) addAtom(collecting.fields, { text: null, quoted: true, origin: "written" });
      else collectQuoted(part.parts, collecting);
      return;
    case "DoubleQuoted":
      collectQuoted(part.parts, collecting);
      return;
    case "SimpleExpansion":
    case "ParameterExpansion":
      addExpansion(expandParameter(part, { shell, quoted }), collecting);
      return;
    case "CommandExpansion": {
      const { parts, decoded } = shell.reader.outputOf(part.script, shell);
      addParts(parts, decoded === null ? "output" : "decoded", collecting);
      return;
    }
    case "ArithmeticExpansion":
      addParts(
        [arithmeticText(part.expression as ArithmeticExpression | undefined, shell)],
        "variable",
        collecting,
      );
      return;
    default:
      collectGlob(part, collecting);
  }
}

function collectQuoted(parts: readonly WordPart[], collecting: Collecting): void {
  if (parts.length === 0) addAtom(collecting.fields, { text: "", quoted: true, origin: "written" });
  for (const part of parts) collectPart(part, { first: false, collecting: { ...collecting, quoted: true } });
}

function collectGlob(
  part: Extract<WordPart, { type: "Glob" | "ExtendedGlob" | "BraceExpansion" | "ProcessSubstitution" }>,
  collecting: Collecting,
): void {
  const rest = { first: false, collecting };
  if (part.type === "Glob" && part.kind === "bracket") {
    collectBare("[", rest);
    for (const inner of part.parts) collectPart(inner, rest);
    collectBare("]", rest);
  } else if (part.type === "Glob") collectBare(part.text, rest);
  else if (part.type === "BraceExpansion" && part.parts !== undefined) {
    collectBare("{", rest);
    for (const inner of part.parts) collectPart(inner, rest);
    collectBare("}", rest);
  } else if (part.type === "BraceExpansion") collectBare(part.text, rest);
  else addAtom(collecting.fields, { text: null, quoted: true, origin: "output" });
}

/** Unquoted text as written: backslashes quote, a tilde stands for a folder that is not known. */
function collectBare(text: string, { first, collecting }: Position): void {
  const tilde = tildeIn(text, first);
  if (tilde !== null) {
    if (tilde > 0) collectBare(text.slice(0, tilde), { first: false, collecting });
    addAtom(collecting.fields, { text: null, quoted: true, origin: "variable" });
    const rest = text.slice(tilde).replace(/^~[^/:]*/, "");
    collectBare(rest, { first: false, collecting });
    return;
  }
  for (const piece of text.split(/(\\\n|\\[\s\S])/)) {
    if (piece === "\\\n") continue;
    if (piece.length >= 2 && piece[0] === "\\") {
      addAtom(collecting.fields, { text: piece.slice(1), quoted: true, origin: "written" });
    } else add(collecting, piece, "written");
  }
}

/** A word's own tilde, or that of a value after `name=` or `:`. */
function tildeIn(text: string, first: boolean): number | null {
  if (!text.includes("~")) return null;
  if (first && text.startsWith("~")) return 0;
  const found = /[:=]~/.exec(text);
  return found === null ? null : found.index + 1;
}

function add(collecting: Collecting, text: string, origin: Origin): void {
  const { fields, context, quoted, shell } = collecting;
  if (context === "operand" && !quoted) addSplit(fields, { parts: [text], origin }, ifsOf(shell));
  else addAtom(fields, { text, quoted, origin });
}

/** Of an expansion that gives one text. */
function addParts(parts: Parts, origin: Origin, { fields, quoted, context, shell }: Collecting): void {
  if (!quoted && (context === "argument" || context === "operand")) {
    addSplit(fields, { parts, origin }, ifsOf(shell));
    return;
  }
  if (parts.length === 0) addAtom(fields, { text: "", quoted, origin });
  for (const text of parts) addAtom(fields, { text, quoted, origin });
}

function addExpansion(expansion: Expansion, collecting: Collecting): void {
  const { fields, quoted, context, shell } = collecting;
  if (expansion.kind === "operand") {
    const inner = context === "argument" || context === "operand" ? "operand" : context;
    collectOperand(expansion.word, { ...collecting, context: inner });
    return;
  }
  if (expansion.kind === "text") {
    addParts(expansion.parts, expansion.origin, collecting);
    return;
  }
  const separate = context === "argument" || context === "operand";
  const { items, star } = expansion;
  if (items === null) addAtom(fields, { text: null, quoted: false, origin: "variable" });
  else if (!separate || (quoted && star)) addParts(joinItems(items, { star, shell }), "variable", collecting);
  else
    for (const [at, item] of items.entries()) {
      if (at > 0) endField(fields);
      addParts(item, "variable", collecting);
    }
}

function collectOperand(word: Word, collecting: Collecting): void {
  if (word.text.startsWith("~")) addParts([null], "variable", collecting);
  else collectWord(word, collecting);
}

/** `"$*"` joins by the first character of IFS, and so does a value of `$*`; one of `$@` by a space. */
function joinItems(items: readonly Parts[], { star, shell }: { star: boolean; shell: Shell }): Parts {
  const ifs = star ? ifsOf(shell) : " ";
  const between: Parts = ifs === null ? [null] : ifs === "" ? [] : [ifs[0] ?? ""];
  return joined(items.flatMap((item, at) => (at === 0 ? [item] : [between, item])));
}

/** The characters that split words; null: not known. */
export function ifsOf({ state }: Shell): string | null {
  if (!state.variables.has("IFS") && !state.lost && !state.haunted) return " \t\n";
  const { value } = ownVariable(state, "IFS");
  if (value.kind === "unset") return " \t\n";
  const text = value.kind === "text" ? value.text : [null];
  return text.length === 0 ? "" : text.length === 1 ? (text[0] ?? null) : null;
}

/** The text between `<<END` and END: quotes mean nothing there. */
export function collectHereDocument(
  body: HereDocBody,
  strip: (text: string) => string,
  collecting: Collecting,
): void {
  const parts = body.parts ?? [
    { type: "Literal", text: body.text, value: body.text, pos: body.pos, end: body.end },
  ];
  let fresh = true;
  for (const part of parts) {
    if (part.type === "Literal") {
      const text = fresh ? strip(part.text) : strip(`x${part.text}`).slice(1);
      addAtom(collecting.fields, {
        text: text.replaceAll(/\\([$`\\\n])/g, (_, char) => (char === "\n" ? "" : char)),
        quoted: true,
        origin: "written",
      });
    } else collectPart(part, { first: false, collecting });
    fresh = false;
  }
}
