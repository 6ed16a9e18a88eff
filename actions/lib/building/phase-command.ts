import type { Phase } from "../documents/index.ts";
import type { Command, Container, Ended, Log } from "../sandbox/index.ts";
import type { PhaseLog } from "./journal.ts";
import { infrastructureFault, PhaseFailure, packageFault, type Reason } from "./phase-failure.ts";
import { createTranscript, readable } from "./transcript.ts";

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

/** `said`: what it wrote, as plain text; the middle of a long output is missing. */
export type PhaseEnded = Ended & { readonly exit: number; said(): string };

export type PhaseContext = { readonly log: PhaseLog; readonly bounds: Bounds };

/**
 * Runs a command of a phase and returns how it exited. Every other end is the end of the build: throws a
 * PhaseFailure that names the limit, or the signal's reason when the run was interrupted.
 */
export async function runIn(
  container: Container,
  command: PhaseCommand,
  { log, bounds }: PhaseContext,
): Promise<PhaseEnded> {
  bounds.signal.throwIfAborted();
  const { as, quiet, ...rest } = command;
  const seconds = Math.min(command.seconds ?? Number.POSITIVE_INFINITY, secondsLeft(bounds));
  const transcript = createTranscript();
  const both: Log = {
    write(chunk) {
      log.write(chunk);
      transcript.add(chunk);
    },
  };
  const sink = quiet ? {} : { log: both };
  const ended = await container[as]({ ...rest, seconds, ...sink });
  log.exited(ended.exit);
  if (ended.how === "exited" && ended.exit !== null) {
    const said = () => (quiet ? readable(Buffer.concat([ended.stdout, ended.stderr])) : transcript.text());
    return { ...ended, exit: ended.exit, said };
  }
  if (ended.how === "interrupted") bounds.signal.throwIfAborted();
  const own = command.seconds === seconds ? seconds : null;
  throw new PhaseFailure(log.phase, reasonOfEnd(ended.how, bounds, { phase: log.phase, own }));
}

/** `own`: the command's own limit in seconds, where that was the one that ended it. */
function reasonOfEnd(
  how: Ended["how"],
  bounds: Bounds,
  { phase, own }: { readonly phase: Phase; readonly own: number | null },
): Reason {
  const limit = (of: string) => bounds.limits.find((words) => words.includes(of)) ?? `the ${of} limit`;
  if (how === "out-of-memory") {
    return packageFault(`killed: it needs more memory than allowed (${limit("memory")})`);
  }
  if (how === "out-of-disk") {
    return packageFault(`killed: it needs more disk than allowed (${limit("disk")})`);
  }
  // A container ends by itself when the package's time is over, and the command in it is "lost" then.
  if (how === "timeout" || secondsLeft(bounds) <= 1) {
    const took = `killed: it took longer than ${inWords(own ?? bounds.timeoutSeconds)}`;
    // No code of the package runs there: a server hangs.
    if (phase === "sources" || phase === "dependencies") return infrastructureFault(took);
    return packageFault(own === null ? `${took}; raise "timeout" if it needs more` : took);
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
