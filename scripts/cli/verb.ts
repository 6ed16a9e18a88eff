import type { ParseArgsOptionsConfig } from "node:util";
import type { Surroundings } from "../../actions/lib/workspace/index.ts";
import type { ExitName } from "./exit-codes.ts";

/** One verb of the command line. */
export type Verb = {
  readonly name: string;
  /** Its operands and options as `--help` shows them. */
  readonly usage: string;
  /** One line for the list of verbs. */
  readonly summary: string;
  /** What it does, what it never does, and examples. */
  readonly help: string;
  readonly options: ParseArgsOptionsConfig;
  /** Least and most operands. */
  readonly operands: readonly [number, number];
  /** Loads what it works with only now: every command loads the description of every verb. */
  run(call: Call): Promise<ExitName>;
};

/** One call of a verb: what was typed and what surrounds it. */
export type Call = Surroundings & {
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
  readonly operands: readonly string[];
  readonly screen: Screen;
};

/** Where a call writes: results to `out`, everything said on the way to `say`. */
export type Screen = {
  /** Text, or with --json one JSON document. */
  readonly json: boolean;
  /** Whether what is said on the way goes to a terminal. */
  readonly terminal: boolean;
  /** Of results, which are often piped into a file or a pager though the rest goes to a terminal. */
  readonly colour: boolean;
  readonly progressColour: boolean;
  readonly out: NodeJS.WriteStream;
  readonly err: NodeJS.WriteStream;
  columns(): number;
  /** A sentence of ours with the commands that it suggests made complete. */
  complete?(text: string): string;
  print(text: string): void;
  printJson(value: unknown): void;
  say(text: string): void;
};

/** Options that every verb takes. */
export const SHARED_OPTIONS = {
  manifest: { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const satisfies ParseArgsOptionsConfig;

/** Of verbs that work on the store: `file:` and a folder as seen from here, or `s3://bucket/prefix`. */
export const STORE_OPTION = { store: { type: "string" } } as const;
