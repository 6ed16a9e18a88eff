import type { BuildPlan, BuildResult, Manifest, PhaseRecord } from "../documents/index.ts";
import type { Entry } from "../packages-yaml/packages-yaml.ts";
import type { BrokenEntry } from "../planning/index.ts";

/** Everything the report is made of, besides the logs and what earlier reports said. */
export type ReportFacts = {
  /** When the report is made: UTC, ISO 8601. */
  readonly time: string;
  readonly repository: RepositoryAddress;
  /** What its clients have to trust; null: nothing is signed. */
  readonly signing: RepositorySigning | null;
  /** null: nothing was published yet. */
  readonly manifest: Manifest | null;
  /** Of packages.yaml, in its order. */
  readonly entries: readonly Entry[];
  /** What is broken as it is published. */
  readonly broken: readonly BrokenEntry[];
  /** The run that ends with this report; null: the site is only rendered again. */
  readonly run: RunFacts | null;
};

export type RepositoryAddress = {
  readonly name: string;
  /** What stands after `Server =`: `https://…` or `file:///…`. */
  readonly server: string;
};

export type RepositorySigning = {
  /** Of the primary key: 40 hexadecimal digits. */
  readonly fingerprint: string;
  /** Name of the armored public key beside the databases. */
  readonly publicKey: string;
  /** Package that brings prolonged and new keys to clients. */
  readonly keyring: string;
  readonly databaseSigned: boolean;
};

export type RunFacts = {
  /** Part of the run's address: letters, digits, `.`, `_` and `-`. The same id replaces the run's pages. */
  readonly id: string;
  /** When it began: UTC, ISO 8601. */
  readonly time: string;
  /** Wall time. */
  readonly seconds: number | null;
  /** The workflow run; null on a machine of one's own. */
  readonly url: string | null;
  /** The generation it published; null: it published nothing. */
  readonly generation: number | null;
  readonly plan: BuildPlan;
  readonly results: readonly BuildResult[];
  /** What publish did with the results: "published", "refused", "superseded", … and why. */
  readonly verdicts: readonly { readonly entry: string; readonly outcome: string; readonly reason: string }[];
  /** Entries with a page of what changed in their recipe: `<entry>/changes.html`. */
  readonly changed: readonly string[];
};

/** A phase's log as a stream of its bytes; null where it was not kept. */
export type LogReader = (
  result: BuildResult,
  record: PhaseRecord,
) => Promise<AsyncIterable<Uint8Array> | null>;
