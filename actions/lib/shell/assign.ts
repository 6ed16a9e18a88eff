import { type Assignment as AssignmentNode, parse, type Word } from "unbash";
import { arithmeticOf } from "./arithmetic.ts";
import { argumentOf, type Field, hasGlob } from "./atoms.ts";
import { spendElements, spendText } from "./budget.ts";
import { expandArgument, expandValue } from "./expand.ts";
import { namesOf } from "./files.ts";
import { indexIn, indexWord } from "./find-parameter.ts";
import { joined, known, type Parts, textOf, UNKNOWN } from "./parts.ts";
import type { Shell } from "./shell.ts";
import { loseAll, ownVariable, setVariable, targetOf } from "./shell-state.ts";
import { elementsOf, LOST, scalarOf, type Value, type Variable } from "./variables.ts";

/** `name` null: it is not known what is assigned. */
export type Target = {
  readonly name: string | null;
  readonly index: Word | undefined;
  readonly append: boolean;
};

export function assignText(shell: Shell, target: Target, parts: Parts): void {
  for (const text of parts) spendText(shell.reader.budget, text?.length ?? 0);
  const found = resolve(shell, target);
  if (found === null) {
    loseAll(shell.state);
    return;
  }
  const { name, index, variable } = found;
  const { flags } = variable;
  if (flags.includes("r")) {
    setVariable(shell.state, name, { ...LOST, flags });
    return;
  }
  if (index !== undefined) {
    setElement(shell, { name, index, variable }, { parts, append: target.append });
    return;
  }
  const { parts: old } = scalarOf(variable.value);
  const text = adapted(parts, { flags, before: target.append ? old : null }, shell);
  for (const piece of text) spendText(shell.reader.budget, piece?.length ?? 0);
  setVariable(shell.state, name, { value: withScalar(variable.value, text), flags });
}

/** An assignment to an array's name sets its first element. */
function withScalar(value: Value, text: Parts): Value {
  if (value.kind === "list") return { kind: "list", items: inOrder(new Map(value.items).set(0, text)) };
  if (value.kind === "table") return { kind: "table", items: new Map(value.items).set("0", text) };
  const open = value.kind === "unknown" || (value.kind === "text" && value.more);
  return open ? { kind: "text", text, more: true } : { kind: "text", text };
}

/** What `declare -i`, `-l` and `-u` make of a text; `before` is what it is appended to. */
function adapted(
  parts: Parts,
  { flags, before }: { flags: string; before: Parts | null },
  shell: Shell,
): Parts {
  if (flags.includes("i")) {
    const [number, old] = [arithmeticOf(parts, shell), before === null ? 0n : arithmeticOf(before, shell)];
    return number === null || old === null ? UNKNOWN : known(BigInt.asIntN(64, number + old).toString());
  }
  const all = before === null ? parts : joined([before, parts]);
  if (flags === "") return all;
  const text = textOf(all);
  if (text === null || /[^\0-\x7f]/.test(text)) return UNKNOWN;
  return known(flags.includes("u") ? text.toUpperCase() : flags.includes("l") ? text.toLowerCase() : text);
}

type Resolved = { readonly name: string; readonly index: Word | undefined; readonly variable: Variable };

function resolve({ state }: Shell, { name, index }: Target): Resolved | null {
  const target = name === null ? null : targetOf(state, name);
  if (target === null) return null;
  const [, base = "", inner] = /^([A-Za-z_]\w*)(?:\[(.*)\])?$/s.exec(target) ?? [];
  if (base === "" || (inner !== undefined && index !== undefined)) return null;
  const at = inner === undefined ? index : indexWord(inner);
  return { name: base, index: at, variable: ownVariable(state, base) };
}

function setElement(
  shell: Shell,
  { name, index, variable }: { name: string; index: Word; variable: Variable },
  { parts, append }: { parts: Parts; append: boolean },
): void {
  const { value, flags } = variable;
  const place = expandValue(index, shell);
  const next = valueWith(value, { place, parts, append, flags }, shell);
  setVariable(shell.state, name, { value: next, flags });
}

function valueWith(
  value: Value,
  { place, parts, append, flags }: { place: Parts; parts: Parts; append: boolean; flags: string },
  shell: Shell,
): Value {
  if (value.kind === "unknown" || (value.kind === "text" && value.more)) return LOST.value;
  if (value.kind === "table") {
    const key = textOf(place);
    if (key === null) return { kind: "unknown" };
    const text = adapted(parts, { flags, before: append ? (value.items.get(key) ?? []) : null }, shell);
    return { kind: "table", items: new Map(value.items).set(key, text) };
  }
  const items = itemsOf(value);
  const at = indexIn(items, arithmeticOf(place, shell));
  const counted = value.kind === "text" && textOf(place)?.startsWith("-");
  if (at === null || counted) return { kind: "unknown" };
  spendElements(shell.reader.budget, items.size);
  const text = adapted(parts, { flags, before: append ? (items.get(at) ?? []) : null }, shell);
  return { kind: "list", items: inOrder(new Map(items).set(at, text)) };
}

function itemsOf(value: Value): ReadonlyMap<number, Parts> {
  if (value.kind === "list") return value.items;
  return value.kind === "text" ? new Map([[0, value.text]]) : new Map();
}

function inOrder(items: Map<number, Parts>): ReadonlyMap<number, Parts> {
  const keys = [...items.keys()];
  return keys.every((key, at) => at === 0 || key > (keys[at - 1] ?? 0))
    ? items
    : new Map([...items].sort(([a], [b]) => a - b));
}

/** `name=(…)`: the elements after expansion are given back for the report. */
export function assignList(shell: Shell, target: Target, elements: readonly Word[]): readonly Parts[] {
  const given = elements.flatMap((element) => elementOf(element, shell));
  spendElements(shell.reader.budget, given.length);
  const parts = given.map((one) => one.parts);
  const found = target.index === undefined ? resolve(shell, target) : null;
  if (found === null) {
    loseAll(shell.state);
    return parts;
  }
  const { name, variable, index } = found;
  const value =
    index !== undefined || /[rilu]/.test(variable.flags)
      ? LOST.value
      : collected(variable, { given, append: target.append }, shell);
  setVariable(shell.state, name, { value, flags: variable.flags });
  return parts;
}

type Element = {
  readonly key: Parts | null;
  readonly parts: Parts;
  readonly append: boolean;
  readonly several: boolean;
};

function elementOf(word: Word, shell: Shell): Element[] {
  const keyed = word.text.startsWith("[") ? keyedElement(word, shell) : null;
  if (keyed !== null) return [keyed];
  return expandArgument(word, shell).flatMap((field) =>
    filesOf(field, shell).map((parts) => ({
      key: null,
      parts,
      append: false,
      several: isSeveral(field, parts),
    })),
  );
}

/** Whether what is unknown of it may be several words, or none. */
function isSeveral(field: Field, parts: Parts): boolean {
  return (
    parts.includes(null) && (hasGlob(field) || field.some(({ text, quoted }) => text === null && !quoted))
  );
}

/** Pathnames where the folder is known. */
export function filesOf(field: Field, shell: Shell): readonly Parts[] {
  if (!hasGlob(field)) return [argumentOf(field)];
  return namesOf(field, shell) ?? [argumentOf(field)];
}

/** `[key]=value`. */
function keyedElement(word: Word, shell: Shell): Element | null {
  const node = parse(`x${word.text}`).commands[0]?.command;
  const assignment: AssignmentNode | undefined =
    node?.type === "Command" && node.prefix[0]?.type === "Assignment" ? node.prefix[0] : undefined;
  if (
    assignment?.index === undefined ||
    assignment.value.type !== "Word" ||
    assignment.end !== word.text.length + 1
  )
    return null;
  const parts = expandValue(assignment.value, shell);
  return {
    key: expandValue(assignment.index, shell),
    parts,
    append: assignment.append === true,
    several: false,
  };
}

function collected(
  variable: Variable,
  { given, append }: { given: readonly Element[]; append: boolean },
  shell: Shell,
): Value {
  if (given.some(({ several }) => several)) return LOST.value;
  if (append && elementsOf(variable.value) === null && variable.value.kind !== "table") return LOST.value;
  if (variable.value.kind === "table" || variable.flags.includes("A"))
    return collectedTable(variable.value, { given, append });
  const items = new Map(append ? itemsOf(variable.value) : []);
  spendElements(shell.reader.budget, items.size);
  let next = Math.max(-1, ...items.keys()) + 1;
  for (const element of given) {
    const at = element.key === null ? next : indexIn(items, arithmeticOf(element.key, shell));
    if (at === null) return LOST.value;
    items.set(at, element.append ? joined([items.get(at) ?? [], element.parts]) : element.parts);
    next = at + 1;
  }
  return { kind: "list", items: inOrder(items) };
}

function collectedTable(
  value: Value,
  { given, append }: { given: readonly Element[]; append: boolean },
): Value {
  const items = new Map(append && value.kind === "table" ? value.items : []);
  for (const { key, parts, append: adds } of given) {
    const name = key === null ? null : textOf(key);
    if (name === null) return LOST.value;
    items.set(name, adds ? joined([items.get(name) ?? [], parts]) : parts);
  }
  return { kind: "table", items };
}
