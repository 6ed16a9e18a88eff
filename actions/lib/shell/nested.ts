import { forEachChild, type ParsedScript, type SyntaxNode } from "unbash";
import { LIMITS, spend, TooMuchToRead } from "./budget.ts";
import { derivedGround } from "./ground.ts";
import { reportFault } from "./report.ts";
import type { Shell } from "./shell.ts";
import { copyOf, joinInto, type ShellState } from "./shell-state.ts";
import { walk } from "./walk.ts";

/** Reports the commands of `$(…)`, backquotes and `<(…)` at any depth below a node that is not a command itself. */
export function reportNested(node: SyntaxNode, shell: Shell, before: ShellState = shell.state): void {
  if (shell.silent || !mayNest(node, shell)) return;
  for (const { script, span } of nestedScripts(node)) {
    spendNested(shell, script);
    const inner = groundOf(script, span, {
      ...shell,
      stream: { commands: [], wraps: new Map() },
      jumps: [],
      depth: shell.depth + 1,
      state: copyOf(shell.state),
    });
    // What the word itself sets, it may set before or after.
    if (before !== shell.state) joinInto(inner.state, before);
    for (const error of script.errors ?? []) reportFault(inner, error.pos, error.message);
    walk(script.commands, inner);
  }
}

/** The parser reads what is nested anew at each depth. */
function spendNested({ reader, depth }: Shell, { pos, end }: Span): void {
  if (depth >= LIMITS.depth) throw new TooMuchToRead("substitutions within substitutions without end");
  spend(reader.budget, (end - pos) >> 3);
}

function mayNest(node: SyntaxNode, { ground }: Shell): boolean {
  const text = node.type === "HereDoc" ? node.body.text : ground.text.slice(node.pos, node.end);
  return /[$`]|[<>]\(/.test(text);
}

type Span = { readonly pos: number; readonly end: number };

function nestedScripts(node: SyntaxNode, found: { script: ParsedScript; span: Span }[] = []) {
  switch (node.type) {
    case "CommandExpansion":
    case "ProcessSubstitution":
    case "ArithmeticCommandExpansion":
      if (node.script !== undefined) found.push({ script: node.script, span: node });
      break;
    default:
      forEachChild(node, (child) => nestedScripts(child, found));
  }
  return found;
}

/** An escaped backquote makes a text of its own. */
export function groundOf(script: ParsedScript, span: Span, shell: Shell): Shell {
  if (script.source === undefined) return shell;
  return { ...shell, ground: derivedGround(script.source, { ground: shell.ground, ...span }) };
}
