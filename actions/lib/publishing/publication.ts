import type { BuiltFile } from "../admission/index.ts";
import type { BuildResult, Manifest, PublishedPackage, State } from "../documents/index.ts";
import type { PackagesYaml } from "../packages-yaml/packages-yaml.ts";

/** A result as it was handed over: `folder` holds `packages/`. Nothing in it is believed. */
export type CollectedResult = { readonly result: BuildResult; readonly folder: string };

/** packages.yaml where its branch stands now; locally the file. */
export type Tip = {
  readonly packagesYaml: PackagesYaml;
  /** null: not committed as it stands. */
  readonly commit: string | null;
  /** Whether the tip's history holds a commit; a checkout without history answers true. */
  descendsFrom(commit: string): Promise<boolean>;
};

/** Entries that were asked to be rebuilt by hand; "none": nobody asked. */
export type RebuildAsked =
  | { readonly kind: "none" | "all" }
  | { readonly kind: "named"; readonly entries: readonly string[] };

/** What became of one result, in words a person reads. */
export type Verdict = { readonly entry: string; readonly outcome: VerdictOutcome; readonly reason: string };

/**
 * "refused": its packages are not what the entry may publish. "superseded": made for a pin or settings that
 * packages.yaml no longer has. "postponed": to be built again by the next run.
 */
export type VerdictOutcome =
  | "published"
  | "failed"
  | "refused"
  | "superseded"
  | "already published"
  | "postponed"
  | "blocked"
  | "unneeded"
  | "held";

export type RemovedName = { readonly pkgname: string; readonly version: string; readonly reason: string };

export type Publication = {
  /** "unchanged": nothing to commit; `state` and `manifest` are the published ones. */
  readonly outcome: "committed" | "unchanged";
  readonly state: State;
  readonly manifest: Manifest;
  readonly verdicts: readonly Verdict[];
  readonly removed: readonly RemovedName[];
  /** Well-known names that were made to agree with the state. */
  readonly switched: readonly string[];
  /** What a person should know: allowances used, archive's notes, a rewritten history. */
  readonly notes: readonly string[];
};

/** A package file whose bytes were read: `published` is what they say, nothing is taken from the result. */
export type CandidatePackage = {
  readonly path: string;
  readonly built: BuiltFile;
  readonly published: PublishedPackage;
};

/** A result with its packages as read from their bytes. */
export type Candidate = {
  readonly result: BuildResult;
  readonly packages: readonly CandidatePackage[];
  /** Why the files are not what the result says; then none of them is taken. */
  readonly problems: readonly string[];
};
