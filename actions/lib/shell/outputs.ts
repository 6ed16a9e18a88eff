import {
  type AndOr,
  type Command,
  type ParsedScript,
  type PipelineNode,
  parse,
  type Statement,
} from "unbash";
import { filesOf } from "./assign.ts";

import { spend } from "./budget.ts";
import { expandArgument } from "./expand.ts";
import { groundOf } from "./nested.ts";
import { EMPTY, joined, known, type Parts, textOf, UNKNOWN } from "./parts.ts";
import { PRODUCERS } from "./producers.ts";
import { readRedirections } from "./redirections.ts";
import type { Input, Output, Shell } from "./shell.ts";
import { apart, maybe, walkNode } from "./walk.ts";

const NOT_KNOWN: Input = { text: UNKNOWN, via: [] };

/** What `$(…)` stands for. */
export function outputOf(script: ParsedScript | undefined, shell: Shell): Output {
  if (script === undefined || (script.errors ?? []).length > 0) return { parts: UNKNOWN, decoded: null };
  if (shell.depth > 12) return { parts: UNKNOWN, decoded: null };
  spend(shell.reader.budget, (script.end - script.pos) >> 3);
  const span = { pos: script.pos, end: script.end };
  const inner = groundOf(script, span, {
    ...apart(shell),
    silent: true,
    depth: shell.depth + 1,
    input: null,
  });
  const { text, via } = outputOfStatements(script.commands, inner);
  // Where something is unknown it may also fail, and then there is nothing.
  const parts =
    textOf(text) === null ? UNKNOWN : known((textOf(text) ?? "").replaceAll("\0", "").replace(/\n+$/, ""));
  return { parts, decoded: via[0] ?? null };
}

/** What `<(…)` gives to read. */
export function substituted(raw: string, shell: Shell): Input | null {
  const command = parse(`: ${raw}`).commands[0]?.command;
  const word = command?.type === "Command" ? command.suffix[0] : undefined;
  const part = word?.type === "Word" ? word.parts?.[0] : undefined;
  if (part?.type !== "ProcessSubstitution" || part.script === undefined) return null;
  return outputOfStatements(part.script.commands, { ...apart(shell), silent: true, input: null });
}

function outputOfStatements(statements: readonly Statement[], shell: Shell): Input {
  const outputs: Input[] = [];
  for (const { command, background } of statements) {
    spend(shell.reader.budget, 1);
    outputs.push(background ? NOT_KNOWN : outputOfNode(command, apart(shell)));
    walkNode(command, shell);
  }
  return together(outputs);
}

function together(outputs: readonly Input[]): Input {
  const via = [...new Set(outputs.flatMap((output) => output.via))];
  return { text: joined(outputs.map(({ text }) => text)), via };
}

/** What a command writes, where its words tell. The state is the caller's to throw away. */
export function outputOfNode(node: PipelineNode | AndOr, shell: Shell): Input {
  spend(shell.reader.budget, 1);
  switch (node.type) {
    case "Command":
      return outputOfCommand(node, shell);
    case "Pipeline": {
      if (node.operators.includes("|&")) return NOT_KNOWN;
      let { input } = shell;
      for (const command of node.commands) input = outputOfNode(command, { ...apart(shell), input });
      return input ?? NOT_KNOWN;
    }
    case "BraceGroup":
    case "Subshell":
      return outputOfStatements(node.body.commands, apart(shell));
    case "AndOr":
      return outputOfAndOr(node, shell);
    case "Redirected": {
      const { redirections, input } = readRedirections(node.redirects, shell);
      if (redirections.some(({ operator, descriptor }) => operator.includes(">") && descriptor !== 2))
        return NOT_KNOWN;
      return outputOfNode(node.command, { ...shell, input: input ?? shell.input });
    }
    case "TestCommand":
    case "ArithmeticCommand":
    case "Function":
      return { text: EMPTY, via: [] };
    default:
      return NOT_KNOWN;
  }
}

/** `a && b` where a is known to succeed. */
function outputOfAndOr(node: AndOr, shell: Shell): Input {
  const outputs: Input[] = [];
  let status: boolean | null = true;
  for (const [at, command] of node.commands.entries()) {
    const operator = node.operators[at - 1];
    if (operator !== undefined && status === null) return NOT_KNOWN;
    if (operator !== undefined && status !== (operator === "&&")) continue;
    outputs.push(outputOfNode(command, apart(shell)));
    status = maybe(true, shell, (inner) => walkNode(command, inner));
  }
  return together(outputs);
}

/** `anyway`: as if its output went on, though a file takes it. */
export function outputOfCommand(node: Command, shell: Shell, anyway?: "whatever it is redirected to"): Input {
  if (node.name === undefined) return node.redirects.length === 0 ? { text: EMPTY, via: [] } : NOT_KNOWN;
  const words: Parts[] = [];
  for (const one of [node.name, ...node.suffix]) {
    if (one.type === "Assignment") return { text: EMPTY, via: [] };
    if (one.type === "Word")
      words.push(...expandArgument(one, shell).flatMap((field) => filesOf(field, shell)));
  }
  const { redirections, input } = readRedirections(node.redirects, shell);
  const leaves = redirections.some(({ operator, descriptor }) => operator.includes(">") && descriptor !== 2);
  if (leaves && anyway === undefined) return NOT_KNOWN;
  const [name = UNKNOWN, ...given] = words;
  const called = textOf(name);
  if (called === null || shell.state.functions.has(called)) return NOT_KNOWN;
  const produce = PRODUCERS.get(called.slice(called.lastIndexOf("/") + 1));
  return produce?.(given, input ?? shell.input, shell) ?? NOT_KNOWN;
}
