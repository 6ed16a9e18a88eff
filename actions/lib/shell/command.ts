import type { Assignment as AssignmentNode, Command, CommandArgument, Word as WordNode } from "unbash";
import { assignList, assignText, filesOf } from "./assign.ts";
import { argumentOf, type Field } from "./atoms.ts";
import { spendElements } from "./budget.ts";
import { expandArgument, expandValue } from "./expand.ts";
import { reportExpanded } from "./hidden.ts";
import { type Invocation, invoke } from "./invoke.ts";
import { reportNested } from "./nested.ts";
import { joined, known, type Parts, textOf } from "./parts.ts";
import { readRedirections } from "./redirections.ts";
import { plainWord, reportAssignment, reportCommand, wordOf } from "./report.ts";
import type { Redirection, Word } from "./script.ts";
import type { Shell, Status } from "./shell.ts";
import { copyOf, forgetVariable, setVariable } from "./shell-state.ts";
import type { Variable } from "./variables.ts";
import { rememberWritten } from "./written-files.ts";

/** Follows a simple command: expands its words, reports it, and does to the state what it does. */
export function runCommand(node: Command, shell: Shell): Status {
  const nodes = [...(node.name === undefined ? [] : [node.name]), ...node.suffix];
  const words = nodes.filter((one) => one.type === "Word" || one.type === "Assignment");
  const { given, assigned } = readWords(words, shell);
  const prefixes = node.prefix.filter((one) => one.type === "Assignment");
  const { redirections, input } = readRedirections(node.redirects, shell);
  if (given.length === 0) {
    reportCommand(shell, { words: [], redirections }, node);
    return assignAll(prefixes, shell);
  }
  const invocation = { words: given, assigned, redirections, node };
  const inner = input === null ? shell : { ...shell, input };
  rememberWritten(node, redirections, inner);
  return prefixes.length === 0 ? invoke(invocation, inner) : withPrefixes(prefixes, invocation, inner);
}

/** `assigned`: the arguments of declare and its kin that assign. */
function readWords(
  nodes: readonly CommandArgument[],
  shell: Shell,
): { given: readonly Word[]; assigned: readonly AssignmentNode[] } {
  const given: Word[] = [];
  const assigned: AssignmentNode[] = [];
  for (const node of nodes) {
    if (node.type === "Assignment") {
      given.push(plainWord(node.text, argumentText(node, shell)));
      assigned.push(node);
    } else given.push(...argumentsOf(node, given.length === 0, shell));
    spendElements(shell.reader.budget, given.length);
  }
  return { given, assigned };
}

function argumentText(node: AssignmentNode, shell: Shell): Parts {
  if (node.value.type === "ArrayValue") return known(node.text);
  const inner = { ...shell, state: copyOf(shell.state) };
  return joined([known(`${node.name}${node.append ? "+" : ""}=`), expandValue(node.value, inner)]);
}

function argumentsOf(node: WordNode, isName: boolean, shell: Shell): readonly Word[] {
  const before = mayAssign(node.text) ? copyOf(shell.state) : shell.state;
  const fields = expandArgument(node, shell);
  reportNested(node, shell, before);
  return fields.flatMap((field, at) => named({ node, field, isName: isName && at === 0 }, shell));
}

function mayAssign(text: string): boolean {
  return /=|\(\(|\+\+|--|\[/.test(text) && text.includes("$");
}

function named(
  { node, field, isName }: { node: WordNode; field: Field; isName: boolean },
  shell: Shell,
): readonly Word[] {
  const word = shell.silent ? plainWord(node.text, argumentOf(field)) : wordOf(node, field, isName);
  if (field.every(({ text, origin }) => text !== null || origin === "outside"))
    shell.reader.ofEnvironment.add(word);
  const files = filesOf(field, shell);
  return files.length === 1 && files[0] === word.parts ? [word] : files.map((parts) => ({ ...word, parts }));
}

/** Assignments that stand alone. */
function assignAll(nodes: readonly AssignmentNode[], shell: Shell): Status {
  let status: Status = true;
  for (const node of nodes) {
    assign(node, shell);
    if (/[$`][({`]?/.test(node.text) && /\$\(|`/.test(node.text)) status = null;
  }
  return status;
}

/** What `name=value` sets; reported. */
export function assign(node: AssignmentNode, shell: Shell): void {
  const before = mayAssign(node.text) ? copyOf(shell.state) : shell.state;
  const target = { name: node.name, index: node.index, append: node.append === true };
  if (node.value.type === "ArrayValue") {
    const nodes = node.value.elements;
    const elements = shell.silent ? [] : elementWords(nodes, shell);
    assignList(shell, target, nodes);
    reportAssignment(shell, node, { value: null, elements });
  } else {
    const parts = expandValue(node.value, shell);
    assignText(shell, target, parts);
    reportExpanded(node.name, parts, shell);
    reportAssignment(shell, node, { value: { ...wordOf(node.value, [], false), parts }, elements: null });
  }
  reportNested(node, shell, before);
}

function elementWords(nodes: readonly WordNode[], shell: Shell): readonly Word[] {
  const inner = { ...shell, state: copyOf(shell.state) };
  return nodes.flatMap((node) =>
    expandArgument(node, inner).flatMap((field) => named({ node, field, isName: false }, inner)),
  );
}

/** `IFS=, read …`: they hold while the command runs. */
function withPrefixes(prefixes: readonly AssignmentNode[], invocation: Invocation, shell: Shell): Status {
  const saved = new Map<string, Variable | undefined>();
  for (const { name } of prefixes) saved.set(name, shell.state.variables.get(name));
  assignAll(prefixes, shell);
  for (const { name } of prefixes) {
    const variable = shell.state.variables.get(name);
    if (variable !== undefined && !variable.flags.includes("x"))
      setVariable(shell.state, name, { ...variable, flags: `${variable.flags}x` });
  }
  const status = invoke(invocation, shell);
  for (const [name, variable] of saved) {
    if (variable !== undefined) setVariable(shell.state, name, variable);
    else forgetVariable(shell.state, name);
  }
  return status;
}

export function textsOf(words: readonly Word[]): readonly (string | null)[] {
  return words.map(({ parts }) => textOf(parts));
}

export { argumentOf, type Redirection };
