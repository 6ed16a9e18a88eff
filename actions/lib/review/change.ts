import type { AurPackage } from "../aur/index.ts";
import type { DistributionNames } from "../distribution/index.ts";
import type { Entry } from "../packages-yaml/index.ts";
import type { Evaluation } from "../pkgbuild/index.ts";
import type { PackageTree } from "../upstream/index.ts";

/** Two versions of one package's folder, and what is known around them: all that a review is made from. */
export type Change = {
  readonly entry: Pick<Entry, "name" | "source" | "publishes" | "allow"> | null;
  /** null: the first review, of the whole. */
  readonly from: PackageTree | null;
  readonly to: PackageTree;
  /** How `to` follows `from` in the branch that is tracked. */
  readonly history: History;
  /** What a container answered for the trees that the static reader did not resolve; null: not asked, or no answer. */
  readonly evaluations: { readonly from: Evaluation | null; readonly to: Evaluation | null };
  readonly surroundings: Surroundings;
};

/** "follows": `to` is a descendant of `from`. "rewritten": it is not. "vanished": `from` is no longer served. */
export type History = "first" | "follows" | "rewritten" | "vanished" | "unknown";

export type Surroundings = {
  /** Names of core and extra; null: could not be read, and a finding says so. */
  readonly distribution: DistributionNames | null;
  /** Names that this repository publishes or lists. */
  readonly ownNames: ReadonlySet<string>;
  /** The AUR's word about the package, now and at the last review; "unknown": the AUR did not answer; null: not from the AUR. */
  readonly aur: { readonly now: AurPackage; readonly before: AurPackage | null } | "unknown" | null;
  readonly now: Date;
};
