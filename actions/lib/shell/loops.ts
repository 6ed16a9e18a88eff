import type { ArithmeticFor, For, Select, Statement, While } from "unbash";
import { evaluate } from "./arithmetic.ts";
import { assignText, filesOf } from "./assign.ts";
import { expandArgument } from "./expand.ts";
import { reportNested } from "./nested.ts";
import { type Parts, UNKNOWN } from "./parts.ts";
import type { Shell, Status } from "./shell.ts";
import { copyOf, isSame, joinInto, loseAll } from "./shell-state.ts";
import { apart, walk } from "./walk.ts";

/** Rounds that are followed one by one; beyond them a loop is followed for what is true in each. */
const MAX_ROUNDS = 300;

export function walkFor(node: For | Select, shell: Shell): Status {
  for (const word of node.wordlist ?? []) reportNested(word, shell);
  const values = node.type === "For" ? valuesOf(node, shell) : null;
  const body = node.body.commands;
  if (values === null || values.length > MAX_ROUNDS || shell.loops > 2) {
    walkLoop(shell, (inner) => {
      assignText(inner, { name: node.name.text, index: undefined, append: false }, UNKNOWN);
      walk(body, inner);
    });
    return null;
  }
  if (values.length === 0) readOnly(shell, (inner) => walk(body, inner));
  let status: Status = true;
  const jumps: Shell["jumps"] = [];
  for (const value of values) {
    assignText(shell, { name: node.name.text, index: undefined, append: false }, value);
    status = walk(body, { ...shell, loops: shell.loops + (values.length > 1 ? 1 : 0), jumps });
    if (jumps.length > 0) break;
  }
  if (jumps.length === 0) return status;
  leaveLoop(shell, { jumps, name: node.name.text, body });
  return null;
}

/** After a jump it is open which rounds follow. */
function leaveLoop(
  shell: Shell,
  { jumps, name, body }: { jumps: Shell["jumps"]; name: string; body: readonly Statement[] },
): void {
  for (const state of jumps) joinInto(shell.state, state);
  shell.jumps.push(...jumps);
  walkLoop(shell, (inner) => {
    assignText(inner, { name, index: undefined, append: false }, UNKNOWN);
    walk(body, inner);
  });
}

function valuesOf(node: For, shell: Shell): readonly Parts[] | null {
  if (node.wordlist === undefined) return shell.state.arguments;
  const fields = node.wordlist
    .flatMap((word) => expandArgument(word, shell))
    .flatMap((field) => filesOf(field, shell));
  return fields.some((parts) => parts.includes(null)) ? null : fields;
}

export function walkArithmeticFor(node: ArithmeticFor, shell: Shell): Status {
  for (const part of [node.initialize, node.test, node.update])
    if (part !== undefined) reportNested(part, shell);
  if (node.initialize !== undefined) evaluate(node.initialize, shell);
  if (shell.loops < 3 && countsOut(node, shell)) return null;
  walkLoop(shell, (inner) => {
    if (node.test !== undefined) evaluate(node.test, inner);
    walk(node.body.commands, inner);
    if (node.update !== undefined) evaluate(node.update, inner);
  });
  return null;
}

/** Follows the rounds one by one while the test is known; false: from here on it is not, or they are too many. */
function countsOut(node: ArithmeticFor, shell: Shell): boolean {
  for (let rounds = 0; rounds < MAX_ROUNDS; rounds++) {
    const holds = node.test === undefined ? null : evaluate(node.test, copiedShell(shell));
    if (holds === null) return false;
    if (node.test !== undefined) evaluate(node.test, shell);
    if (holds === 0n && rounds === 0) readOnly(shell, (inner) => walk(node.body.commands, inner));
    if (holds === 0n) return true;
    const jumps: Shell["jumps"] = [];
    walk(node.body.commands, { ...shell, loops: shell.loops + 1, jumps });
    if (node.update !== undefined) evaluate(node.update, shell);
    if (jumps.length === 0) continue;
    for (const state of jumps) joinInto(shell.state, state);
    shell.jumps.push(...jumps);
    return false;
  }
  return false;
}

/** Commands of a loop without rounds are read all the same; what they find is not known. */
function readOnly(shell: Shell, step: (shell: Shell) => void): void {
  const inner = { ...apart(shell), dead: true, jumps: [] };
  loseAll(inner.state);
  step(inner);
}

function copiedShell(shell: Shell): Shell {
  return { ...shell, state: copyOf(shell.state) };
}

export function walkWhile(node: While, shell: Shell): Status {
  walkLoop(shell, (inner) => {
    walk(node.clause.commands, inner);
    walk(node.body.commands, inner);
  });
  return null;
}

/** A loop of unknown length: what is known in it is what every round leaves as it is. */
function walkLoop(shell: Shell, round: (shell: Shell) => void): void {
  if (shell.loops > 2) loseAll(shell.state);
  for (let tries = 0; ; tries++) {
    const before = copyOf(shell.state);
    if (tries === 6) loseAll(shell.state);
    const trial = { ...apart(shell), loops: shell.loops + 1, silent: true, jumps: [] as Shell["jumps"] };
    round(trial);
    joinInto(shell.state, trial.state);
    for (const state of trial.jumps) joinInto(shell.state, state);
    if (tries >= 6 || isSame(shell.state, before)) break;
  }
  const jumps: Shell["jumps"] = [];
  const last = { ...apart(shell), loops: shell.loops + 1, jumps };
  round(last);
  joinInto(shell.state, last.state);
  for (const state of jumps) joinInto(shell.state, state);
  // A jump may leave loops further out, too.
  shell.jumps.push(...jumps);
}
