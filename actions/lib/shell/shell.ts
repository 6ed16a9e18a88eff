import type { Function as FunctionNode, ParsedScript, Word as WordNode } from "unbash";
import type { Budget } from "./budget.ts";
import type { Ground } from "./ground.ts";
import type { Parts } from "./parts.ts";
import type { Assignment, Place, ShellCommand, ShellFunction, Word } from "./script.ts";
import type { ShellState } from "./shell-state.ts";

/** One shell that is followed through one text. */
export type Shell = {
  readonly reader: Reader;
  readonly state: ShellState;
  readonly ground: Ground;
  /** The function whose body is read. */
  readonly within: string | null;
  /** As of `ShellCommand`. */
  readonly via: readonly string[];
  /** How deep in texts that texts made, and in calls. */
  readonly depth: number;
  /** The functions that called each other to come here. */
  readonly calling: readonly FunctionNode[];
  /** Enclosing loops. */
  readonly loops: number;
  /** It is read, but known not to run. */
  readonly dead: boolean;
  /** Nothing is reported: the text was, or will be, walked for its commands. */
  readonly silent: boolean;
  /** Where its standard output goes. */
  readonly stream: Stream;
  /** What its standard input holds, where that is known. */
  readonly input: Input | null;
  /** States at `break`, `continue` and `return`, which the end of the loop or function must reckon with. */
  readonly jumps: ShellState[];
};

/** Commands that write to one pipe. */
export type Stream = { readonly commands: OpenCommand[]; readonly wraps: Map<OpenCommand, OpenCommand> };

/** A command whose pipeline is known later. */
export type OpenCommand = { -readonly [Key in keyof ShellCommand]: ShellCommand[Key] };

/** Text that a command reads; `via` says what decoded it. */
export type Input = { readonly text: Parts; readonly via: readonly string[] };

/** What all shells of one reading share. */
export type Reader = {
  readonly budget: Budget;
  readonly report: Report;
  /** Files of the folder the top level runs in; null: not known. */
  readonly files: readonly string[] | null;
  /** The output of `$(…)`, without its last newlines; what it sets stays its own. */
  outputOf(script: ParsedScript | undefined, shell: Shell): Output;
  /** The output of the `<(…)` that a word is; null: it is none, or its output is not known. */
  substituted(raw: string, shell: Shell): Input | null;
  /** The statement that is followed now. */
  at: { readonly ground: Ground; readonly pos: number; readonly end: number };
  /** What was written to files, by name. */
  readonly written: Map<string, Input>;
  /** A word as a value. */
  value(word: WordNode, shell: Shell): Parts;
  /** Functions whose bodies are to be read once the text around them was. */
  readonly awaiting: AwaitingFunction[];
  readonly read: Map<FunctionNode, AwaitingFunction>;
  /** Words of which only that is unknown which the text never sets: the environment's. */
  readonly ofEnvironment: WeakSet<Word>;
  /** Aliases mean something. */
  aliases: boolean;
};

export type Output = { readonly parts: Parts; readonly decoded: string | null };

/** Whether a command succeeded; null: not known. */
export type Status = boolean | null;

/** `entry` is what is true at its definition, at each of its calls and at the end of the text. */
export type AwaitingFunction = {
  readonly name: string;
  readonly shell: Shell;
  readonly node: FunctionNode;
  readonly entry: ShellState;
  rounds: number;
  /** A command that is not known may have called it. */
  open: boolean;
};

export type Report = {
  readonly commands: { readonly command: ShellCommand; readonly order: number }[];
  readonly assignments: { readonly assignment: Assignment; readonly order: number }[];
  readonly functions: ShellFunction[];
  readonly faults: { readonly line: number; readonly message: string }[];
  /** What the top level does beyond setting variables, and what of it could not be known. */
  readonly effects: Effect[];
  /** What was reported, so that a loop does not report it twice. */
  readonly seen: Set<string>;
};

/** What a command does beyond setting variables. */
export type Effect = { readonly line: number; readonly raw: string; readonly reason: string };

export function placeOf(shell: Shell, { pos, end }: { readonly pos: number; readonly end: number }): Place {
  const line = shell.ground.lineAt(pos);
  return { line, endLine: Math.max(line, shell.ground.lineAt(Math.max(pos, end - 1))), within: shell.within };
}
