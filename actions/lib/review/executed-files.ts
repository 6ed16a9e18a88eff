import type { ShellCommand, ShellScript, Word } from "../shell/index.ts";

/** Programs that run or read the file they are given. */
const RUNNERS =
  /^(\.|source|bash|sh|dash|zsh|fish|env|exec|command|sudo|nice|time|xargs|node|bun|deno|perl|php|ruby|lua|python[0-9.]*)$/;

/** A folder's files that something may run. */
export type Runnable = {
  /** In bytes, by path. */
  readonly sizes: ReadonlyMap<string, number>;
  /** Paths by their last part. */
  readonly byName: ReadonlyMap<string, string>;
};

export function runnableFiles(sizes: ReadonlyMap<string, number>): Runnable {
  return { sizes, byName: new Map([...sizes.keys()].map((path) => [lastPart(path), path])) };
}

/** What is larger is no helper script: a kernel's configuration, which `scripts/config` of the kernel does not run. */
const MOST_SCRIPT_BYTES = 64 * 1024;

/**
 * The files of a folder that a script runs or sources: `"$srcdir/setup.sh"` is setup.sh. Small ones are found by the
 * last part of their name alone, since a recipe may have copied them elsewhere before.
 */
export function executedFiles(script: ShellScript, { sizes, byName }: Runnable): string[] {
  return script.commands.flatMap((command) =>
    programWords(command).flatMap((word) => {
      const path = byName.get(lastPart(endOf(word)));
      if (path === undefined) return [];
      return (sizes.get(path) ?? 0) <= MOST_SCRIPT_BYTES || withinFolder(word) === path ? [path] : [];
    }),
  );
}

/** The path that a word names below the folder, the way to the folder itself left out. */
function withinFolder(word: Word): string {
  return endOf(word).replace(/^(?:\.{0,2}\/)+/, "");
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
