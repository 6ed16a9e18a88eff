import type { Aur } from "../lib/aur/index.ts";
import type { DistributionNames } from "../lib/distribution/index.ts";
import type { Memory, Review } from "../lib/documents/index.ts";
import type { PackagesYaml } from "../lib/packages-yaml/index.ts";
import type { Evaluation } from "../lib/pkgbuild/index.ts";
import type { Change } from "../lib/review/index.ts";
import type { Branches, PackageTree } from "../lib/upstream/index.ts";

/** What detect's reading half works with. It holds no token that writes and no secret. */
export type ReadRequest = {
  readonly packagesYaml: PackagesYaml;
  /** Of packages.yaml; null: not committed as it stands. */
  readonly commit: string | null;
  readonly memory: Memory;
  readonly branches: Branches;
  readonly aur: Aur;
  /** Evaluates a PKGBUILD in a container without network; null: there is no engine, and reviews say so. */
  readonly evaluate: ((tree: PackageTree) => Promise<Evaluation>) | null;
  /** Names of core and extra; null: they could not be read, and reviews say so. */
  readonly distribution: DistributionNames | null;
  /** Entries whose cooldown is waived. */
  readonly noCooldown: ReadonlySet<string>;
  /** By entry: the upstream commit that its open pull request proposes. */
  readonly openPullRequests: ReadonlyMap<string, string>;
  readonly now: Date;
  readonly signal: AbortSignal;
  /** Told of what a person who waits should know. */
  readonly note: (text: string) => void;
  /** Given each change that will be proposed, while its trees are at hand: to make a page of it. */
  readonly reviewed?: (change: Change, review: Review) => Promise<void>;
};
