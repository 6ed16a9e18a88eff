import { LIMITS, TooMuchToRead } from "./budget.ts";
import type { Invocation } from "./invoke.ts";
import type { Parts } from "./parts.ts";
import type { Word } from "./script.ts";
import type { AwaitingFunction, Shell, Status } from "./shell.ts";
import {
  copyOf,
  enterFunction,
  isSame,
  joinInto,
  type KnownFunction,
  leaveFunction,
  loseAll,
  type ShellState,
} from "./shell-state.ts";
import { walkBody } from "./walk.ts";

/**
 * What a call sets. The commands of its body are reported where it stands; of a call with known arguments, those too
 * that only the arguments tell.
 */
export function callFunction(given: KnownFunction | "unknown", { words }: Invocation, shell: Shell): Status {
  // What calls itself, or goes through too many others, is not followed.
  if (given === "unknown" || shell.calling.length >= 8 || shell.calling.includes(given.node)) {
    if (given !== "unknown") noteCall(given, shell);
    loseAll(shell.state);
    return null;
  }
  const { state } = shell;
  noteCall(given, shell);
  const before = state.arguments;
  state.arguments = argumentsFrom(words.slice(1));
  enterFunction(state);
  const jumps: Shell["jumps"] = [];
  const telling = state.arguments !== null && state.arguments.length > 0 && usesArguments(given);
  const inner = {
    ...shell,
    ground: given.ground,
    silent: shell.silent || !telling,
    via: [...shell.via, `${CALL}${given.node.name.text}`],
    calling: [...shell.calling, given.node],
    jumps,
  };
  const status = walkBody(given.node.body, inner);
  for (const jump of jumps) joinInto(state, jump);
  leaveFunction(state);
  state.arguments = before;
  return jumps.length > 0 ? null : status;
}

/** Begins the word of `via` for what a call told. */
export const CALL = "call of ";

function usesArguments({ node, ground }: KnownFunction): boolean {
  return /\$(?:[@*1-9]|\{[#!]?[@*1-9])/.test(ground.text.slice(node.pos, node.end));
}

/** Its body will be read when the text around it has been. */
export function expectCalls(awaiting: AwaitingFunction): void {
  const { reader } = awaiting.shell;
  const known = reader.read.get(awaiting.node);
  if (known !== undefined) {
    widen(known, awaiting.entry);
    return;
  }
  reader.awaiting.push(awaiting);
  reader.read.set(awaiting.node, awaiting);
}

function noteCall({ node }: KnownFunction, shell: Shell): void {
  const awaiting = shell.reader.read.get(node);
  if (awaiting !== undefined) widen(awaiting, shell.state);
}

/** What a body finds is what is true of every call; where that has become less, it is read again. */
function widen(awaiting: AwaitingFunction, state: ShellState): void {
  const { reader } = awaiting.shell;
  const before = copyOf(awaiting.entry);
  joinInto(awaiting.entry, state);
  if (awaiting.rounds > 3) loseAll(awaiting.entry);
  if (!isSame(awaiting.entry, before) && !reader.awaiting.includes(awaiting)) reader.awaiting.push(awaiting);
}

/** A command that nobody knows may call any function. */
export function noteAnyCall(shell: Shell): void {
  for (const awaiting of shell.reader.read.values()) {
    if (awaiting.open) continue;
    awaiting.open = true;
    loseAll(awaiting.entry);
    if (!shell.reader.awaiting.includes(awaiting)) shell.reader.awaiting.push(awaiting);
  }
}

/** Reads the body of a function for its commands, with what it finds when it runs. */
export function readFunction(awaiting: AwaitingFunction): void {
  const { name, node, shell } = awaiting;
  if (shell.depth >= LIMITS.depth) throw new TooMuchToRead("functions within functions without end");
  awaiting.rounds++;
  const state = copyOf(awaiting.entry);
  state.arguments = null;
  state.locals.length = 0;
  enterFunction(state);
  const stream = { commands: [], wraps: new Map() };
  const inner = {
    ...shell,
    state,
    within: name,
    depth: shell.depth + 1,
    calling: [node],
    loops: 0,
    jumps: [],
    stream,
    input: null,
  };
  walkBody(node.body, inner);
}

/** null: one of them may be several, or none. */
export function argumentsFrom(words: readonly Word[]): readonly Parts[] | null {
  const open = words.some(({ parts, raw }) => parts.includes(null) && !/^"[^@]*"$/.test(raw));
  return open ? null : words.map(({ parts }) => parts);
}
