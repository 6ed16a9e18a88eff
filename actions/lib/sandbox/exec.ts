import type { ChildProcess } from "node:child_process";
import type { Writable } from "node:stream";
import type { Engine } from "./engine.ts";
import { lastLine } from "./engine.ts";
import { STATE_FOLDER } from "./first-process.ts";
import { collect, endOf } from "./process.ts";
import type { Command, Ended } from "./sandbox.ts";
import { SandboxError } from "./sandbox-error.ts";

/** A container in which commands run. */
export type Target = {
  readonly engine: Engine;
  readonly name: string;
  /** Why we killed the container, once we did. */
  readonly killed: () => Killed | null;
  readonly kill: (reason: Killed) => Promise<void>;
};

export type Killed = "timeout" | "interrupted" | "out-of-disk";

/**
 * Runs `argv` as root in the container, in our wrapper. Only success without an out-of-memory kill is told by
 * the engine client's own exit code, which other ends share with failures of the engine; what else happened is
 * read afterwards from a file that the unprivileged user can neither read nor write.
 */
export async function runCommand(target: Target, argv: readonly string[], command: Command): Promise<Ended> {
  const started = performance.now();
  const status = `${STATE_FOLDER}/status-${crypto.randomUUID()}`;
  const child = target.engine.start([
    ...["exec", ...(command.input ? ["-i"] : []), ...(command.terminal ? ["-t"] : [])],
    ...["--user", "0:0", "--workdir", "/", target.name, "bash", "-c", WRAPPER, "autorepo", status, ...argv],
  ]);
  const output = gather(child, command);
  const overtime = setTimeout(() => void target.kill("timeout").catch(() => {}), command.seconds * 1000);
  const feeding = feed(child.stdin, command.input);
  const client = await endOf(child);
  clearTimeout(overtime);
  const broken = feeding.stop();
  if (broken !== null) throw broken.error;
  const stderr = output.stderr();
  const end = await endInWords(target, { exit: client.exit, status, said: lastLine(stderr.toString()) });
  return { ...end, seconds: (performance.now() - started) / 1000, stdout: output.stdout(), stderr };
}

type End = Pick<Ended, "how" | "exit">;

async function endInWords(
  target: Target,
  { exit, status, said }: { exit: number | null; status: string; said: string },
): Promise<End> {
  const killed = target.killed();
  if (killed !== null) return { how: killed, exit: null };
  if (exit === 0) return { how: "exited", exit: 0 };
  const { engine, name } = target;
  const read = await engine.try(["exec", "--user", "0:0", name, "cat", status]);
  if (read.exit === 0) return readStatus(read.stdout);
  const killedMeanwhile = target.killed();
  if (killedMeanwhile !== null) return { how: killedMeanwhile, exit: null };
  if (!(await isRunning(engine, name))) return { how: "lost", exit: null };
  // 125 to 127 are the client's own; with any other the wrapper itself was killed, by a command run as root.
  if (exit !== null && (exit < 125 || exit > 127)) return { how: "exited", exit };
  throw new SandboxError("container", `${engine.kind} could not run a command in ${name}: ${said}`);
}

function readStatus(text: string): End {
  const [exit, oomKills] = text.trim().split(" ").map(Number);
  if (oomKills !== undefined && oomKills > 0) return { how: "out-of-memory", exit: null };
  return { how: "exited", exit: exit ?? 1 };
}

export async function isRunning(engine: Engine, name: string): Promise<boolean> {
  const { stdout } = await engine.try([
    "inspect",
    "--type",
    "container",
    "--format",
    "{{.State.Running}}",
    name,
  ]);
  return stdout.trim() === "true";
}

/**
 * Runs its arguments and writes "<exit> <out-of-memory kills>" to `$1` unless there is nothing to tell. The
 * counters are those of the container's cgroup, version 2 or 1. A terminal's interrupts, which the command could
 * type, must not end the wrapper; `trap :` leaves the command's own handling alone.
 */
const WRAPPER = `
status=$1; shift
count() {
  local file key value
  kills=0
  for file in /sys/fs/cgroup/memory.events /sys/fs/cgroup/memory/memory.oom_control; do
    [[ -r $file ]] || continue
    while read -r key value; do [[ $key != oom_kill ]] || kills=$value; done < "$file"
  done
}
trap : HUP INT QUIT TERM
[[ ! -t 1 ]] || stty -onlcr cols 120 rows 40
count; before=$kills
"$@"
exit=$?
count
[[ $exit != 0 || $kills != "$before" ]] || exit 0
echo "$exit $((kills - before))" > "$status"
exit 1
`;

function gather(child: ChildProcess, { log }: Command) {
  const stdout = collect();
  const stderr = collect();
  child.stdout?.on("data", (chunk: Uint8Array) => (log ?? stdout).write(chunk));
  child.stderr?.on("data", (chunk: Uint8Array) => (log ?? stderr).write(chunk));
  return { stdout: stdout.bytes, stderr: stderr.bytes };
}

/** Feeds a command until one of both ends. `stop` tells what broke the input, if anything did, and lets go of it. */
function feed(stdin: Writable | null, input: AsyncIterable<Uint8Array> | undefined) {
  const chunks = input?.[Symbol.asyncIterator]();
  let failure: { readonly error: unknown } | null = null;
  const run = async () => {
    for (;;) {
      const next = await chunks?.next();
      if (stdin === null || !stdin.writable || next === undefined || next.done) break;
      if (!stdin.write(next.value)) await roomOf(stdin);
    }
  };
  run()
    .catch((error: unknown) => {
      failure = { error };
    })
    .finally(() => stdin?.end());
  return {
    stop() {
      // An input that waits for something itself may take its time, and so nobody waits for it.
      chunks?.return?.().catch(() => {});
      return failure;
    },
  };
}

/** When the stream takes more, or will never. */
async function roomOf(stdin: Writable): Promise<void> {
  await new Promise<void>((resolve) => {
    const go = () => {
      stdin.off("drain", go);
      stdin.off("close", go);
      resolve();
    };
    stdin.on("drain", go);
    stdin.on("close", go);
  });
}
