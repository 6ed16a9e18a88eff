import type { ShellCommand, ShellScript, Word } from "../shell/index.ts";

/** Programs that run or read the file they are given. */
const RUNNERS =
  /^(\.|source|bash|sh|dash|zsh|fish|env|exec|command|sudo|nice|time|xargs|node|bun|deno|perl|php|ruby|lua|python[0-9.]*)$/;

/** Of `paths` those that a script runs or sources, by the last part of their name: `"$srcdir/setup.sh"` is setup.sh. */
export function executedFiles(script: ShellScript, paths: ReadonlySet<string>): string[] {
  const byName = new Map([...paths].map((path) => [lastPart(path), path]));
  return script.commands.flatMap((command) =>
    programWords(command).flatMap((word) => byName.get(lastPart(endOf(word))) ?? []),
  );
}

/** The words that name what is run: the command, and behind a program that runs others its operands. */
function programWords({ words }: ShellCommand): readonly Word[] {
  const [name] = words;
  if (name === undefined) return [];
  return RUNNERS.test(lastPart(endOf(name))) ? words : isPath(name) ? [name] : [];
}

/** A command without a slash is looked for in PATH, not in the folder. */
function isPath(word: Word): boolean {
  return word.parts.some((part) => part?.includes("/"));
}

function endOf(word: Word): string {
  return word.parts.at(-1) ?? "";
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
