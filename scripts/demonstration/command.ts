import { type StdioOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

export type Surroundings = {
  readonly folder?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Standard error is kept for the message of a failure instead of being ours. */
  readonly quiet?: boolean;
};

/** Runs a program and answers what it wrote to standard output; its standard error is ours. */
export async function ask(command: readonly string[], surroundings: Surroundings = {}): Promise<string> {
  const child = start(command, surroundings, ["ignore", "pipe", surroundings.quiet ? "pipe" : "inherit"]);
  const read = [child.stdout, child.stderr].map((stream) => (stream ? text(stream) : ""));
  const [exit, output = "", said = ""] = await Promise.all([exitOf(child), ...read]);
  if (exit !== 0) throw new CommandFailure(command, exit, said);
  return output.trimEnd();
}

/** Runs a program whose output is ours and answers its exit code; 130 when a signal ended it. */
export async function show(command: readonly string[], surroundings: Surroundings = {}): Promise<number> {
  return await exitOf(start(command, surroundings, "inherit"));
}

/** A program that should have ended well; `exit` is its exit code. */
export class CommandFailure extends Error {
  readonly exit: number;

  constructor(command: readonly string[], exit: number, said = "") {
    super(`${command.join(" ")} ended with exit code ${exit}${said && `: ${said.trim()}`}`);
    this.name = "CommandFailure";
    this.exit = exit;
  }
}

function start(
  [program = "", ...parameters]: readonly string[],
  surroundings: Surroundings,
  stdio: StdioOptions,
) {
  const { folder, environment } = surroundings;
  return spawn(program, parameters, { cwd: folder, env: { ...process.env, ...environment }, stdio });
}

async function exitOf(child: ReturnType<typeof start>): Promise<number> {
  const [exit] = await once(child, "close");
  return exit ?? 130;
}
