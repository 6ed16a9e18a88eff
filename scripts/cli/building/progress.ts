import type { BuildProgress, ProgressOptions } from "./build-progress.ts";
import { plainProgress } from "./plain-progress.ts";
import { terminalProgress } from "./terminal-progress.ts";

/** Shows builds as they happen: live lines on a terminal, plain ones elsewhere. */
export function createProgress(options: ProgressOptions): BuildProgress {
  return options.terminal ? terminalProgress(options) : plainProgress(options);
}
