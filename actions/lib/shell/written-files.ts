import type { Command } from "unbash";
import { outputOfCommand } from "./outputs.ts";
import { textOf } from "./parts.ts";
import type { Redirection, Word } from "./script.ts";
import type { Input, Shell } from "./shell.ts";
import { apart } from "./walk.ts";

/** Remembers what `cat > file <<END` and `echo … > file` write: the file may be run later. */
export function rememberWritten(node: Command, redirections: readonly Redirection[], shell: Shell): void {
  for (const { operator, descriptor, target } of redirections) {
    const name = nameOf(target);
    if (!/^(?:>|>>|>\||&>)$/.test(operator) || (descriptor !== null && descriptor !== 1) || name === null)
      continue;
    const silent = { ...apart(shell), silent: true };
    const output = outputOfCommand(node, silent, "whatever it is redirected to");
    const before = operator === ">>" ? (shell.reader.written.get(name)?.text ?? []) : [];
    if (textOf(output.text) !== null)
      shell.reader.written.set(name, { ...output, text: [...before, ...output.text] });
  }
}

/** What was written to a file of that name; folders are not looked at. */
export function writtenTo(word: Word, shell: Shell): Input | null {
  const name = nameOf(word);
  return name === null ? null : (shell.reader.written.get(name) ?? null);
}

function nameOf({ parts }: Word): string | null {
  const last = parts.at(-1);
  const name = typeof last === "string" ? last.slice(last.lastIndexOf("/") + 1) : "";
  return name === "" || (last !== undefined && parts.length > 1 && !last?.includes("/")) ? null : name;
}
