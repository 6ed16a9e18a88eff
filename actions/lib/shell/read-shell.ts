import { parse, type Word } from "unbash";
import { LIMITS, newBudget, TooMuchToRead } from "./budget.ts";
import { expandValue } from "./expand.ts";
import { CALL, readFunction } from "./functions.ts";
import { fileGround } from "./ground.ts";
import { outputOf, substituted } from "./outputs.ts";
import { newReport, reportFault } from "./report.ts";
import type { ShellScript } from "./script.ts";
import type { Reader, Report, Shell, Status } from "./shell.ts";
import { enterFunction, freshState, joinInto, leaveFunction } from "./shell-state.ts";
import { LOST, type Variable } from "./variables.ts";
import { walk } from "./walk.ts";
import { isKnown } from "./words.ts";

export type ReadOptions = {
  /** The line of the file that the text begins in. */
  readonly firstLine?: number;
  /** What a variable holds that the text never sets; by default nobody knows. */
  readonly outside?: (name: string) => Variable;
  /** A function reads the text with `source`: `declare` and `local` last until its end. */
  readonly sourced?: boolean;
  /** Names in the folder that the top level runs in, for its globs; by default not known. */
  readonly files?: readonly string[];
  /** The processor's time, as `processorMilliseconds` has it, at which reading ends: several texts share what they may cost. */
  readonly until?: number;
};

/** Reads bash without running any of it. Never throws: what cannot be read is a fault. */
export function readShell(text: string, options: ReadOptions = {}): ShellScript {
  return scriptOf(interpret(text, options).report);
}

/** What reading a text leaves: the state at its end, and what the top level did. */
export type Interpretation = { readonly shell: Shell; readonly status: Status; readonly report: Report };

export function interpret(text: string, options: ReadOptions = {}): Interpretation {
  const shell = shellFor(text, options);
  const { report } = shell.reader;
  if (options.sourced) enterFunction(shell.state);
  let status: Status = null;
  try {
    if (text.length > LIMITS.text) throw new TooMuchToRead(`${text.length} characters`);
    const script = parse(text);
    for (const error of script.errors ?? []) reportFault(shell, error.pos, error.message);
    status = walk(script.commands, shell);
    for (const jump of shell.jumps) joinInto(shell.state, jump);
    if (options.sourced) leaveFunction(shell.state);
    readFunctions(shell);
  } catch (error) {
    if (!(error instanceof TooMuchToRead || error instanceof RangeError)) throw error;
    const message =
      error instanceof RangeError ? new TooMuchToRead("it is nested too deep").message : error.message;
    const { ground, pos } = shell.reader.at;
    reportFault({ ...shell, ground }, pos, `${message} What follows was not read.`);
    status = null;
  }
  return { shell, status, report };
}

function shellFor(text: string, { firstLine, outside, files, until }: ReadOptions): Shell {
  const ground = fileGround(text, firstLine);
  const reader: Reader = {
    budget: newBudget(text.length, until),
    report: newReport(),
    files: files ?? null,
    outputOf,
    substituted,
    value: (word: Word, shell: Shell) => expandValue(word, shell),
    at: { ground, pos: 0, end: 0 },
    written: new Map(),
    awaiting: [],
    read: new Map(),
    ofEnvironment: new WeakSet(),
    aliases: false,
  };
  return {
    reader,
    state: freshState(outside ?? (() => LOST)),
    ground,
    within: null,
    via: [],
    depth: 0,
    calling: [],
    loops: 0,
    dead: false,
    silent: false,
    stream: { commands: [], wraps: new Map() },
    input: null,
    jumps: [],
  };
}

/** Functions run when the text has been read, or while it is. */
function readFunctions(shell: Shell): void {
  const { awaiting } = shell.reader;
  for (let next = awaiting.shift(); next !== undefined; next = awaiting.shift()) {
    if (next.rounds === 0) joinInto(next.entry, shell.state);
    readFunction(next);
  }
}

/** What a call tells is of use where the body alone does not tell it. */
function withoutRepeats(commands: Report["commands"]): Report["commands"] {
  const isCall = (via: readonly string[]) => via.some((step) => step.startsWith(CALL));
  const told = new Set(
    commands
      .filter(({ command }) => !isCall(command.via) && command.words.every(isKnown))
      .map(({ order }) => order),
  );
  return commands.filter(
    ({ command, order }) =>
      !isCall(command.via) || (!told.has(order) && command.words[0] && isKnown(command.words[0])),
  );
}

function scriptOf({ commands, assignments, functions, faults }: Report): ShellScript {
  return {
    commands: withoutRepeats(commands)
      .toSorted((one, other) => one.order - other.order)
      .map(({ command }) => command),
    assignments: assignments
      .toSorted((one, other) => one.order - other.order)
      .map(({ assignment }) => assignment),
    functions,
    faults: faults.toSorted((one, other) => one.line - other.line),
  };
}
