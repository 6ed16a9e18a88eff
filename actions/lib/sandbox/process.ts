import { Buffer } from "node:buffer";
import { type ChildProcess, spawn } from "node:child_process";

/** How a one-shot program ended, with what it said (at most 16 MiB of each stream). */
export type Finished = {
  /** Null when a signal ended it; 127 when there is no such program. */
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
};

/** Runs a program to its end. `signal` kills it. */
export async function run(
  argv: readonly string[],
  { input, signal }: { readonly input?: string; readonly signal?: AbortSignal } = {},
): Promise<Finished> {
  const child = start(argv);
  const stop = () => child.kill("SIGKILL");
  signal?.addEventListener("abort", stop, { once: true });
  if (signal?.aborted) stop();
  const stdout = collect();
  const stderr = collect();
  child.stdout?.on("data", stdout.write);
  child.stderr?.on("data", stderr.write);
  child.stdin?.end(input ?? "");
  const ended = await endOf(child);
  signal?.removeEventListener("abort", stop);
  return {
    exit: ended.exit,
    stdout: stdout.bytes().toString("utf8"),
    stderr: stderr.bytes().toString("utf8") + ended.trouble,
  };
}

/**
 * Starts a program in a session of its own: an interrupt typed at the terminal reaches us alone, and what runs
 * in containers ends when we say so.
 */
export function start(argv: readonly string[]): ChildProcess {
  const [program = "", ...rest] = argv;
  const child = spawn(program, rest, { stdio: "pipe", detached: true, env: surroundings() });
  // A program that ends before it has read all of its input is no error of ours.
  child.stdin?.on("error", () => {});
  return child;
}

/** What an engine's client needs of our environment: no key and no token is handed on. */
function surroundings(): Record<string, string> {
  const wanted =
    /^(?:PATH|HOME|USER|LOGNAME|LANG|LC_.*|TMPDIR|XDG_.*|DOCKER_.*|CONTAINERS?_.*|STORAGE_.*|SSH_AUTH_SOCK|(?:https?|no|all|ftp)_proxy)$/i;
  // biome-ignore lint/style/noProcessEnv: a child process gets its surroundings from here, nothing is decided by them
  const here = Object.entries(process.env);
  return Object.fromEntries(
    here.filter((pair): pair is [string, string] => wanted.test(pair[0]) && pair[1] !== undefined),
  );
}

/** When the program is gone and its output is read. */
export async function endOf(child: ChildProcess): Promise<{ exit: number | null; trouble: string }> {
  return await new Promise((resolve) => {
    child.once("error", (error) => resolve({ exit: 127, trouble: error.message }));
    child.once("close", (exit) => resolve({ exit, trouble: "" }));
  });
}

/** Keeps the first 16 MiB of a stream. */
export function collect(): { write(chunk: Uint8Array): void; bytes(): Buffer } {
  const chunks: Uint8Array[] = [];
  let room = 16 * 1024 ** 2;
  return {
    write(chunk) {
      const kept = chunk.subarray(0, room);
      room -= kept.length;
      if (kept.length > 0) chunks.push(kept);
    },
    bytes: () => Buffer.concat(chunks),
  };
}
