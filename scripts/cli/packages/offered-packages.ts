import type { DistributionNames } from "../../../actions/lib/distribution/index.ts";
import {
  parseDependency,
  parseProvision,
  satisfiesProvision,
  satisfiesVersion,
} from "../../../actions/lib/pkgbuild/index.ts";

/** What an entry brings, as far as is known. */
export type Offer = { readonly publishes: readonly string[]; readonly provides: readonly string[] };

/**
 * Those dependencies that nobody offers: neither an entry by name, nor core and extra by name or provision, nor an
 * entry by provision (planning's order; versions of entries are planning's concern).
 */
export function lackingOf(
  dependencies: readonly string[],
  offers: readonly Offer[],
  distribution: DistributionNames | null,
): readonly string[] {
  const names = new Set(offers.flatMap(({ publishes }) => publishes));
  const provisions = Map.groupBy(
    offers.flatMap(({ provides }) => provides.map(parseProvision)),
    ({ name }) => name,
  );
  return dependencies.filter((text) => {
    const dependency = parseDependency(text);
    const { name } = dependency;
    if (names.has(name)) return false;
    if (isOfficial(text, distribution)) return false;
    const provided = provisions.get(name) ?? [];
    return !provided.some((provision) => name.includes(".so") || satisfiesProvision(dependency, provision));
  });
}

function isOfficial(text: string, distribution: DistributionNames | null): boolean {
  if (distribution === null) return false;
  const dependency = parseDependency(text);
  const { name } = dependency;
  const version = distribution.version(name);
  if (version !== null && satisfiesVersion(dependency, version)) return true;
  return distribution
    .providers(name)
    .some((provider) => satisfiesProvision(dependency, { name, version: provider.version }));
}
