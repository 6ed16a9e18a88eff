import type { ParameterOperation, Word } from "unbash";
import { arithmeticOf } from "./arithmetic.ts";
import { expandPattern, expandValue } from "./expand.ts";
import { reportHidden } from "./hidden.ts";
import { known, type Parts, textOf, UNKNOWN } from "./parts.ts";
import { type Pattern, patternOf, replaceMatch, withoutMatch } from "./pattern.ts";
import type { Shell } from "./shell.ts";

/** `${x%p}`, `${x/a/b}`, `${x^}`, `${x:0:4}` of one text. */
export function applyToText(parts: Parts, operation: ParameterOperation, shell: Shell): Parts {
  const text = textOf(parts);
  if (text === null) return applyToUnknown(operation, shell);
  if (operation.type === "Transform") reportHidden(parts, "prompt", shell);
  switch (operation.type) {
    case "Remove": {
      const pattern = readPattern(operation.operand, shell);
      if (pattern === null) return UNKNOWN;
      const [at, longest] = [
        operation.operator.startsWith("#") ? "start" : "end",
        operation.operator.length === 2,
      ] as const;
      return known(withoutMatch(text, pattern, { at, longest, budget: shell.reader.budget }));
    }
    case "Replace":
      return replace(text, operation, shell);
    case "CaseModification":
      return changeCase(text, operation);
    case "Slice":
      return slice(text, operation, shell);
    default:
      return UNKNOWN;
  }
}

/** Its operands may still set something. */
function applyToUnknown(operation: ParameterOperation, shell: Shell): Parts {
  const operands =
    operation.type === "Remove"
      ? [operation.operand]
      : operation.type === "Replace"
        ? [operation.pattern, operation.replacement]
        : operation.type === "Slice"
          ? [operation.offset, operation.length]
          : [];
  for (const operand of operands) if (operand !== undefined) expandPattern(operand, shell);
  return UNKNOWN;
}

function readPattern(word: Word, shell: Shell): Pattern | null {
  if (word.text.startsWith("~")) return null;
  return patternOf(expandPattern(word, shell));
}

function replace(
  text: string,
  operation: Extract<ParameterOperation, { type: "Replace" }>,
  shell: Shell,
): Parts {
  const pattern = readPattern(operation.pattern, shell);
  const pieces = expandPattern(operation.replacement, shell);
  // An unquoted & stands for the match where the shell says so (bash 5.2, patsub_replacement).
  const unfit = pieces.some((piece) => piece.text === null || (!piece.quoted && /[&\\]/.test(piece.text)));
  if (pattern === null || unfit || operation.replacement.text.startsWith("~")) return UNKNOWN;
  if (pieces.some(({ text, quoted }) => quoted && text?.includes("&"))) return UNKNOWN;
  const by = pieces.map((piece) => piece.text).join("");
  return known(
    replaceMatch(text, pattern, { operator: operation.operator, by, budget: shell.reader.budget }),
  );
}

/** Letters beyond ASCII depend on the locale. */
function changeCase(
  text: string,
  operation: Extract<ParameterOperation, { type: "CaseModification" }>,
): Parts {
  if (operation.operand !== undefined || /[^\0-\x7f]/.test(text)) return UNKNOWN;
  const change = (letters: string) =>
    operation.operator.startsWith("^") ? letters.toUpperCase() : letters.toLowerCase();
  return known(operation.operator.length === 2 ? change(text) : change(text.slice(0, 1)) + text.slice(1));
}

function slice(text: string, operation: Extract<ParameterOperation, { type: "Slice" }>, shell: Shell): Parts {
  const offset = arithmeticOf(expandValue(operation.offset, shell), shell);
  const length =
    operation.length === undefined ? undefined : arithmeticOf(expandValue(operation.length, shell), shell);
  if (offset === null || length === null || /[^\0-\x7f]/.test(text)) return UNKNOWN;
  const start = Number(offset < 0n ? BigInt(text.length) + offset : offset);
  if (start < 0 || start > text.length) return known("");
  const end =
    length === undefined
      ? text.length
      : Number(length < 0n ? BigInt(text.length) + length : BigInt(start) + length);
  return end < start ? UNKNOWN : known(text.slice(start, end));
}
