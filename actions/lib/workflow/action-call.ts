import type { Surroundings } from "../workspace/index.ts";
import type { InputReader } from "./inputs.ts";
import type { RunContext } from "./run-context.ts";

/** One step of a workflow: what it was given and what surrounds it. */
export type ActionCall = Surroundings & {
  readonly read: InputReader;
  readonly context: RunContext;
  /** A line in the step's log. */
  readonly print: (line: string) => void;
};

/** How a step ended; "failed": it did its work, and a person should look at what came of it. */
export type ActionOutcome = "done" | { readonly failed: string };
