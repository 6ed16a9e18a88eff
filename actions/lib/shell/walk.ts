import type {
  AndOr,
  ArithmeticCommand,
  Case,
  CommandNode,
  CompoundList,
  Coproc,
  Function as FunctionNode,
  If,
  PipelineNode,
  Statement,
  Word,
} from "unbash";
import { evaluate } from "./arithmetic.ts";
import { spend, TooMuchToRead } from "./budget.ts";
import { runCommand } from "./command.ts";
import { testHolds } from "./conditions.ts";
import { expandPattern, expandValue } from "./expand.ts";
import { CALL, expectCalls } from "./functions.ts";
import { walkArithmeticFor, walkFor, walkWhile } from "./loops.ts";
import { reportNested } from "./nested.ts";
import { textOf } from "./parts.ts";
import { matches, patternOf } from "./pattern.ts";
import { walkPipeline } from "./pipeline.ts";
import { readRedirections } from "./redirections.ts";
import { reportCommand, reportFault } from "./report.ts";
import { placeOf, type Shell, type Status } from "./shell.ts";
import { copyOf, joinInto, loseAll, replaceBy, setFunction } from "./shell-state.ts";

/** Follows statements in turn and says whether the last succeeded. */
export function walk(statements: readonly Statement[], shell: Shell): Status {
  let status: Status = true;
  for (const statement of statements) {
    spend(shell.reader.budget, 1);
    shell.reader.at = { ground: shell.ground, pos: statement.pos, end: statement.end };
    status = walkStatement(statement, shell);
  }
  return status;
}

/** One that is too much does not hide those after it, as long as there is anything left to spend. */
function walkStatement({ command, background }: Statement, shell: Shell): Status {
  const { at, budget } = shell.reader;
  try {
    const status = walkNode(command, background ? apart(shell) : shell);
    return background ? true : status;
  } catch (error) {
    if (!(error instanceof TooMuchToRead) || budget.left < 0) throw error;
    reportFault(shell, at.pos, error.message);
    loseAll(shell.state);
    return null;
  }
}

/** A subshell: what it sets stays in it. */
export function apart(shell: Shell): Shell {
  spend(shell.reader.budget, shell.state.variables.size >> 6);
  return { ...shell, state: copyOf(shell.state), jumps: [] };
}

export function walkNode(node: PipelineNode | AndOr, shell: Shell): Status {
  switch (node.type) {
    case "AndOr":
      return walkAndOr(node, shell);
    case "Pipeline":
      return walkPipeline(node, shell);
    case "Command":
      return runCommand(node, shell);
    default:
      return walkCompound(node, shell);
  }
}

function walkCompound(node: Exclude<CommandNode, { type: "Command" }>, shell: Shell): Status {
  switch (node.type) {
    case "Redirected": {
      const { redirections, input } = readRedirections(node.redirects, shell);
      reportCommand(shell, { words: [], redirections }, node);
      return walkNode(node.command, { ...shell, input: input ?? shell.input });
    }
    case "If":
      return walkIf(node, shell);
    case "For":
    case "Select":
      return walkFor(node, shell);
    case "ArithmeticFor":
      return walkArithmeticFor(node, shell);
    case "While":
      return walkWhile(node, shell);
    case "Case":
      return walkCase(node, shell);
    case "Subshell":
      return walk(node.body.commands, apart(shell));
    case "BraceGroup":
      return walk(node.body.commands, shell);
    case "Function":
      return define(node, shell);
    case "Coproc":
      walkBody(node.body, apart(shell));
      return true;
    case "TestCommand":
      reportNested(node, shell);
      return testHolds(node.expression, shell);
    case "ArithmeticCommand":
      return walkArithmetic(node, shell);
  }
}

export function walkBody(body: FunctionNode["body"] | Coproc["body"], shell: Shell): Status {
  return body.type === "CompoundList" ? walk(body.commands, shell) : walkNode(body, shell);
}

function walkArithmetic(node: ArithmeticCommand, shell: Shell): Status {
  reportNested(node, shell);
  const value = node.expression === undefined ? 0n : evaluate(node.expression, shell);
  return value === null ? null : value !== 0n;
}

/** The body is read when the text around it has been: only then is it known what it will find. */
function define(node: FunctionNode, shell: Shell): Status {
  const name = node.name.text;
  spend(shell.reader.budget, (shell.state.variables.size + shell.state.functions.size) >> 6);
  setFunction(shell.state, name, { node, ground: shell.ground });
  if (shell.silent) return true;
  const { body } = node;
  shell.reader.report.functions.push({
    name,
    place: placeOf(shell, node),
    body: shell.ground.text.slice(body.pos, body.end),
  });
  const via = shell.via.filter((step) => !step.startsWith(CALL));
  expectCalls({ name, shell: { ...shell, via }, node, entry: copyOf(shell.state), rounds: 0, open: false });
  return true;
}

function walkAndOr({ commands, operators }: AndOr, shell: Shell): Status {
  let status: Status = true;
  for (const [at, command] of commands.entries()) {
    const operator = operators[at - 1];
    const runs: Status =
      operator === undefined ? true : status === null ? null : status === (operator === "&&");
    const own = maybe(runs, shell, (inner) => walkNode(command, inner));
    if (runs === true) status = own;
    else if (runs === null) status = own === (operator === "||") ? own : null;
  }
  return status;
}

/** Walks what runs (true), does not run but is read (false), or may run (null). */
export function maybe(runs: Status, shell: Shell, step: (shell: Shell) => Status): Status {
  if (runs === true) return step(shell);
  const branch = branchOf(runs, shell, shell);
  const status = step(branch);
  if (runs === null) joinInto(shell.state, branch.state);
  return status;
}

type Arm = { readonly clause: CompoundList | null; readonly body: CompoundList };

function walkIf(node: If, shell: Shell): Status {
  const arms: Arm[] = [
    { clause: node.clause, body: node.then },
    ...node.elif.map(({ clause, then }) => ({ clause, body: then })),
  ];
  if (node.else) arms.push({ clause: null, body: node.else });
  const outcomes: { state: Shell["state"]; status: Status }[] = [];
  let reached: Status = true;
  const path = apart(shell);
  for (const { clause, body } of arms) {
    const condition: Status =
      clause === null ? true : walk(clause.commands, { ...path, ...fateOf(reached, shell) });
    const taken: Status = reached === false ? false : condition === null ? null : condition ? reached : false;
    const branch = branchOf(taken, path, shell);
    const status = walk(body.commands, branch);
    if (taken !== false) outcomes.push({ state: branch.state, status });
    if (reached !== false && condition === true) reached = false;
    else if (reached === true && condition === null) reached = null;
  }
  if (reached !== false) outcomes.push({ state: path.state, status: true });
  return settle(shell, outcomes);
}

/** A copy that runs, may run, or does not: then its jumps lead nowhere and its effects are none. */
function branchOf(runs: Status, from: Shell, shell: Shell): Shell {
  return { ...apart(from), ...fateOf(runs, shell) };
}

function fateOf(runs: Status, shell: Shell): Pick<Shell, "jumps" | "dead"> {
  return { jumps: runs === false ? [] : shell.jumps, dead: shell.dead || runs === false };
}

/** The shell goes on in what is true of all outcomes. */
function settle(shell: Shell, outcomes: readonly { state: Shell["state"]; status: Status }[]): Status {
  const [first, ...others] = outcomes;
  if (first === undefined) return null;
  for (const { state } of others) joinInto(first.state, state);
  replaceBy(shell.state, first.state);
  return others.every(({ status }) => status === first.status) ? first.status : null;
}

function walkCase(node: Case, shell: Shell): Status {
  reportNested(node.word, shell);
  const text = textOf(expandValue(node.word, shell));
  const simple = node.items.every(({ terminator }) => terminator === undefined || terminator === ";;");
  const outcomes: { state: Shell["state"]; status: Status }[] = [];
  let open = true;
  for (const { pattern, body } of node.items) {
    for (const one of pattern) reportNested(one, shell);
    const fits = simple
      ? pattern.map((one) => (text === null ? null : fitsPattern(one, text, shell)))
      : [null];
    const certain = fits.includes(true);
    const possible = certain || fits.includes(null);
    const branch = branchOf(open && possible ? null : false, shell, shell);
    // Falling through, a body finds what the one before it left.
    if (!simple) for (const { state } of outcomes) joinInto(branch.state, state);
    const status = walk(body.commands, branch);
    if (open && possible) outcomes.push({ state: branch.state, status });
    if (certain) open = false;
  }
  if (open) outcomes.push({ state: copyOf(shell.state), status: true });
  return settle(shell, outcomes);
}

function fitsPattern(word: Word, text: string, shell: Shell): Status {
  const pattern = word.text.startsWith("~") ? null : patternOf(expandPattern(word, shell));
  return pattern === null ? null : matches(pattern, text, shell.reader.budget);
}
