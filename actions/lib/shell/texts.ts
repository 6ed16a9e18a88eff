import { parse } from "unbash";
import { LIMITS, spend, TooMuchToRead } from "./budget.ts";
import { noteAnyCall } from "./functions.ts";
import { derivedGround } from "./ground.ts";
import { type Parts, textOf, UNKNOWN_MARK } from "./parts.ts";
import { reportFault } from "./report.ts";
import type { Shell, Status } from "./shell.ts";
import { freshState, loseAll, type ShellState, setVariable } from "./shell-state.ts";
import { LOST } from "./variables.ts";
import { walk } from "./walk.ts";

/** Ends `via` where words may fall otherwise than they were read. */
const PARTLY = "partly unknown text";

type Span = { readonly pos: number; readonly end: number };

/** Follows a text that a command gives to the shell itself: `eval`, `source <(…)`. */
export function runHere(
  text: Parts,
  { via, span }: { via: readonly string[]; span: Span },
  shell: Shell,
): Status {
  const status = runText(text, { via, span }, shell);
  // What is not known of it may set anything.
  if (textOf(text) === null) {
    noteAnyCall(shell);
    loseAll(shell.state);
  }
  return status;
}

/** Follows a text that another shell runs: `bash -c`, a pipe to `sh`. */
export function runElsewhere(
  text: Parts,
  { via, span, given }: { via: readonly string[]; span: Span; given: readonly Parts[] | null },
  shell: Shell,
): void {
  runText(text, { via, span }, { ...shell, state: childState(shell.state, given), jumps: [], input: null });
}

/** A child shell knows what was exported. */
function childState(parent: ShellState, given: readonly Parts[] | null): ShellState {
  const state = freshState(() => LOST);
  for (const [name, variable] of parent.haunted ? [] : parent.variables)
    if (variable.flags.includes("x") && variable.value.kind === "text") setVariable(state, name, variable);
  state.arguments = given;
  return state;
}

function runText(text: Parts, { via, span }: { via: readonly string[]; span: Span }, shell: Shell): Status {
  const { reader, depth } = shell;
  // A file that runs a file of its own name.
  if (via[0]?.includes("/") && shell.via.includes(via[0])) return null;
  if (depth >= LIMITS.depth) throw new TooMuchToRead("texts run by texts without end");
  const partly = textOf(text) === null;
  const source = text.map((part) => part ?? UNKNOWN_MARK).join("");
  spend(reader.budget, 1 + (source.length >> 6));
  const script = parse(source);
  const ground = derivedGround(source, { ground: shell.ground, ...span });
  const inner = {
    ...shell,
    ground,
    via: [...shell.via, ...via, ...(partly ? [PARTLY] : [])],
    depth: depth + 1,
  };
  if (!shell.silent && !partly)
    for (const error of script.errors ?? [])
      reportFault(inner, error.pos, `${via.join(", ")}: ${error.message}`);
  return walk(script.commands, inner);
}
