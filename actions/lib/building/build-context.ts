import type { DistributionNames } from "../distribution/index.ts";
import type { BuildResult, Manifest, PlannedBuild, PublishedPackage } from "../documents/index.ts";
import type { Entry } from "../packages-yaml/packages-yaml.ts";
import type { Sandbox } from "../sandbox/index.ts";
import type { PackageTree } from "../upstream/index.ts";
import type { LocalPackage } from "./local-repository.ts";
import type { Progress } from "./progress.ts";

/** What every build of a run shares. */
export type BuildContext = {
  readonly sandbox: Sandbox;
  /** Name of the repository: pacman's section. */
  readonly repository: string;
  /** By name: the entries of packages.yaml that the plan was made from. */
  readonly entries: ReadonlyMap<string, Entry>;
  /** What is published; null: nothing. */
  readonly manifest: Manifest | null;
  readonly distribution: DistributionNames;
  /** `BuildPlan.cycles`: between members of one cycle only sonames count. */
  readonly cycles: readonly (readonly string[])[];
  /** The package's folder as planned. */
  readonly treeOf: (job: PlannedBuild) => Promise<PackageTree>;
  /** A published package as a file of this machine, its hash checked; null: the store has lost it. */
  readonly readPublished: (published: PublishedPackage) => Promise<LocalPackage | null>;
  /** Folder that gets one folder per package: `<entry>.<first 12 of the key>.<attempt>`. */
  readonly results: string;
  /** Of the run, counted from 1: a repeated one keeps what the first left. */
  readonly attempt: number;
  /** Of one phase's log that is kept. */
  readonly logBytes: number;
  readonly progress: Progress;
  readonly signal: AbortSignal;
};

/** A result whose folder holds `result.json`, `log/` and `packages/`, with its packages read. */
export type FinishedBuild = {
  readonly result: BuildResult;
  readonly folder: string;
  readonly packages: readonly LocalPackage[];
  /** When a run that was interrupted had finished it; absent: it was settled now. */
  readonly takenOver?: Date;
};
