import type { CommandNode, Pipeline } from "unbash";
import { outputOfNode } from "./outputs.ts";
import { linkPipe } from "./report.ts";
import type { Input, Shell, Status, Stream } from "./shell.ts";
import { apart, walkNode } from "./walk.ts";

/** Each of its commands runs in a subshell; `! x` runs here. */
export function walkPipeline({ commands, prefixes }: Pipeline, shell: Shell): Status {
  const negated = prefixes.filter(({ type }) => type === "Negation").length % 2 === 1;
  const [only] = commands;
  const status =
    commands.length === 1 && only !== undefined ? walkNode(only, shell) : walkPiped(commands, shell);
  return status === null || !negated ? status : !status;
}

function walkPiped(commands: readonly CommandNode[], shell: Shell): Status {
  let status: Status = null;
  let input = shell.input;
  let before: Stream | null = null;
  for (const [at, command] of commands.entries()) {
    const last = at === commands.length - 1;
    const stream: Stream = { commands: [], wraps: new Map() };
    status = walkNode(command, { ...apart(shell), input, stream });
    if (before !== null) linkPipe(before, stream);
    before = stream;
    if (last) passOn(stream, shell.stream);
    else input = inputAfter(command, { ...apart(shell), input, silent: true });
  }
  return status;
}

/** What the last command of a pipeline writes goes where the pipeline's output goes. */
function passOn(from: Stream, into: Stream): void {
  into.commands.push(...from.commands);
  for (const [outer, inner] of from.wraps) into.wraps.set(outer, inner);
}

function inputAfter(command: CommandNode, shell: Shell): Input {
  return outputOfNode(command, shell);
}
