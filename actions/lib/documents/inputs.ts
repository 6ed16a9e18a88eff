/** What a build was, or will be, made from: compared field by field to decide whether anything is to be done. */
export type Inputs = {
  readonly entry: string;
  /** Digest of tree, publishable names, network level and image line: `buildKey` in planning. */
  readonly key: string;
  /** Digest of what decides passing but not bytes: timeout, tests, allowances. */
  readonly checks: string;
  /** Upstream's commit; null for a folder of this repository. */
  readonly commit: string | null;
  /** Git tree of the package's folder. */
  readonly tree: string;
  /** What it takes from each in-repository dependency, as `rebuild-on` says. */
  readonly uses: readonly UsedDependency[];
  /** Commits really fetched of moving sources. */
  readonly vcs: readonly VcsCommit[];
};

/** `value` null: the dependency is built in the same run and its value is not known yet. */
export type UsedDependency = { readonly entry: string; readonly value: string | null };

/** `source` as evaluated in the PKGBUILD, `commit` as fetched. */
export type VcsCommit = { readonly source: string; readonly commit: string };
