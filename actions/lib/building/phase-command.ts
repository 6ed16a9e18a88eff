import type { Command, Container, Ended, Log } from "../sandbox/index.ts";
import type { PhaseLog } from "./journal.ts";
import { infrastructureFault, PhaseFailure, packageFault, type Reason } from "./phase-failure.ts";

/** What bounds a package's build, in seconds and in words. */
export type Bounds = {
  readonly timeoutSeconds: number;
  /** When the time is over, as `performance.now()`. */
  readonly deadline: number;
  /** As the sandbox names them: "memory 7.5 GiB". */
  readonly limits: readonly string[];
  readonly signal: AbortSignal;
};

export function boundsOf(
  timeoutSeconds: number,
  sandbox: { readonly limits: readonly string[] },
  signal: AbortSignal,
): Bounds {
  const deadline = performance.now() + timeoutSeconds * 1000;
  return { timeoutSeconds, deadline, limits: sandbox.limits, signal };
}

export function secondsLeft(bounds: Bounds): number {
  return Math.max(1, Math.ceil((bounds.deadline - performance.now()) / 1000));
}

export type PhaseCommand = Omit<Command, "seconds" | "log"> & {
  readonly as: "root" | "builder";
  /** Most seconds it may take; the package's own time where not given. */
  readonly seconds?: number;
  /** Give the output back and keep it out of the log. */
  readonly quiet?: true;
};

export type PhaseContext = { readonly log: PhaseLog; readonly bounds: Bounds };

/**
 * Runs a command of a phase and returns how it exited. Every other end is the end of the build: throws a
 * PhaseFailure that names the limit, or the signal's reason when the run was interrupted.
 */
export async function runIn(
  container: Container,
  command: PhaseCommand,
  { log, bounds }: PhaseContext,
): Promise<Ended & { readonly exit: number }> {
  bounds.signal.throwIfAborted();
  const { as, quiet, ...rest } = command;
  const seconds = Math.min(command.seconds ?? Number.POSITIVE_INFINITY, secondsLeft(bounds));
  const sink: { log?: Log } = quiet ? {} : { log };
  const ended = await container[as]({ ...rest, seconds, ...sink });
  log.exited(ended.exit);
  if (ended.how === "exited" && ended.exit !== null) return { ...ended, exit: ended.exit };
  if (ended.how === "interrupted") bounds.signal.throwIfAborted();
  throw new PhaseFailure(
    log.phase,
    reasonOfEnd(ended.how, bounds, command.seconds === seconds ? seconds : null),
  );
}

/** `ownSeconds`: the command's own limit where that was the one that ended it. */
function reasonOfEnd(how: Ended["how"], bounds: Bounds, ownSeconds: number | null): Reason {
  if (how === "out-of-memory") {
    const limit = bounds.limits.find((words) => words.startsWith("memory")) ?? "the memory limit";
    return packageFault(`killed: it needs more memory than allowed (${limit})`);
  }
  if (how === "out-of-disk") {
    const limit = bounds.limits.find((words) => words.startsWith("disk")) ?? "the disk limit";
    return packageFault(`killed: it needs more disk than allowed (${limit})`);
  }
  // A container ends by itself when the package's time is over, and the command in it is "lost" then.
  if (how === "timeout" || secondsLeft(bounds) <= 1) {
    return ownSeconds === null
      ? packageFault(
          `killed: it took longer than ${inWords(bounds.timeoutSeconds)}; raise "timeout" if it needs more`,
        )
      : packageFault(`killed: still running after ${inWords(ownSeconds)}`);
  }
  return infrastructureFault(
    "the container ended while a command ran in it: the engine or its host went away",
  );
}

/** 7200: "2 h"; 90: "90 s". */
export function inWords(seconds: number): string {
  if (seconds % 3600 === 0) return `${seconds / 3600} h`;
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}
