import { parse, type Statement } from "unbash";
import { fileGround } from "./ground.ts";
import { known, textOf } from "./parts.ts";
import { type PrintedAssignment, printedAssignments } from "./printed.ts";
import { interpret, type ReadOptions } from "./read-shell.ts";
import type { Effect, Shell, Status } from "./shell.ts";
import { copyOf, lookUp, setVariable } from "./shell-state.ts";
import { elementsOf, listVariable, scalarOf, textVariable, type Value } from "./variables.ts";
import { walk } from "./walk.ts";

/** What a shell holds after it has run a text, as far as reading tells. */
export type Followed = {
  /** Whether the last command succeeded; null: not known. */
  readonly status: Status;
  /** What the top level does beyond setting variables and defining functions. */
  readonly effects: readonly Effect[];
  readonly faults: readonly { readonly line: number; readonly message: string }[];
  /** Names of variables that the text sets, or may set. */
  readonly names: ReadonlySet<string>;
  /** Names of functions that are certain; null: there may be others. */
  readonly functions: ReadonlySet<string> | null;
  kindOf(name: string): Value["kind"];
  /** `"${name[@]}"`; null: not known. */
  elementsOf(name: string): readonly string[] | null;
  /** `$name`; null: not known. */
  textOf(name: string): string | null;
  /** Assignments that `declare -f` prints at the beginning of a line; null: a line may be read as one that is none. */
  printedAssignments(functionName: string, names: ReadonlySet<string>): readonly PrintedAssignment[] | null;
  /** The elements of `name` after further assignments, which leave this shell as it is. */
  elementsAfter(
    name: string,
    given: { readonly text: string; readonly set: Readonly<Record<string, string | readonly string[]>> },
  ): readonly string[] | null;
};

/** Follows a text as a function's `source` would run it: what it declares itself is gone afterwards. */
export function followShell(text: string, options: ReadOptions = {}): Followed {
  const { shell, status, report } = interpret(text, { ...options, sourced: true });
  const { state } = shell;
  const functions = [...state.functions].filter(([, given]) => given !== null);
  return {
    status,
    effects: report.effects,
    faults: report.faults,
    names: new Set(state.variables.keys()),
    functions:
      state.lost || functions.some(([, given]) => given === "unknown")
        ? null
        : new Set(functions.map(([name]) => name)),
    kindOf: (name) => lookUp(state, name).value.kind,
    elementsOf: (name) => textsOf(lookUp(state, name).value),
    textOf: (name) => textOf(scalarOf(lookUp(state, name).value).parts),
    printedAssignments: (name, names) => {
      const given = state.functions.get(name);
      return given === undefined || given === null || given === "unknown"
        ? null
        : printedAssignments(given, names);
    },
    elementsAfter: (name, { text: further, set }) => elementsAfter(shell, { name, further, set }),
  };
}

function textsOf(value: Value): readonly string[] | null {
  const texts = elementsOf(value)?.map(textOf) ?? [null];
  return texts.every((text) => text !== null) ? texts : null;
}

function elementsAfter(
  shell: Shell,
  {
    name,
    further,
    set,
  }: { name: string; further: string; set: Readonly<Record<string, string | readonly string[]>> },
): readonly string[] | null {
  const state = copyOf(shell.state);
  for (const [own, value] of Object.entries(set))
    setVariable(
      state,
      own,
      typeof value === "string" ? textVariable(known(value)) : listVariable(value.map(known)),
    );
  const { commands, errors } = parse(further);
  if (errors !== undefined && errors.length > 0) return null;
  walk(commands as readonly Statement[], {
    ...shell,
    state,
    ground: fileGround(further),
    silent: true,
    dead: true,
    jumps: [],
  });
  return textsOf(lookUp(state, name).value);
}
