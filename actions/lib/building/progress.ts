import type { BuildResult, Phase } from "../documents/index.ts";

/** Told about builds as they happen: the terminal's live lines, a workflow's step log. */
export type Progress = {
  /** A package entered a phase, or waits for others (`phase` null, `note` says for which). */
  phase(entry: string, phase: Phase | null, note: string): void;
  /** A chunk of a phase's log, as it comes. */
  output(entry: string, chunk: Uint8Array): void;
  /** `takenOver`: when a run that was interrupted had finished it; absent: it was settled now. */
  done(entry: string, result: BuildResult, takenOver?: Date): void;
};
