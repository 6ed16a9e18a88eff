import type { Manifest } from "../../documents/index.ts";
import { vercmp } from "../../pkgbuild/index.ts";

/** The greatest version of every name that was ever published, these included; the same object where none is greater. */
export function raisedBy(
  highest: Manifest["highest"],
  versions: Iterable<readonly [pkgname: string, version: string]>,
): Manifest["highest"] {
  const raised = new Map<string, string>();
  for (const [pkgname, version] of versions) {
    const before = raised.get(pkgname) ?? (Object.hasOwn(highest, pkgname) ? highest[pkgname] : undefined);
    if (before === undefined || vercmp(version, before) > 0) raised.set(pkgname, version);
  }
  return raised.size === 0 ? highest : { ...highest, ...Object.fromEntries(raised) };
}
