import { ArchiveError, quoted } from "./archive-error.ts";

const NAME_BYTES = 240;

/**
 * The name of a package file in a store: `<pkgname>-<version>-<arch>.<first 8 of sha256>.pkg.tar.zst`.
 * libalpm puts it into URLs and paths as it stands, and stores decode `+` to a blank, so every byte that
 * some URL or store could read otherwise becomes `_`; the digest keeps names of different contents apart.
 * Throws an ArchiveError above 240 bytes, where pacman's own `.sig.part` no longer fits a file name.
 */
export function storeFileName(pkg: {
  readonly pkgname: string;
  /** `[epoch:]pkgver-pkgrel`. */
  readonly version: string;
  readonly arch: string;
  readonly sha256: string;
}): string {
  const plain = `${pkg.pkgname}-${pkg.version}-${pkg.arch}`.replaceAll(/[^A-Za-z0-9._-]/g, "_");
  const name = `${plain.replace(/^[.-]/, "_")}.${pkg.sha256.slice(0, 8)}.pkg.tar.zst`;
  if (name.length > NAME_BYTES) {
    const length = `${name.length} bytes, pacman takes ${NAME_BYTES}`;
    throw new ArchiveError("limit", `the file name ${quoted(name)} is too long: ${length}`);
  }
  return name;
}
