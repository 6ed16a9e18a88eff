import type { Forge } from "../lib/forge/index.ts";
import type { PullRequestFacts } from "../lib/pull-request/index.ts";
import type { Manifest } from "./manifest-at.ts";

/** What it takes to make the repository's pull requests what they should be. */
export type Means = {
  readonly forge: Forge;
  readonly manifest: Manifest;
  readonly page: (entry: string) => PullRequestFacts["links"]["page"];
  readonly note: (text: string) => void;
};
