import { parse, type Word } from "unbash";
import { arithmeticOf } from "./arithmetic.ts";
import type { Origin } from "./atoms.ts";
import { expandValue } from "./expand.ts";
import { reportHidden } from "./hidden.ts";
import { EMPTY, known, type Parts, textOf, UNKNOWN } from "./parts.ts";
import type { Shell } from "./shell.ts";
import { isOfEnvironment, lookUp } from "./shell-state.ts";
import { elementsOf, scalarOf, type Value } from "./variables.ts";

/** What a parameter holds before anything is done to it. */
export type Found =
  | { readonly kind: "text"; readonly parts: Parts; readonly set: boolean | null; readonly origin: Origin }
  | { readonly kind: "list"; readonly items: readonly Parts[] | null; readonly star: boolean };

export const UNKNOWN_TEXT = { kind: "text", parts: UNKNOWN, origin: "variable" } as const;

export function find({ name, index }: { name: string; index: Word | undefined }, shell: Shell): Found {
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
  if (/^[0?$#-]$/.test(name) && !(name === "#" && given !== null)) return { ...UNKNOWN_TEXT, set: true };
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

export function findNamed(named: string, shell: Shell): Found | null {
  const matched = /^([A-Za-z_]\w*|\d+|[@*#])(?:\[([\s\S]*)\])?$/.exec(named);
  if (matched === null) return null;
  reportHidden(known(named), "indirection", shell);
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

/** `${!a[@]}` */
export function keysOf(value: Value, star: boolean): Found {
  const keys =
    value.kind === "list"
      ? [...value.items.keys()].map(String)
      : value.kind === "table" && value.items.size < 2
        ? [...value.items.keys()]
        : null;
  const single = value.kind === "text" && !value.more ? ["0"] : value.kind === "unset" ? [] : keys;
  return { kind: "list", items: single?.map(known) ?? null, star };
}
