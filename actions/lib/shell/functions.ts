import type { Function as FunctionNode } from "unbash";
import { LIMITS, TooMuchToRead } from "./budget.ts";
import type { Invocation } from "./invoke.ts";
import type { Parts } from "./parts.ts";
import type { Word } from "./script.ts";
import type { Shell, Status } from "./shell.ts";
import {
  copyOf,
  enterFunction,
  joinInto,
  type KnownFunction,
  leaveFunction,
  loseAll,
} from "./shell-state.ts";
import { walkBody } from "./walk.ts";

/** What a call sets; the commands of its body are reported where it stands, not where it is called. */
export function callFunction(given: KnownFunction | "unknown", { words }: Invocation, shell: Shell): Status {
  if (given === "unknown" || shell.depth >= 8) {
    loseAll(shell.state);
    return null;
  }
  const { state } = shell;
  const before = state.arguments;
  state.arguments = argumentsFrom(words.slice(1));
  enterFunction(state);
  const jumps: Shell["jumps"] = [];
  const inner = { ...shell, ground: given.ground, silent: true, depth: shell.depth + 1, jumps };
  const status = walkBody(given.node.body, inner);
  for (const jump of jumps) joinInto(state, jump);
  leaveFunction(state);
  state.arguments = before;
  return jumps.length > 0 ? null : status;
}

/** Reads the bodies of functions for their commands, with what they find when they run. */
export function readFunction({
  name,
  node,
  shell,
}: {
  name: string;
  node: FunctionNode;
  shell: Shell;
}): void {
  if (shell.depth >= LIMITS.depth) throw new TooMuchToRead("functions within functions without end");
  const state = copyOf(shell.state);
  state.arguments = null;
  enterFunction(state);
  walkBody(node.body, {
    ...shell,
    state,
    within: name,
    depth: shell.depth + 1,
    loops: 0,
    jumps: [],
    stream: { commands: [], wraps: new Map() },
    input: null,
  });
}

/** null: one of them may be several, or none. */
export function argumentsFrom(words: readonly Word[]): readonly Parts[] | null {
  const open = words.some(({ parts, raw }) => parts.includes(null) && !/^"[^@]*"$/.test(raw));
  return open ? null : words.map(({ parts }) => parts);
}
