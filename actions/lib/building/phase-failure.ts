import type { BuildResult, Phase } from "../documents/index.ts";

/**
 * - `failed`: the package, or what it was built with, did not do what it should
 * - `blocked`: what it depends on failed and no published version of that satisfies it
 */
export type FailureOutcome = Extract<BuildResult["outcome"], "failed" | "blocked">;

/** Ends a package's build; becomes `phase`, `reason` and `fault` of its result. */
export class PhaseFailure extends Error {
  override readonly name = "PhaseFailure";
  readonly phase: Phase;
  readonly fault: "package" | "infrastructure";
  readonly outcome: FailureOutcome;

  constructor(phase: Phase, reason: Reason, outcome: FailureOutcome = "failed") {
    super(reason.reason, { cause: reason.cause });
    this.phase = phase;
    this.fault = reason.fault;
    this.outcome = outcome;
  }
}

/** Words a person reads, and whom to look at: infrastructure is tried again by itself, a package is not. */
export type Reason = {
  readonly reason: string;
  readonly fault: "package" | "infrastructure";
  readonly cause?: unknown;
};

export function packageFault(reason: string): Reason {
  return { reason, fault: "package" };
}

export function infrastructureFault(reason: string, cause?: unknown): Reason {
  return { reason, fault: "infrastructure", cause };
}

/**
 * What ended a build, as the failure it is; an unexpected error is the machine's, in the phase that was reached. Where
 * cleaning up failed too, the build failed before that.
 */
export function failureOf(error: unknown, reached: Phase): PhaseFailure {
  if (error instanceof SuppressedError) return failureOf(error.suppressed, reached);
  if (error instanceof PhaseFailure) return error;
  const said = error instanceof Error ? error.message : String(error);
  return new PhaseFailure(reached, infrastructureFault(said, error));
}
