/**
 * What an evaluated PKGBUILD says about order: for x86_64, the architecture's own arrays already merged in.
 * Decides order and reasons, never what may be published.
 */
export type Metadata = {
  readonly tree: string;
  readonly pkgbase: string;
  /** `[epoch:]pkgver-pkgrel`, before any pkgver() ran. */
  readonly version: string;
  readonly packages: readonly PackageMetadata[];
  readonly makedepends: readonly string[];
  readonly checkdepends: readonly string[];
  readonly sources: readonly string[];
};

export type PackageMetadata = {
  readonly pkgname: string;
  readonly depends: readonly string[];
  readonly provides: readonly string[];
  readonly conflicts: readonly string[];
};
