import type { Progress } from "../../../actions/lib/building/index.ts";

export type ProgressOptions = {
  readonly stream: NodeJS.WritableStream;
  /** Whether the stream is a terminal whose lines may be painted again. */
  readonly terminal: boolean;
  readonly colour: boolean;
  columns(): number;
  rows?(): number;
  /** Packages of the plan. */
  readonly total: number;
  /** Milliseconds on a clock that only goes forward. */
  now(): number;
  /** Without a terminal: also every line of the packages' logs. */
  readonly logs?: boolean;
};

/** Disposing it removes the live lines and gives the cursor back. */
export type BuildProgress = Progress &
  Disposable & {
    /** Writes a message of our own without getting in the way of the live lines. */
    note(text: string): void;
  };
