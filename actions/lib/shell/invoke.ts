import type { Assignment as AssignmentNode } from "unbash";
import { BUILTINS } from "./builtins.ts";
import { callFunction, noteAnyCall } from "./functions.ts";
import { HARMLESS, isQuiet } from "./harmless.ts";
import { textOf } from "./parts.ts";
import { noteEffect, reportCommand } from "./report.ts";
import { runTexts } from "./run-texts.ts";
import type { Redirection, Word } from "./script.ts";
import type { Shell, Status } from "./shell.ts";
import { loseAll } from "./shell-state.ts";
import { apart } from "./walk.ts";
import { type Wrapped, wrapped } from "./wrappers.ts";

/** A command with its words expanded. */
export type Invocation = {
  readonly words: readonly Word[];
  readonly assigned: readonly AssignmentNode[];
  readonly redirections: readonly Redirection[];
  /** Where it stands. */
  readonly node: { readonly pos: number; readonly end: number };
};

/** Where a command's name is looked up: `command` passes functions over, `env` knows programs only. */
export type LookUp = "functions" | "builtins" | "programs";

/** Reports a command and all that it runs, and does to the state what it does. */
export function invoke(invocation: Invocation, shell: Shell, lookUp: LookUp = "functions"): Status {
  const { words, node } = invocation;
  const [first, ...rest] = words;
  if (first === undefined) return true;
  const position = shell.stream.commands.length;
  reportCommand(shell, invocation, node);
  const name = textOf(first.parts);
  if (name === null) return invokeUnknown(invocation, shell);
  const given = lookUp === "functions" ? shell.state.functions.get(name) : null;
  if (given !== undefined && given !== null) return callFunction(given, invocation, shell);
  const inner = wrapped(name, rest);
  if (inner !== null) return invokeWrapped(inner, invocation, { shell, position });
  const builtin = lookUp === "programs" ? undefined : BUILTINS.get(name);
  if (builtin !== undefined) return builtin(invocation, shell);
  if (!HARMLESS.has(name) || !isQuiet(invocation.redirections)) noteEffect(shell, node, `it runs ${name}`);
  runTexts(name, invocation, shell);
  return null;
}

function invokeWrapped(
  inner: Wrapped,
  invocation: Invocation,
  { shell, position }: { shell: Shell; position: number },
): Status {
  const { stream } = shell;
  const outer = stream.commands[position];
  const own = inner.lookUp === "programs" ? apart(shell) : shell;
  const from = stream.commands.length;
  const status = invoke(
    { ...invocation, words: inner.words },
    { ...own, via: [...shell.via, inner.label] },
    inner.lookUp,
  );
  const wraps = stream.commands[from];
  if (outer !== undefined && wraps !== undefined) stream.wraps.set(outer, wraps);
  if (inner.lookUp === "programs") noteEffect(shell, invocation.node, `it runs ${inner.label}`);
  return inner.keepsStatus ? status : null;
}

/** Any command, one that sets variables included; a path is a program. What follows may be the command itself. */
function invokeUnknown(invocation: Invocation, shell: Shell): Status {
  const [first, ...rest] = invocation.words;
  noteEffect(shell, invocation.node, "the name of the command is not known");
  if (first === undefined) return null;
  reportWithoutUnknown(first, { invocation, rest }, shell);
  if (first.parts.some((part) => part?.includes("/")) || shell.reader.ofEnvironment.has(first)) return null;
  noteAnyCall(shell);
  loseAll(shell.state);
  return null;
}

/** What a command would be if its unknown parts were empty: `$nothing curl`, `cu$@rl`. */
function reportWithoutUnknown(
  first: Word,
  { invocation, rest }: { invocation: Invocation; rest: readonly Word[] },
  shell: Shell,
): void {
  const parts = first.parts.filter((part) => part !== null);
  const text = parts.join("");
  const bare = text === "" && /^[$`]/.test(first.raw);
  if (!bare && !/^[\w.+-]*[A-Za-z][\w.+-]*$/.test(text)) return;
  const words = bare ? rest : [{ ...first, parts: [text] }, ...rest];
  if (words[0] === undefined || words[0].parts.includes(null)) return;
  invoke({ ...invocation, words }, { ...apart(shell), via: [...shell.via, `nothing from ${first.raw}`] });
}
