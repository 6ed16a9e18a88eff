/** What the AUR's metadata says about one pkgbase; git cannot, since authors and "# Maintainer:" lines are forgeable. */
export type AurPackage = {
  readonly pkgbase: string;
  readonly pkgnames: readonly string[];
  readonly version: string;
  /** Account; null: an orphan. */
  readonly maintainer: string | null;
  readonly coMaintainers: readonly string[];
  readonly submitter: string | null;
  /** Seconds since 1970 UTC. */
  readonly firstSubmitted: number;
  readonly lastModified: number;
  readonly outOfDate: number | null;
  readonly votes: number;
};
