import type { Manifest } from "../documents/index.ts";
import { vercmp } from "../pkgbuild/index.ts";

/** The greatest version of every name that was ever published, these included. */
export function raisedBy(
  highest: Manifest["highest"],
  versions: Iterable<readonly [pkgname: string, version: string]>,
): Manifest["highest"] {
  const known = new Map(Object.entries(highest));
  for (const [pkgname, version] of versions) {
    const before = known.get(pkgname);
    if (before === undefined || vercmp(version, before) > 0) known.set(pkgname, version);
  }
  return Object.fromEntries([...known].sort(([one], [two]) => (one < two ? -1 : 1)));
}
