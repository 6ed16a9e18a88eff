import type { Function as FunctionNode } from "unbash";
import type { Ground } from "./ground.ts";
import type { Parts } from "./parts.ts";
import { joinVariables, LOST, textVariable, UNSET, type Variable } from "./variables.ts";

/** A function as defined: its node and the text it stands in. */
export type KnownFunction = { readonly node: FunctionNode; readonly ground: Ground };

/** What a running shell would hold, as far as it is known. Changed in place; `copyOf` before a branch or subshell. */
export type ShellState = {
  variables: ReadonlyMap<string, Variable>;
  /** "unknown": one of several, or made by a text that is not known. */
  functions: ReadonlyMap<string, KnownFunction | "unknown">;
  /** Copies share their maps until one is written to: those of these are its own. */
  owned: { variables: boolean; functions: boolean };
  /** null: not known. */
  arguments: readonly Parts[] | null;
  /** Of each running function, the variables that its `local` hides. */
  locals: Map<string, Variable>[];
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
    owned: { variables: false, functions: false },
    arguments: null,
    locals: [],
    lost: false,
    haunted: false,
    outside,
    version: 0,
  };
}

export function copyOf(state: ShellState): ShellState {
  state.owned.variables = false;
  state.owned.functions = false;
  return {
    ...state,
    owned: { variables: false, functions: false },
    locals: state.locals.map((frame) => new Map(frame)),
  };
}

function variablesOf(state: ShellState): Map<string, Variable> {
  if (!state.owned.variables) state.variables = new Map(state.variables);
  state.owned.variables = true;
  return state.variables as Map<string, Variable>;
}

function functionsOf(state: ShellState): Map<string, KnownFunction | "unknown"> {
  if (!state.owned.functions) state.functions = new Map(state.functions);
  state.owned.functions = true;
  return state.functions as Map<string, KnownFunction | "unknown">;
}

/** null: there is none of that name any more. */
export function setFunction(state: ShellState, name: string, given: KnownFunction | null): void {
  if (given === null) functionsOf(state).delete(name);
  else functionsOf(state).set(name, given);
  state.version++;
}

/** As if the text had never set it. */
export function forgetVariable(state: ShellState, name: string): void {
  variablesOf(state).delete(name);
  state.version++;
}

/** Set by bash itself, whatever is assigned to them. */
const DYNAMIC =
  /^(?:RANDOM|SRANDOM|SECONDS|LINENO|EPOCH\w+|BASH\w*|_|FUNCNAME|DIRSTACK|PIPESTATUS|GROUPS|HISTCMD|E?UID|PPID|OPT(?:IND|ARG|ERR)|REPLY|MAPFILE|COPROC\w*|COMP_\w+|READLINE_\w+|SHLVL|(?:OLD)?PWD|SHELLOPTS)$/;

/** The variable of that very name, references not followed. */
export function ownVariable(state: ShellState, name: string): Variable {
  if (state.haunted || DYNAMIC.test(name)) return isAlwaysSet(state, name) ? SOMETHING : LOST;
  return bare(state, name);
}

/** Bash sets it itself, to something. */
function isAlwaysSet(state: ShellState, name: string): boolean {
  return (
    !state.haunted &&
    !state.lost &&
    !state.variables.has(name) &&
    /^(?:RANDOM|SECONDS|BASHPID|E?UID|PPID|BASH|BASH_VERSION|SHELLOPTS|BASHOPTS)$/.test(name)
  );
}

const SOMETHING = textVariable([null]);
const DEFAULT_IFS = textVariable([" \t\n"]);

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
  variablesOf(state).set(name, variable);
  state.version++;
}

/** Anything may have been set to anything. */
export function loseAll(state: ShellState): void {
  // What an assignment to one of these means was open, and stays so.
  const odd = [...state.variables].filter(([, { flags }]) => /[niluAr?]/.test(flags));
  state.variables = new Map(odd.map(([name]) => [name, { ...LOST, flags: "?" }]));
  state.owned.variables = true;
  const functions = functionsOf(state);
  for (const name of functions.keys()) functions.set(name, "unknown");
  state.arguments = null;
  state.lost = true;
  state.version++;
}

/** `into` becomes what is true of both. */
export function joinInto(into: ShellState, other: ShellState): void {
  if (into.variables !== other.variables || into.lost !== other.lost) joinAllVariables(into, other);
  if (into.functions !== other.functions) {
    const functions = functionsOf(into);
    for (const name of new Set([...functions.keys(), ...other.functions.keys()]))
      if (functions.get(name) !== other.functions.get(name)) functions.set(name, "unknown");
  }
  if (into.arguments !== other.arguments) into.arguments = null;
  into.lost ||= other.lost;
  into.haunted ||= other.haunted;
  for (const [at, frame] of into.locals.entries()) joinFrames(frame, other.locals[at]);
  into.version++;
}

function joinAllVariables(into: ShellState, other: ShellState): void {
  const variables = variablesOf(into);
  for (const name of new Set([...variables.keys(), ...other.variables.keys()])) {
    const own = bare(into, name);
    const both = joinVariables(own, bare(other, name));
    if (both !== own || !variables.has(name)) variables.set(name, both);
  }
}

function bare(state: ShellState, name: string): Variable {
  const own = state.variables.get(name);
  if (own !== undefined || state.lost) return own ?? LOST;
  return name === "IFS" ? DEFAULT_IFS : state.outside(name);
}

function joinFrames(frame: Map<string, Variable>, other: Map<string, Variable> | undefined): void {
  for (const name of new Set([...frame.keys(), ...(other?.keys() ?? [])]))
    frame.set(name, joinVariables(frame.get(name) ?? LOST, other?.get(name) ?? LOST));
}

/** `into` takes over all that `other`, which is not used again, holds. */
export function replaceBy(into: ShellState, other: ShellState): void {
  const { version } = into;
  Object.assign(into, other);
  into.version = version + 1;
}

/** Whether two states hold the same; `joinInto` first. */
export function isSame(left: ShellState, right: ShellState): boolean {
  if (left.lost !== right.lost || left.haunted !== right.haunted || left.arguments !== right.arguments)
    return false;
  if (left.variables === right.variables) return true;
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
  setVariable(state, name, UNSET);
}

export function enterFunction(state: ShellState): void {
  state.locals.push(new Map());
}

export function leaveFunction(state: ShellState): void {
  for (const [name, hidden] of state.locals.pop() ?? []) setVariable(state, name, hidden);
}
