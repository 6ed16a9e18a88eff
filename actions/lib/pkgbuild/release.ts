import { splitVersion, vercmp } from "./version.ts";

/**
 * The pkgrel to set so that pacman upgrades to a rebuild; null: the version stays as it is.
 * `published` are all versions ever published under any of the package's names. Null where `version` is already
 * greater than all of them, and where its epoch:pkgver is lower than the greatest (a downgrade, for publish to
 * judge). Else the smallest `major.n`, the only form of sub-release that makepkg takes, that is greater than all:
 * 1 becomes 1.1, upstream's own 1.1 becomes 1.2, and 1 after a published 3 becomes 3.1.
 */
export function chooseRelease({
  version,
  published,
}: {
  version: string;
  published: readonly string[];
}): string | null {
  if (published.every((other) => vercmp(version, other) > 0)) return null;
  const front = withoutRelease(version);
  const greatest = published.reduce((a, b) => (vercmp(a, b) < 0 ? b : a));
  if (vercmp(front, withoutRelease(greatest)) < 0) return null;
  const [major, minor] = releaseNumbers(splitVersion(greatest).pkgrel ?? "0");
  const candidates = [`${major}.${minor + 1n}`, `${major + 1n}.1`];
  const isGreater = (pkgrel: string) => published.every((other) => vercmp(`${front}-${pkgrel}`, other) > 0);
  return candidates.find(isGreater) ?? null;
}

function withoutRelease(version: string): string {
  const { epoch, pkgver } = splitVersion(version);
  return `${epoch}:${pkgver}`;
}

function releaseNumbers(pkgrel: string): [bigint, bigint] {
  const [, major = "0", minor = "0"] = /^([0-9]+)(?:\.([0-9]+))?/.exec(pkgrel) ?? [];
  return [BigInt(major), BigInt(minor)];
}
