import type { Metadata, PlannedBuild, TestResult, VcsCommit } from "../documents/index.ts";
import type { Entry } from "../packages-yaml/packages-yaml.ts";
import type { PackageTree } from "../upstream/index.ts";
import type { BuildContainers } from "./build-containers.ts";
import type { BuildContext, FinishedBuild } from "./build-context.ts";
import type { Journal } from "./journal.ts";
import type { LocalPackage } from "./local-repository.ts";
import type { Bounds } from "./phase-command.ts";

/** One package's build, as every stage of it sees it. */
export type Work = {
  readonly job: PlannedBuild;
  readonly entry: Entry;
  /** Results of this run so far. */
  readonly finished: readonly FinishedBuild[];
  readonly folder: string;
  readonly journal: Journal;
  readonly findings: Findings;
  readonly context: BuildContext;
};

/** The same once containers are open and the package's folder is at hand. */
export type OpenWork = Work & {
  readonly tree: PackageTree;
  readonly bounds: Bounds;
  readonly containers: BuildContainers;
};

/** What a build has come to know, also when it fails half-way. */
export type Findings = {
  metadata: Metadata | null;
  vcs: readonly VcsCommit[];
  packages: readonly LocalPackage[];
  readonly tests: TestResult[];
};
