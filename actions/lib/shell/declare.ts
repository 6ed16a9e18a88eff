import type { Assignment as AssignmentNode } from "unbash";
import { assignText } from "./assign.ts";
import { expandBraces } from "./braces.ts";
import { assign } from "./command.ts";
import type { Invocation } from "./invoke.ts";
import { known, textOf } from "./parts.ts";
import type { Word } from "./script.ts";
import type { Shell, Status } from "./shell.ts";
import { loseAll, makeLocal, ownVariable, setVariable } from "./shell-state.ts";
import { LOST, type Variable } from "./variables.ts";

/** `declare`, `local`, `export`, `readonly` and what they set. */
export function declareVariables({ words, assigned }: Invocation, shell: Shell): Status {
  const [command, ...given] = words;
  const name = textOf(command?.parts ?? []) ?? "";
  const { options, operands } = optionsOf(given);
  if (options === null) {
    loseAll(shell.state);
    return null;
  }
  if (/[fFpI]/.test(options)) return null;
  const removed = [...options.matchAll(/\+(\w+)/g)].map((match) => match[1] ?? "").join("");
  const flags = flagsOf(name, options);
  const isLocal =
    shell.state.locals.length > 0 && !options.includes("g") && name !== "export" && name !== "readonly";
  for (const operand of operands) {
    const node = assigned.find((one) => one.text === operand.raw);
    const status = declareOne(
      { operand, node },
      { flags, removed, isLocal, global: options.includes("g"), onlyLocal: name === "local" },
      shell,
    );
    if (status) continue;
    loseAll(shell.state);
    const referring = /^\w+/.exec(operand.raw)?.[0];
    // It may be a reference to anything from now on.
    if (referring !== undefined && flags.includes("n"))
      setVariable(shell.state, referring, { ...LOST, flags: "?" });
  }
  return operands.length > 0 ? true : null;
}

/** null: an option is not known. */
function optionsOf(given: readonly Word[]): { options: string | null; operands: readonly Word[] } {
  let options = "";
  for (const [at, word] of given.entries()) {
    const text = textOf(word.parts);
    if (word.raw.includes("=") && text === null && /^[A-Za-z_]/.test(word.raw))
      return { options, operands: given.slice(at) };
    if (text === null) return { options: null, operands: [] };
    if (text === "--") return { options, operands: given.slice(at + 1) };
    if (!/^[-+][A-Za-z]/.test(text)) return { options, operands: given.slice(at) };
    options += text;
  }
  return { options, operands: [] };
}

function flagsOf(name: string, options: string): string {
  const set = [...options.matchAll(/-(\w+)/g)].map((match) => match[1] ?? "").join("");
  const letters = `${set}${name === "readonly" ? "r" : ""}${name === "export" && !set.includes("n") ? "x" : ""}`;
  const meant = name === "export" ? letters.replace("n", "") : letters;
  return [..."niluraAx"].filter((flag) => meant.includes(flag)).join("");
}

type How = {
  readonly flags: string;
  readonly removed: string;
  readonly isLocal: boolean;
  readonly global: boolean;
  readonly onlyLocal: boolean;
};

/** false: it is not known what it sets. */
function declareOne(
  { operand, node }: { operand: Word; node: AssignmentNode | undefined },
  how: How,
  shell: Shell,
): boolean {
  const text = textOf(operand.parts);
  const found = /^([A-Za-z_]\w*)(\[[\s\S]*?\])?(?:(\+?)=([\s\S]*))?$/.exec(
    node === undefined ? (text ?? "") : node.name,
  );
  const name = found?.[1];
  if (name === undefined || found === null || found[2] !== undefined) return false;
  // With -g in a function the variable meant is not the one that a `local` hides.
  if (how.global && shell.state.locals.some((frame) => frame.has(name))) return false;
  const own = { ...how, before: ownVariable(shell.state, name) };
  if (how.isLocal) makeLocal(shell.state, name);
  // A file may be sourced by a function; at top level it fails.
  else if (how.onlyLocal) {
    if (node !== undefined) assign(node, shell);
    setVariable(shell.state, name, { ...LOST, flags: own.before.flags === "" ? "" : "?" });
    return true;
  }
  if (how.flags.includes("n") || own.before.flags.includes("n"))
    return declareReference({ name, node, text, found }, how, shell);
  mark(name, how, shell);
  if (node?.value.type === "Word" && expandBraces(node.text, shell.reader.budget).length > 1)
    setVariable(shell.state, name, { ...ownVariable(shell.state, name), value: LOST.value });
  else if (node !== undefined) {
    if (/[ilu]/.test(ownVariable(shell.state, name).flags) && node.value.type === "ArrayValue")
      setVariable(shell.state, name, LOST);
    else assign(node, shell);
  } else if (found[4] !== undefined)
    assignText(shell, { name, index: undefined, append: found[3] === "+" }, known(found[4]));
  if (how.flags.includes("r")) setVariable(shell.state, name, withFlag(ownVariable(shell.state, name), "r"));
  return true;
}

/** The attributes, before the value. */
function mark(name: string, { flags, removed }: How, shell: Shell): void {
  const before = ownVariable(shell.state, name);
  const kept = [...before.flags].filter((flag) => !removed.includes(flag));
  const all = [...new Set([...kept, ...flags.replace("r", "")])].join("");
  const { value } = before;
  const empty = value.kind === "unset";
  if (flags.includes("A") && (empty || value.kind === "table"))
    setVariable(shell.state, name, {
      value: empty ? { kind: "table", items: new Map() } : value,
      flags: all,
    });
  else if (flags.includes("A")) setVariable(shell.state, name, { ...LOST, flags: all });
  else if (flags.includes("a") && value.kind === "text" && !value.more)
    setVariable(shell.state, name, {
      value: { kind: "list", items: new Map([[0, value.text]]) },
      flags: all,
    });
  else if (flags.includes("a") && empty)
    setVariable(shell.state, name, { value: { kind: "list", items: new Map() }, flags: all });
  else setVariable(shell.state, name, { value, flags: all });
}

function withFlag(variable: Variable, flag: string): Variable {
  return variable.flags.includes(flag) ? variable : { ...variable, flags: variable.flags + flag };
}

/** `declare -n name=target`. */
function declareReference(
  {
    name,
    node,
    text,
    found,
  }: { name: string; node: AssignmentNode | undefined; text: string | null; found: RegExpExecArray },
  how: How,
  shell: Shell,
): boolean {
  if (!how.flags.includes("n") || how.removed.includes("n")) return false;
  const target = node === undefined ? (text === null ? undefined : found[4]) : referenceText(node, shell);
  const before = shell.state.variables.get(name)?.value ?? { kind: shell.state.lost ? "unknown" : "unset" };
  // An array cannot become a reference.
  if (before.kind !== "unset" && (before.kind !== "text" || before.more)) return false;
  if (target === undefined || !/^[A-Za-z_]\w*(?:\[[\s\S]*\])?$/.test(target) || target === name) return false;
  setVariable(shell.state, name, { value: { kind: "text", text: known(target) }, flags: "n" });
  return true;
}

function referenceText(node: AssignmentNode, shell: Shell): string | undefined {
  if (node.value.type !== "Word") return undefined;
  return textOf(shell.reader.value(node.value, shell)) ?? undefined;
}
