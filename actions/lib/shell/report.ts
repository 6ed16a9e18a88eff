import type { Assignment as AssignmentNode, Word as WordNode } from "unbash";
import { argumentOf, type Field } from "./atoms.ts";
import { spend } from "./budget.ts";
import { disguisesOf } from "./disguise.ts";
import type { Parts } from "./parts.ts";
import type { Redirection, Word } from "./script.ts";
import { type OpenCommand, placeOf, type Report, type Shell, type Stream } from "./shell.ts";

type Span = { readonly pos: number; readonly end: number };

export function newReport(): Report {
  return { commands: [], assignments: [], functions: [], faults: [], effects: [], seen: new Set() };
}

export function wordOf(node: WordNode, field: Field, isName = false): Word {
  return { raw: node.text, parts: argumentOf(field), disguises: disguisesOf(node.text, field, isName) };
}

export function plainWord(raw: string, parts: Parts): Word {
  return { raw, parts, disguises: [] };
}

/** null: it stands there already, or nothing is reported now. */
export function reportCommand(
  shell: Shell,
  { words, redirections }: { words: readonly Word[]; redirections: readonly Redirection[] },
  span: Span,
): OpenCommand | null {
  if (shell.silent || (words.length === 0 && redirections.length === 0)) return null;
  spend(shell.reader.budget, words.length >> 1);
  const command = { words, redirections, place: placeOf(shell, span), pipesInto: null, via: shell.via };
  const order = shell.ground.orderAt(span.pos);
  const told = [...words, ...redirections.map(({ target }) => target)].map(({ parts }) => parts);
  const key = JSON.stringify([order, span.pos, shell.via, told]);
  if (shell.reader.report.seen.has(key)) return null;
  shell.reader.report.seen.add(key);
  shell.reader.report.commands.push({ command, order });
  shell.stream.commands.push(command);
  return command;
}

export function reportAssignment(
  shell: Shell,
  node: AssignmentNode,
  { value, elements }: { value: Word | null; elements: readonly Word[] | null },
): void {
  if (shell.silent) return;
  const { name, index, append } = node;
  const assignment = {
    name,
    index: index?.text ?? null,
    append: append === true,
    elements,
    value,
    place: placeOf(shell, node),
  };
  const order = shell.ground.orderAt(node.pos);
  const key = JSON.stringify([order, node.pos, "=", value?.parts, elements?.map(({ parts }) => parts)]);
  if (shell.reader.report.seen.has(key)) return;
  shell.reader.report.seen.add(key);
  shell.reader.report.assignments.push({ assignment, order });
}

export function reportFault(shell: Shell, offset: number, message: string): void {
  const line = shell.ground.lineAt(offset);
  const { faults } = shell.reader.report;
  if (!faults.some((fault) => fault.line === line && fault.message === message))
    faults.push({ line, message });
}

/** The top level does something, or holds something that cannot be known, besides setting variables. */
export function noteEffect(shell: Shell, span: Span, reason: string): void {
  if (shell.within !== null || shell.dead || shell.reader.report.effects.length > 500) return;
  const raw = shell.ground.text.slice(span.pos, Math.min(span.end, span.pos + 200)).split("\n")[0] ?? "";
  const line = shell.ground.lineAt(span.pos);
  const { effects } = shell.reader.report;
  if (!effects.some((effect) => effect.line === line && effect.reason === reason))
    effects.push({ line, raw, reason });
}

/** The commands of a stream feed the first that reads it, or what that one runs. */
export function linkPipe(from: Stream, into: Stream): void {
  let reader = into.commands[0];
  for (let inner = reader; inner !== undefined; inner = into.wraps.get(inner)) reader = inner;
  if (reader === undefined) return;
  for (const command of from.commands) if (command.pipesInto === null) command.pipesInto = reader;
}
