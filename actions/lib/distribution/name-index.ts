import { parseProvision } from "../pkgbuild/index.ts";
import type { DistributionNames, DistributionProvider } from "./distribution-names.ts";
import type { NamedPackage } from "./read-names.ts";

/** Where two repositories have a name, the earlier one's package is the one pacman takes. */
export function indexNames(packages: readonly NamedPackage[]): DistributionNames {
  const versions = new Map<string, string>();
  for (const [pkgname, version] of packages) {
    if (!versions.has(pkgname)) versions.set(pkgname, version);
  }
  let providers: ReadonlyMap<string, readonly DistributionProvider[]> | null = null;
  return {
    version: (pkgname) => versions.get(pkgname) ?? null,
    providers(name) {
      providers ??= indexProviders(packages);
      return providers.get(name) ?? [];
    },
  };
}

function indexProviders(
  packages: readonly NamedPackage[],
): ReadonlyMap<string, readonly DistributionProvider[]> {
  const providers = new Map<string, DistributionProvider[]>();
  for (const [pkgname, , provides] of packages) {
    for (const { name, version } of provides.map(parseProvision)) {
      const known = providers.get(name);
      if (known) known.push({ pkgname, version });
      else providers.set(name, [{ pkgname, version }]);
    }
  }
  return providers;
}
