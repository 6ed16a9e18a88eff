import { type StdioOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

export type Surroundings = {
  readonly folder?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Standard error is kept for the message of a failure instead of being ours. */
  readonly quiet?: boolean;
  /** Another exit code than 0 that comes with an answer. */
  readonly alsoExit?: number;
};

/** Runs a program and answers what it wrote to standard output; its standard error is ours. */
export async function ask(command: readonly string[], surroundings: Surroundings = {}): Promise<string> {
  const child = start(command, surroundings, ["ignore", "pipe", surroundings.quiet ? "pipe" : "inherit"]);
  const read = [child.stdout, child.stderr].map((stream) => (stream ? text(stream) : ""));
  const [exit, output = "", said = ""] = await Promise.all([exitOf(child), ...read]);
  if (exit !== 0 && exit !== surroundings.alsoExit) throw new CommandFailure(command, exit, said);
  return output.trimEnd();
}

/** Runs a program whose output is ours and answers its exit code; 130 when a signal ended it. */
export async function show(command: readonly string[], surroundings: Surroundings = {}): Promise<number> {
  return await exitOf(start(command, surroundings, "inherit"));
}

/** The end of the demo, in words; `exit` is its exit code, as `scripts/autorepo` has them. */
export class Failure extends Error {
  readonly exit: number;

  constructor(says: string, exit: number) {
    super(says);
    this.name = "Failure";
    this.exit = exit;
  }
}

/** A program that should have ended well; `exit` is its exit code. */
export class CommandFailure extends Failure {
  constructor(command: readonly string[], exit: number, said = "") {
    super(`${command.join(" ")} ended with exit code ${exit}${said && `: ${said.trim()}`}`, exit);
    this.name = "CommandFailure";
  }
}

/** A program whose output is read by whoever starts it. */
export function start(
  [program = "", ...parameters]: readonly string[],
  surroundings: Surroundings,
  stdio: StdioOptions,
) {
  const { folder, environment } = surroundings;
  return spawn(program, parameters, { cwd: folder, env: { ...process.env, ...environment }, stdio });
}

/** Its exit code; 130 when a signal ended it. */
export async function exitOf(child: ReturnType<typeof start>): Promise<number> {
  const [exit] = await once(child, "close");
  return exit ?? 130;
}
