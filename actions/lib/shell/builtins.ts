import { arithmeticOf } from "./arithmetic.ts";
import { assignText } from "./assign.ts";
import { simpleTestHolds } from "./conditions.ts";
import { declareVariables } from "./declare.ts";
import { isQuiet } from "./harmless.ts";
import { reportHidden } from "./hidden.ts";
import type { Invocation } from "./invoke.ts";
import { joined, known, type Parts, textOf, UNKNOWN } from "./parts.ts";
import { printed } from "./print.ts";
import { noteEffect, reportFault } from "./report.ts";
import { fileGiven } from "./run-texts.ts";
import type { Word } from "./script.ts";
import type { Shell, Status } from "./shell.ts";
import { copyOf, isSame } from "./shell-state.ts";
import { runHere } from "./texts.ts";
import { losing, reads, setOptions, shiftArguments, unset } from "./variable-builtins.ts";
import { apart } from "./walk.ts";
import { textsOf } from "./words.ts";

type Builtin = (invocation: Invocation, shell: Shell) => Status;

/** What builtins of bash do to the state. */
export const BUILTINS: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  [":", () => true],
  ["true", () => true],
  ["false", () => false],
  ["echo", writes],
  ["printf", print],
  ["test", ({ words }, shell) => tests(words.slice(1), shell)],
  ["[", bracket],
  ["declare", declareVariables],
  ["typeset", declareVariables],
  ["local", declareVariables],
  ["export", declareVariables],
  ["readonly", declareVariables],
  ["unset", unset],
  ["eval", evaluateText],
  ["source", source],
  [".", source],
  ["set", setOptions],
  ["shift", shiftArguments],
  ["read", reads],
  ["mapfile", reads],
  ["readarray", reads],
  ["getopts", reads],
  ["wait", reads],
  ["let", computes],
  ["trap", trap],
  ["break", jump],
  ["continue", jump],
  ["return", jump],
  ["exit", ends],
  ["shopt", options],
  ["alias", alias],
  ["unalias", () => null],
  ["cd", moves],
  ["pushd", moves],
  ["popd", moves],
  ["dirs", () => null],
  ["hash", () => null],
  ["type", () => null],
  ["umask", () => null],
  ["ulimit", () => null],
  ["jobs", () => null],
  ["compgen", completes],
  ["complete", completes],
  ["enable", (_, shell) => losing(shell)],
]);

function partsOf(words: readonly Word[]): readonly Parts[] {
  return words.map(({ parts }) => parts);
}

/** A file that is written while a PKGBUILD is read. */
function writes({ redirections, node }: Invocation, shell: Shell): Status {
  const harmless = isQuiet(redirections);
  if (!harmless) noteEffect(shell, node, "it writes a file");
  return harmless ? true : null;
}

function print(invocation: Invocation, shell: Shell): Status {
  const [option, name, ...rest] = invocation.words.slice(1);
  const text = textOf(option?.parts ?? []);
  if (text !== null && !text.startsWith("-v")) return writes(invocation, shell);
  if (text !== "-v" || name === undefined) return losing(shell);
  const [, base = null, index] = /^([A-Za-z_]\w*)(\[.*)?$/s.exec(textOf(name.parts) ?? "") ?? [];
  const target = index === undefined ? base : null;
  reportHidden(name.parts, "printf -v", shell);
  assignText(shell, { name: target, index: undefined, append: false }, printed(partsOf(rest)) ?? UNKNOWN);
  return null;
}

function bracket({ words }: Invocation, shell: Shell): Status {
  const closed = textOf(words.at(-1)?.parts ?? UNKNOWN) === "]";
  return closed && words.length > 1 ? tests(words.slice(1, -1), shell) : null;
}

function tests(words: readonly Word[], shell: Shell): Status {
  // Of a number or a name that is asked for bash computes the index; all else is text to it.
  for (const { parts } of words)
    if (/[A-Za-z_]\w*\[/.test(textOf(parts) ?? "")) reportHidden(parts, "test", shell);
  return simpleTestHolds(partsOf(words), shell);
}

function evaluateText({ words, node }: Invocation, shell: Shell): Status {
  const given = words.slice(1).filter(({ raw }, at) => at > 0 || raw !== "--");
  const text = joined(given.flatMap(({ parts }, at) => (at === 0 ? [parts] : [known(" "), parts])));
  const decoded = given.some(({ disguises }) => disguises.includes("decoded")) ? ["decoded"] : [];
  if (textOf(text) === null) noteEffect(shell, node, "the text that eval runs is not known");
  return runHere(text, { via: ["eval", ...decoded], span: node }, shell);
}

function source(invocation: Invocation, shell: Shell): Status {
  const { words, node } = invocation;
  const file = words[1];
  const input = file === undefined ? null : fileGiven(file, invocation, shell);
  const raw = file?.raw ?? "a file";
  if (input === null || textOf(input.text) === null) noteEffect(shell, node, `it reads ${raw} as bash`);
  if (input === null) return losing(shell);
  const label = `${words[0]?.raw} ${raw.startsWith("<(") ? "<(…)" : raw}`;
  return runHere(input.text, { via: [label, ...input.via], span: node }, shell);
}

function computes({ words }: Invocation, shell: Shell): Status {
  let last: bigint | null = null;
  for (const { parts } of words.slice(1)) {
    if (textOf(parts) === null) return losing(shell);
    last = arithmeticOf(parts, shell);
    if (last === null) return losing(shell);
  }
  return last === null ? null : last !== 0n;
}

/** Its text runs at another time: when it sets anything, nothing is sure any more. */
function trap({ words, node }: Invocation, shell: Shell): Status {
  const [text, ...signals] = words.slice(1).filter(({ raw }) => raw !== "--");
  if (text === undefined || signals.length === 0) return null;
  const trial = apart(shell);
  const before = copyOf(trial.state);
  runHere(text.parts, { via: ["trap"], span: node }, trial);
  const only = textsOf(signals).every((signal) => signal === "EXIT" || signal === "0");
  noteEffect(shell, node, "it sets a trap");
  if (!only && !isSame(before, trial.state)) shell.state.haunted = true;
  return null;
}

function jump({ words, node }: Invocation, shell: Shell): Status {
  shell.jumps.push(copyOf(shell.state));
  if (textOf(words[0]?.parts ?? []) === "return") noteEffect(shell, node, "it returns before its end");
  return null;
}

function ends({ node }: Invocation, shell: Shell): Status {
  noteEffect(shell, node, "it ends the shell");
  return null;
}

function options({ words, node }: Invocation, shell: Shell): Status {
  const texts = textsOf(words.slice(1));
  if (texts.some((text) => text === null || text === "expand_aliases")) shell.reader.aliases = true;
  noteEffect(shell, node, "it changes options of the shell");
  return null;
}

function alias({ words, node }: Invocation, shell: Shell): Status {
  for (const { parts } of words.slice(1)) {
    const text = textOf(parts);
    const at = text?.indexOf("=") ?? -1;
    if (text !== null && at > 0)
      runHere(known(text.slice(at + 1)), { via: ["alias"], span: node }, { ...apart(shell) });
  }
  if (shell.reader.aliases)
    reportFault(shell, node.pos, "An alias changes what the text below it means; it was read without it.");
  return true;
}

function moves({ node }: Invocation, shell: Shell): Status {
  noteEffect(shell, node, "it changes its folder");
  return null;
}

/** `compgen -C command -W words`: both are run or expanded. */
function completes({ words, node }: Invocation, shell: Shell): Status {
  for (const [at, word] of words.entries()) {
    if (textOf(word.parts) === "-C" && words[at + 1])
      runHere(words[at + 1]?.parts ?? [], { via: ["compgen -C"], span: node }, apart(shell));
    else reportHidden(word.parts, "compgen -W", shell);
  }
  return null;
}
