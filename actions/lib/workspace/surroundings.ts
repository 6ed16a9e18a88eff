import type { UploadProgress } from "../store/index.ts";
import type { Environment } from "./environment.ts";

/** What surrounds a verb of the command line, or a step of a workflow. */
export type Surroundings = {
  readonly environment: Environment;
  readonly signal: AbortSignal;
  readonly now: Date;
  /** A fresh token of a workflow's identity, for the role of AUTOREPO_S3_ROLE; absent: this is no workflow. */
  readonly identityToken?: () => Promise<string>;
  /** Told how far each file has come that is sent to a bucket. */
  readonly uploaded?: (progress: UploadProgress) => void;
  /** Tells a person something on the way. */
  say(text: string): void;
};
