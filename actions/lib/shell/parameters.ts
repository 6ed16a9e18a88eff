import type { ParameterExpansionPart, ParameterOperation, SimpleExpansionPart, Word } from "unbash";
import { arithmeticOf } from "./arithmetic.ts";
import { assignText } from "./assign.ts";
import type { Origin } from "./atoms.ts";
import { spendElements, spendText } from "./budget.ts";
import { expandValue } from "./expand.ts";
import { type Found, find, findNamed, keysOf, UNKNOWN_TEXT } from "./find-parameter.ts";
import { applyToText } from "./operations.ts";
import { EMPTY, known, type Parts, textOf, UNKNOWN } from "./parts.ts";
import type { Shell } from "./shell.ts";
import { lookUp, ownVariable, targetOf } from "./shell-state.ts";

/** What a parameter gives: one text, several words of `@` or `*`, or the word after `:-`. */
export type Expansion =
  | { readonly kind: "text"; readonly parts: Parts; readonly origin: Origin }
  /** null: it is not known how many, and which. */
  | { readonly kind: "list"; readonly items: readonly Parts[] | null; readonly star: boolean }
  | { readonly kind: "operand"; readonly word: Word };

type Where = { readonly shell: Shell; readonly quoted: boolean };

export function expandParameter(part: SimpleExpansionPart | ParameterExpansionPart, where: Where): Expansion {
  if (part.type === "SimpleExpansion")
    return finish(find({ name: part.text.slice(1).replaceAll("\\\n", ""), index: undefined }, where.shell));
  if (part.prefix === "#") return count(part, where.shell);
  const found =
    part.prefix === "!"
      ? indirect(part, where.shell)
      : find({ name: part.parameter, index: part.index }, where.shell);
  if (found === null) return UNKNOWN_TEXT;
  if (part.operation === undefined || part.operation.type === "Names") return finish(found);
  return operate(found, { part, operation: part.operation, ...where });
}

function finish(found: Found): Expansion {
  return found;
}

/** `${#x}`, `${#a[@]}`. */
function count(part: ParameterExpansionPart, shell: Shell): Expansion {
  if (part.operation !== undefined) return UNKNOWN_TEXT;
  const found = find({ name: part.parameter, index: part.index }, shell);
  if (found.kind === "list")
    return { ...UNKNOWN_TEXT, parts: found.items === null ? UNKNOWN : known(String(found.items.length)) };
  const text = textOf(found.parts);
  return {
    ...UNKNOWN_TEXT,
    parts: text === null || /[^\0-\x7f]/.test(text) ? UNKNOWN : known(String(text.length)),
  };
}

/** `${!x}`, `${!a[@]}`; null: not known. */
function indirect(part: ParameterExpansionPart, shell: Shell): Found | null {
  if (part.operation?.type === "Names") return null;
  const listed = part.index?.text === "@" || part.index?.text === "*";
  if (listed && part.operation === undefined)
    return keysOf(lookUp(shell.state, part.parameter).value, part.index?.text === "*");
  const own = ownVariable(shell.state, part.parameter);
  if (own.flags !== "" && own.flags !== "r") {
    const target =
      own.flags.includes("n") && part.operation === undefined ? targetOf(shell.state, part.parameter) : null;
    return target === null ? null : { kind: "text", parts: known(target), set: true, origin: "indirection" };
  }
  const first = find({ name: part.parameter, index: part.index }, shell);
  const named = first.kind === "text" ? textOf(first.parts) : null;
  return named === null ? null : findNamed(named, shell);
}

type Operating<Operation = ParameterOperation> = Where & {
  readonly part: ParameterExpansionPart;
  readonly operation: Operation;
};

function operate(found: Found, operating: Operating): Expansion {
  const { operation, shell } = operating;
  if (operation.type === "Default") return orDefault(found, { ...operating, operation });
  if (found.kind === "list" && operation.type === "Slice")
    return sliceList(found, { ...operating, operation });
  if (found.kind === "text" && found.set === false) return { ...found, parts: EMPTY };
  const apply = (parts: Parts): Parts => {
    const changed = applyToText(parts, operation, shell);
    for (const text of changed) spendText(shell.reader.budget, text?.length ?? 0);
    return changed;
  };
  if (found.kind === "list") {
    spendElements(shell.reader.budget, found.items?.length ?? 0);
    return { kind: "list", items: found.items?.map(apply) ?? null, star: found.star };
  }
  const shortened = operation.type === "Slice" || operation.type === "Replace" || operation.type === "Remove";
  return { kind: "text", parts: apply(found.parts), origin: shortened ? "substring" : found.origin };
}

/** `${x:-d}` and its kin. */
function orDefault(
  found: Found,
  { part, operation, shell, quoted }: Operating<Extract<ParameterOperation, { type: "Default" }>>,
): Expansion {
  const lacks = isLacking(found, operation.operator.startsWith(":"));
  const operator = operation.operator.at(-1);
  if (lacks === null) {
    if (operator === "=") assignOperand(part, UNKNOWN, shell);
    return UNKNOWN_TEXT;
  }
  if (operator === "+")
    return lacks ? { ...UNKNOWN_TEXT, parts: EMPTY } : { kind: "operand", word: operation.operand };
  if (!lacks) return finish(found);
  if (operator === "-") return { kind: "operand", word: operation.operand };
  if (operator === "?") return UNKNOWN_TEXT;
  const odd = operation.operand.text.startsWith("~") || (quoted && /['"\\]/.test(operation.operand.text));
  const parts = odd ? UNKNOWN : expandValue(operation.operand, shell);
  assignOperand(part, parts, shell);
  return { kind: "text", parts, origin: "variable" };
}

function assignOperand(part: ParameterExpansionPart, parts: Parts, shell: Shell): void {
  const name = part.prefix === "!" || !/^[A-Za-z_]\w*$/.test(part.parameter) ? null : part.parameter;
  assignText(shell, { name, index: part.index, append: false }, parts);
}

/** Whether it is unset, or empty where a colon asks for that; null: not known. */
function isLacking(found: Found, colon: boolean): boolean | null {
  if (found.kind === "list") {
    if (found.items === null) return null;
    if (found.items.length === 0) return true;
    const [only] = found.items;
    return colon && found.items.length === 1 && only !== undefined ? isEmpty(only) : false;
  }
  if (found.set !== true) return found.set === null ? null : true;
  return colon ? isEmpty(found.parts) : false;
}

function isEmpty(parts: Parts): boolean | null {
  if (parts.length === 0) return true;
  return parts.some((part) => part !== null) ? false : null;
}

/** `${a[@]:1:2}`, `${@:2}`. */
function sliceList(
  { items, star }: Extract<Found, { kind: "list" }>,
  { part, operation, shell }: Operating<Extract<ParameterOperation, { type: "Slice" }>>,
): Expansion {
  const unknown = { kind: "list", items: null, star } as const;
  const offset = arithmeticOf(expandValue(operation.offset, shell), shell);
  const length =
    operation.length === undefined ? undefined : arithmeticOf(expandValue(operation.length, shell), shell);
  if (items === null || offset === null || length === null || (length ?? 0n) < 0n) return unknown;
  const { value: held } = lookUp(shell.state, part.parameter);
  // Of what is no array, `[@]` is the text.
  if (held.kind === "text")
    return { kind: "text", parts: applyToText(items[0] ?? EMPTY, operation, shell), origin: "substring" };
  const positional = part.parameter === "@" || part.parameter === "*";
  const value = positional ? null : lookUp(shell.state, part.parameter).value;
  const dense = value?.kind !== "list" || [...value.items.keys()].every((key, at) => key === at);
  if (!dense || (positional && offset <= 0n)) return unknown;
  const start = offset < 0n ? items.length + Number(offset) : Number(offset) - (positional ? 1 : 0);
  if (start < 0) return { kind: "list", items: [], star };
  const end = length === undefined ? items.length : start + Number(length);
  return { kind: "list", items: items.slice(start, end), star };
}
