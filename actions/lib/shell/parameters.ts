import {
  type ParameterExpansionPart,
  type ParameterOperation,
  parse,
  type SimpleExpansionPart,
  type Word,
} from "unbash";
import { arithmeticOf } from "./arithmetic.ts";
import { assignText } from "./assign.ts";
import type { Origin } from "./atoms.ts";
import { spendElements, spendText } from "./budget.ts";
import { expandValue } from "./expand.ts";
import { applyToText } from "./operations.ts";
import { EMPTY, known, type Parts, textOf, UNKNOWN } from "./parts.ts";
import type { Shell } from "./shell.ts";
import { isOfEnvironment, lookUp, ownVariable, targetOf } from "./shell-state.ts";
import { elementsOf, scalarOf, type Value } from "./variables.ts";

/** What a parameter gives: one text, several words of `@` or `*`, or the word after `:-`. */
export type Expansion =
  | { readonly kind: "text"; readonly parts: Parts; readonly origin: Origin }
  /** null: it is not known how many, and which. */
  | { readonly kind: "list"; readonly items: readonly Parts[] | null; readonly star: boolean }
  | { readonly kind: "operand"; readonly word: Word };

type Found =
  | { readonly kind: "text"; readonly parts: Parts; readonly set: boolean | null; readonly origin: Origin }
  | { readonly kind: "list"; readonly items: readonly Parts[] | null; readonly star: boolean };

type Where = { readonly shell: Shell; readonly quoted: boolean };

const UNKNOWN_TEXT = { kind: "text", parts: UNKNOWN, origin: "variable" } as const;

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

function find({ name, index }: { name: string; index: Word | undefined }, shell: Shell): Found {
  const special = findSpecial(name, shell);
  if (special !== null) return special;
  const { value } = lookUp(shell.state, name);
  if (index === undefined)
    return {
      kind: "text",
      ...scalarOf(value),
      origin: isOfEnvironment(shell.state, name) ? "outside" : "variable",
    };
  if (index.text === "@" || index.text === "*")
    return { kind: "list", items: elementsOf(value), star: index.text === "*" };
  return { kind: "text", ...elementAt(value, index, shell), origin: "array-index" };
}

function findSpecial(name: string, { state }: Shell): Found | null {
  if (/^[A-Za-z_]\w*$/.test(name)) return null;
  const given = state.arguments;
  if (name === "@" || name === "*") return { kind: "list", items: given, star: name === "*" };
  if (given === null || !/^(?:[1-9]\d*|#)$/.test(name)) return { ...UNKNOWN_TEXT, set: null };
  if (name === "#")
    return { kind: "text", parts: known(String(given.length)), set: true, origin: "variable" };
  const parts = given[Number(name) - 1];
  return { kind: "text", parts: parts ?? EMPTY, set: parts !== undefined, origin: "array-index" };
}

function elementAt(value: Value, index: Word, shell: Shell): { parts: Parts; set: boolean | null } {
  if (value.kind === "unset") return { parts: EMPTY, set: false };
  if (value.kind === "unknown") return { parts: UNKNOWN, set: null };
  if (value.kind === "table") {
    const key = textOf(expandValue(index, shell));
    if (key === null) return { parts: UNKNOWN, set: null };
    return { parts: value.items.get(key) ?? EMPTY, set: value.items.has(key) };
  }
  if (value.kind === "text") return firstOnly(value, arithmeticOf(expandValue(index, shell), shell));
  const { items } = value;
  const at = indexIn(items, arithmeticOf(expandValue(index, shell), shell));
  if (at === null) return { parts: UNKNOWN, set: null };
  return { parts: items.get(at) ?? EMPTY, set: items.has(at) };
}

/** What is no array has an element 0. */
function firstOnly(
  { text, more }: Extract<Value, { kind: "text" }>,
  at: bigint | null,
): { parts: Parts; set: boolean | null } {
  if (at === 0n) return { parts: text, set: true };
  return at === null || at < 0n || more ? { parts: UNKNOWN, set: null } : { parts: EMPTY, set: false };
}

/** A negative index counts from the end; null: not known, or none. */
export function indexIn(items: ReadonlyMap<number, Parts>, index: bigint | null): number | null {
  if (index === null) return null;
  const at = index < 0n ? Math.max(-1, ...items.keys()) + 1 + Number(index) : Number(index);
  return Number.isSafeInteger(at) && at >= 0 ? at : null;
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

function findNamed(named: string, shell: Shell): Found | null {
  const matched = /^([A-Za-z_]\w*|\d+|[@*#])(?:\[([\s\S]*)\])?$/.exec(named);
  if (matched === null) return null;
  const found = find(
    { name: matched[1] ?? "", index: matched[2] === undefined ? undefined : indexWord(matched[2]) },
    shell,
  );
  return found.kind === "text" ? { ...found, origin: "indirection" } : found;
}

export function indexWord(text: string): Word | undefined {
  const node = parse(`x[${text}]=`).commands[0]?.command;
  const assignment = node?.type === "Command" ? node.prefix[0] : undefined;
  return assignment?.type === "Assignment" && assignment.index?.text === text ? assignment.index : UNREADABLE;
}

/** An index whose value nobody knows. */
const UNREADABLE = {
  type: "Word",
  text: "$_",
  value: "$_",
  pos: 0,
  end: 0,
  parts: [{ type: "SimpleExpansion", pos: 0, end: 2, text: "$_" }],
} as const satisfies Word;

function keysOf(value: Value, star: boolean): Found {
  const keys =
    value.kind === "list"
      ? [...value.items.keys()].map(String)
      : value.kind === "table" && value.items.size < 2
        ? [...value.items.keys()]
        : null;
  const single = value.kind === "text" && !value.more ? ["0"] : value.kind === "unset" ? [] : keys;
  return { kind: "list", items: single?.map(known) ?? null, star };
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
  const positional = part.parameter === "@" || part.parameter === "*";
  const value = positional ? null : lookUp(shell.state, part.parameter).value;
  const dense = value?.kind !== "list" || [...value.items.keys()].every((key, at) => key === at);
  if (!dense || (positional && offset <= 0n)) return unknown;
  const start = offset < 0n ? items.length + Number(offset) : Number(offset) - (positional ? 1 : 0);
  if (start < 0) return { kind: "list", items: [], star };
  const end = length === undefined ? items.length : start + Number(length);
  return { kind: "list", items: items.slice(start, end), star };
}
