import { argumentsFrom } from "./functions.ts";
import { reportHidden } from "./hidden.ts";
import type { Invocation } from "./invoke.ts";
import { textOf, UNKNOWN } from "./parts.ts";
import { noteEffect } from "./report.ts";
import type { Shell, Status } from "./shell.ts";
import { loseAll, ownVariable, setFunction, setVariable, targetOf } from "./shell-state.ts";
import { runHere } from "./texts.ts";
import { LOST, UNSET } from "./variables.ts";
import { apart } from "./walk.ts";
import { textsOf } from "./words.ts";

export function unset({ words }: Invocation, shell: Shell): Status {
  let [functions, references] = [false, false];
  for (const { parts } of words) reportHidden(parts, "unset", shell);
  for (const text of textsOf(words.slice(1))) {
    if (text === null) return losing(shell);
    if (text === "-f") functions = true;
    else if (text === "-n") references = true;
    else if (text === "-v") functions = false;
    else if (functions) setFunction(shell.state, text, null);
    else unsetVariable(text, references, shell);
  }
  return null;
}

function unsetVariable(text: string, reference: boolean, shell: Shell): void {
  const { state } = shell;
  const name = /^[A-Za-z_]\w*/.exec(text)?.[0];
  if (name === undefined) return;
  const { flags } = ownVariable(state, name);
  if (reference && !flags.includes("n") && !flags.includes("?") && !state.lost) return;
  const target = reference ? name : targetOf(state, name);
  if (target === null) loseAll(state);
  else if (target.includes("[") || text.includes("[")) setVariable(state, target.replace(/\[.*$/s, ""), LOST);
  // In a function, what `local` hid may come to light again.
  else
    setVariable(
      state,
      target,
      state.locals.some((frame) => frame.has(target)) ||
        reference ||
        state.variables.get(target)?.flags.includes("r")
        ? LOST
        : UNSET,
    );
  if (!state.variables.has(name) || target === name) setFunction(state, name, null);
}

export function setOptions({ words, node }: Invocation, shell: Shell): Status {
  const texts = textsOf(words.slice(1));
  const [first] = texts;
  if (texts.length === 0) return true;
  if (first === null || (first !== undefined && /^[-+]./.test(first) && first !== "--"))
    noteEffect(shell, node, "it changes options of the shell");
  if (first === "--") shell.state.arguments = argumentsFrom(words.slice(2));
  else if (first === null || first === undefined || !/^[-+]/.test(first))
    shell.state.arguments = first === null ? null : argumentsFrom(words.slice(1));
  else if (texts.some((text) => text === null || !/^[-+]/.test(text) || text === "-" || text === "--"))
    shell.state.arguments = /^[-+]o$/.test(first) && texts.length === 2 ? shell.state.arguments : null;
  if (texts.includes("posix") || texts.some((text) => /^-[A-Za-z]*k/.test(text ?? "")))
    shell.reader.aliases = true;
  return true;
}

export function shiftArguments({ words }: Invocation, shell: Shell): Status {
  const count = words.length > 1 ? textOf(words[1]?.parts ?? UNKNOWN) : "1";
  const given = shell.state.arguments;
  const enough = given !== null && count !== null && /^\d{1,4}$/.test(count) && Number(count) <= given.length;
  shell.state.arguments = enough ? given.slice(Number(count)) : null;
  return null;
}

/** What `read` and its kin set is not known; every operand may be a name. */
export function reads({ words, node }: Invocation, shell: Shell): Status {
  for (const [at, { parts }] of words.entries()) {
    reportHidden(parts, "read", shell);
    // mapfile -C command
    if (textOf(parts) === "-C")
      runHere(words[at + 1]?.parts ?? [], { via: ["mapfile -C"], span: node }, apart(shell));
  }
  for (const text of textsOf(words.slice(1))) {
    if (text === null) return losing(shell);
    const name = /^(?:-[A-Za-z]*?)?([A-Za-z_]\w*)(?:\[.*)?$/s.exec(text)?.[1];
    if (name === undefined) continue;
    const target = targetOf(shell.state, name);
    if (target === null) return losing(shell);
    const base = target.replace(/\[.*$/s, "");
    setVariable(shell.state, base, { ...LOST, flags: ownVariable(shell.state, base).flags });
  }
  return null;
}

/** It is not known what it sets. */
export function losing(shell: Shell): Status {
  loseAll(shell.state);
  return null;
}
