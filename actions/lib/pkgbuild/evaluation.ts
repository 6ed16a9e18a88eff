/** A PKGBUILD as makepkg sees it after reading it, before any of its functions ran. */
export type Evaluation = {
  readonly pkgbase: string;
  /** `[epoch:]pkgver-pkgrel`, before pkgver() ran. */
  readonly version: string;
  readonly epoch: string | null;
  readonly pkgver: string;
  readonly pkgrel: string;
  readonly arch: readonly string[];
  readonly options: readonly string[];
  readonly noextract: readonly string[];
  readonly validpgpkeys: readonly string[];
  /** `source` and `source_x86_64`, each with the sums that stand beside it. */
  readonly sources: readonly SourceArray[];
  /** Of the top level, the architecture's own merged in; split packages may replace them. */
  readonly depends: readonly string[];
  readonly makedepends: readonly string[];
  readonly checkdepends: readonly string[];
  readonly packages: readonly EvaluatedPackage[];
  /** Of verify, prepare, pkgver, build, check, package and package_<pkgname> those that it defines. */
  readonly functions: readonly string[];
  /** ".pkg.tar.zst": makepkg.conf's, or what the PKGBUILD set. */
  readonly packageExtension: string;
  /** Settings of makepkg.conf that the PKGBUILD replaced. */
  readonly changed: readonly ChangedSetting[];
  /** Files that appeared or changed while it was read: its top level writes them. */
  readonly written: readonly string[];
};

export type ChangedSetting = "DLAGENTS" | "VCSCLIENTS" | "PKGEXT";

/** `suffix`: "" or "_x86_64". Sums stand at the positions of their sources. */
export type SourceArray = {
  readonly suffix: string;
  readonly sources: readonly string[];
  /** By makepkg's name of the algorithm: "sha256", "b2", "ck". */
  readonly sums: readonly { readonly algorithm: string; readonly values: readonly string[] }[];
};

/** What its package function replaces is replaced, and the architecture's own arrays are merged in. */
export type EvaluatedPackage = {
  readonly pkgname: string;
  readonly arch: readonly string[];
  readonly options: readonly string[];
  readonly groups: readonly string[];
  readonly backup: readonly string[];
  readonly depends: readonly string[];
  readonly provides: readonly string[];
  readonly conflicts: readonly string[];
  readonly replaces: readonly string[];
  /** Scriptlet file; null: none. */
  readonly install: string | null;
};
