import type { Environment } from "./environment.ts";

/** What surrounds a verb of the command line, or a step of a workflow. */
export type Surroundings = {
  readonly environment: Environment;
  readonly signal: AbortSignal;
  readonly now: Date;
  /** Tells a person something on the way. */
  say(text: string): void;
};
