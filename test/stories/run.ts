import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

/** How a program ended; `output` is its standard output, `said` its standard error. */
export type Ended = { readonly exit: number | null; readonly output: string; readonly said: string };

export type RunOptions = { readonly input?: string; readonly environment?: NodeJS.ProcessEnv };

/** Runs a program to its end. */
export async function run(command: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const { input = "", environment } = options;
  const [program = "", ...parameters] = command;
  const child = spawn(program, parameters, { stdio: "pipe", env: environment });
  child.stdin.end(input);
  const [output, said, [exit]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { exit, output, said };
}
