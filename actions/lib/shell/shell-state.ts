import type { Function as FunctionNode } from "unbash";
import type { Ground } from "./ground.ts";
import type { Parts } from "./parts.ts";
import { joinVariables, LOST, UNSET, type Variable } from "./variables.ts";

/** A function as defined: its node and the text it stands in. */
export type KnownFunction = { readonly node: FunctionNode; readonly ground: Ground };

/** What a running shell would hold, as far as it is known. Changed in place; `copyOf` before a branch or subshell. */
export type ShellState = {
  readonly variables: Map<string, Variable>;
  /** "unknown": one of several, or made by a text that is not known. */
  readonly functions: Map<string, KnownFunction | "unknown" | null>;
  /** null: not known. */
  arguments: readonly Parts[] | null;
  /** Of each running function, the variables that its `local` hides. */
  readonly locals: Map<string, Variable>[];
  /** Something ran that may have set anything: what is not in the maps is unknown. */
  lost: boolean;
  /** A trap may set anything at any time. */
  haunted: boolean;
  /** What a variable holds that the text never set. */
  readonly outside: (name: string) => Variable;
  /** Counts changes. */
  version: number;
};

export function freshState(outside: (name: string) => Variable): ShellState {
  return {
    variables: new Map(),
    functions: new Map(),
    arguments: null,
    locals: [],
    lost: false,
    haunted: false,
    outside,
    version: 0,
  };
}

export function copyOf(state: ShellState): ShellState {
  return {
    ...state,
    variables: new Map(state.variables),
    functions: new Map(state.functions),
    locals: state.locals.map((frame) => new Map(frame)),
  };
}

/** Set by bash itself, whatever is assigned to them. */
const DYNAMIC =
  /^(?:RANDOM|SRANDOM|SECONDS|LINENO|EPOCH\w+|BASH\w*|_|FUNCNAME|DIRSTACK|PIPESTATUS|GROUPS|HISTCMD|E?UID|PPID|OPT(?:IND|ARG|ERR)|REPLY|MAPFILE|COPROC\w*|COMP_\w+|READLINE_\w+|SHLVL|(?:OLD)?PWD|SHELLOPTS)$/;

/** The variable of that very name, references not followed. */
export function ownVariable(state: ShellState, name: string): Variable {
  if (state.haunted || DYNAMIC.test(name)) return LOST;
  return state.variables.get(name) ?? (state.lost ? LOST : state.outside(name));
}

/** The name at the end of references; null where that is not known. An element's name keeps its index. */
export function targetOf(state: ShellState, name: string): string | null {
  let target = name;
  for (let steps = 0; steps < 10; steps++) {
    const { flags, value } = ownVariable(state, target);
    if (flags.includes("?")) return null;
    if (!flags.includes("n")) return target;
    const next = value.kind === "text" && value.text.length === 1 ? value.text[0] : null;
    if (next === null || next === undefined) return null;
    target = next;
    if (target.includes("[")) return target;
  }
  return null;
}

/** Whether the text never sets it. */
export function isOfEnvironment(state: ShellState, name: string): boolean {
  return !state.lost && !state.haunted && !state.variables.has(name) && !DYNAMIC.test(name);
}

export function lookUp(state: ShellState, name: string): Variable {
  const target = targetOf(state, name);
  return target === null || target.includes("[") ? LOST : ownVariable(state, target);
}

export function setVariable(state: ShellState, name: string, variable: Variable): void {
  state.variables.set(name, variable);
  state.version++;
}

/** Anything may have been set to anything. */
export function loseAll(state: ShellState): void {
  state.variables.clear();
  for (const name of state.functions.keys()) state.functions.set(name, "unknown");
  state.arguments = null;
  state.lost = true;
  state.version++;
}

/** `into` becomes what is true of both. */
export function joinInto(into: ShellState, other: ShellState): void {
  for (const name of new Set([...into.variables.keys(), ...other.variables.keys()]))
    into.variables.set(name, joinVariables(bare(into, name), bare(other, name)));
  for (const name of new Set([...into.functions.keys(), ...other.functions.keys()]))
    if (into.functions.get(name) !== other.functions.get(name)) into.functions.set(name, "unknown");
  if (into.arguments !== other.arguments) into.arguments = null;
  into.lost ||= other.lost;
  into.haunted ||= other.haunted;
  for (const [at, frame] of into.locals.entries()) joinFrames(frame, other.locals[at]);
  into.version++;
}

function bare(state: ShellState, name: string): Variable {
  return state.variables.get(name) ?? (state.lost ? LOST : state.outside(name));
}

function joinFrames(frame: Map<string, Variable>, other: Map<string, Variable> | undefined): void {
  for (const name of new Set([...frame.keys(), ...(other?.keys() ?? [])]))
    frame.set(name, joinVariables(frame.get(name) ?? LOST, other?.get(name) ?? LOST));
}

/** `into` takes over all that `other` holds. */
export function replaceBy(into: ShellState, other: ShellState): void {
  replaceMap(into.variables, other.variables);
  replaceMap(into.functions, other.functions);
  into.locals.splice(0, into.locals.length, ...other.locals);
  into.arguments = other.arguments;
  into.lost = other.lost;
  into.haunted = other.haunted;
  into.version++;
}

function replaceMap<Key, Item>(into: Map<Key, Item>, other: ReadonlyMap<Key, Item>): void {
  if (into === other) return;
  into.clear();
  for (const [key, item] of other) into.set(key, item);
}

/** Whether two states hold the same; `joinInto` first. */
export function isSame(left: ShellState, right: ShellState): boolean {
  if (left.lost !== right.lost || left.haunted !== right.haunted || left.arguments !== right.arguments)
    return false;
  for (const name of new Set([...left.variables.keys(), ...right.variables.keys()])) {
    const one = bare(left, name);
    if (one.value.kind === "unknown") {
      if (bare(right, name).value.kind !== "unknown") return false;
    } else if (joinVariables(one, bare(right, name)) !== one) return false;
  }
  return true;
}

/** The variable becomes one of the running function, as `local` does; at top level nothing happens. */
export function makeLocal(state: ShellState, name: string): void {
  const frame = state.locals.at(-1);
  if (frame === undefined || frame.has(name)) return;
  frame.set(name, bare(state, name));
  state.variables.set(name, UNSET);
  state.version++;
}

export function enterFunction(state: ShellState): void {
  state.locals.push(new Map());
}

export function leaveFunction(state: ShellState): void {
  for (const [name, hidden] of state.locals.pop() ?? []) state.variables.set(name, hidden);
  state.version++;
}
