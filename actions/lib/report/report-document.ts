import type { BuildResult, MissingDependency, PublishedPackage } from "../documents/index.ts";
import type { BrokenEntry } from "../planning/index.ts";
import type { RepositoryAddress, RepositorySigning, RunFacts } from "./report-facts.ts";

/** report.json: what the front page shows, for programs. `schema/report.schema.json` describes it. */
export type Report = {
  readonly format: 1;
  /** When it was made: UTC, ISO 8601. */
  readonly time: string;
  /**
   * `snippet`: the section for pacman.conf; `trust`: commands that come before it, none where nothing is signed;
   * `aboveCore`: it has to stand first, since official names are published.
   */
  readonly repository: RepositoryAddress & {
    readonly signing: RepositorySigning | null;
    readonly snippet: string;
    readonly trust: readonly string[];
    readonly aboveCore: boolean;
  };
  /** null: nothing was published yet. `commit`: of packages.yaml. */
  readonly published: {
    readonly generation: number;
    readonly publication: string;
    readonly time: string;
    readonly commit: string | null;
  } | null;
  /** Every entry of packages.yaml, then those that are published though no longer listed. */
  readonly entries: readonly ReportedEntry[];
  readonly missing: readonly MissingDependency[];
  readonly cycles: readonly (readonly string[])[];
  readonly removed: readonly { readonly pkgname: string; readonly reason: string }[];
  /** Sonames that the distribution offers too, as the newest run's plan says: who needs one is not broken. */
  readonly elsewhere: readonly string[];
  /** Newest first; each has its pages and a `run.json` below `run/<id>/`. */
  readonly runs: readonly RunSummary[];
};

export type ReportedEntry = {
  readonly entry: string;
  readonly status: EntryStatus;
  /** Words a person reads: why it stands where it stands. */
  readonly reason: string;
  /** Published now. */
  readonly packages: readonly PublishedPackage[];
  /** The build that made them; null: never published. */
  readonly built: {
    readonly time: string;
    readonly seconds: number;
    readonly commit: string | null;
    readonly image: string;
  } | null;
  /** When a try failed since (UTC, ISO 8601); null: none did. */
  readonly failed: string | null;
  /** Id of the newest run that has a result for it. */
  readonly run: string | null;
};

/**
 * "published": nothing to do. "broken": its published packages lack a soname that a newer package here no longer
 * offers. "unbuildable": nobody tried, since somebody has to change something first. "waiting": will be built without
 * anybody doing anything, or once something else was. "unlisted": goes with the next publication.
 */
export type EntryStatus = "published" | "broken" | "failed" | "unbuildable" | "held" | "waiting" | "unlisted";

export type RunSummary = Pick<RunFacts, "id" | "time" | "seconds" | "url" | "generation"> & {
  /** How many results of each outcome, and how many entries had nothing to do. */
  readonly outcomes: Readonly<Record<RunOutcome, number>>;
};

export type RunOutcome = BuildResult["outcome"] | "idle";

/** run.json: a run's facts, with secret-looking strings masked, and where its logs are. */
export type ReportedRun = RunFacts & {
  /** Secret-looking strings that were masked in logs and results. */
  readonly masked: number;
  readonly logs: readonly ReportedLog[];
  /** Entries that are broken as they were published after it, and by what. */
  readonly broken: readonly BrokenEntry[];
};

/** `page` is relative to the run's folder; `pages` and `lines` 0: the log was not kept. */
export type ReportedLog = {
  readonly entry: string;
  readonly log: string;
  readonly page: string;
  readonly pages: number;
  readonly lines: number;
  readonly masked: number;
};
