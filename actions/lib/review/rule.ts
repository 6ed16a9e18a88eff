import type { Severity } from "../documents/index.ts";
import type { Found } from "./finding.ts";
import type { ChangeReading } from "./reading.ts";

/** One question asked of a change; its page is `docs/rules/<id>.md`, its fixtures hold a firing case and a benign twin. */
export type Rule = {
  readonly id: string;
  /** The severities its findings may have, worst first. */
  readonly severities: readonly Severity[];
  find(reading: ChangeReading): readonly Found[];
};
