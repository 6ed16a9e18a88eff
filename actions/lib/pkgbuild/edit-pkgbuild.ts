import type { Evaluation } from "./evaluation.ts";
import { splitVersion } from "./version.ts";

const PACKAGE_EXTENSION = ".pkg.tar.zst";

/**
 * The PKGBUILD's text with another pkgrel where, and only where, it comes to `version` ("1:2.0-1", after
 * pkgver()). The lines are indented because makepkg rewrites `^pkgver=` and `^pkgrel=` when pkgver() gives another
 * version, which also resets the pkgrel; one stands after each `pkgrel=` for what is derived from it further
 * down, one at the end for what sets it otherwise.
 */
export function withRelease(
  pkgbuild: string,
  { version, pkgrel }: { version: string; pkgrel: string },
): string {
  const evaluated = splitVersion(version);
  const pattern = `'${`${evaluated.pkgver}-${evaluated.pkgrel ?? ""}`.replaceAll("'", `'\\''`)}'`;
  const line = ` case $pkgver-$pkgrel in ${pattern}) pkgrel=${pkgrel};; esac`;
  const text = pkgbuild.replaceAll(
    /^pkgrel=[^\s;&|\\]*[ \t]*(#.*)?$/gm,
    (assignment) => `${assignment}\n${line}`,
  );
  return `${text}\n\n${line}\n`;
}

/** The PKGBUILD's text so that makepkg writes `.pkg.tar.zst`, whatever PKGEXT it set itself. */
export function withPackageFormat(pkgbuild: string, { packageExtension }: Evaluation): string {
  if (packageExtension === PACKAGE_EXTENSION) return pkgbuild;
  return `${pkgbuild}\n\nPKGEXT='${PACKAGE_EXTENSION}'\n`;
}
