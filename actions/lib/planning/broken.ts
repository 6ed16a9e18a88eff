import type { PublishedEntry, PublishedPackage, UsedDependency } from "../documents/index.ts";
import { familyOf, offeredByFamily } from "./platform.ts";
import { listed } from "./words.ts";

/** An entry that cannot be used as it is published, and by what in words. */
export type BrokenEntry = { readonly entry: string; readonly reason: string };

/**
 * Which entries are broken as they are published (product.md, publish: a result that stops offering a soname goes out
 * though the rebuild of who needs it failed), and in words by what: "greeter needs libgreeting.so=1-64, which
 * libgreeting 3.0-1 no longer offers". A dependency that is not published any more is none of this repository's.
 * `elsewhere`: sonames that the distribution offers too, as a plan says.
 */
export function brokenEntries(
  entries: readonly PublishedEntry[],
  elsewhere: readonly string[],
): readonly BrokenEntry[] {
  const byEntry = Map.groupBy(lossesOf(entries, elsewhere), ({ entry }) => entry);
  return [...byEntry].map(([entry, losses]) => ({ entry, reason: losses.map(lossWords).join("; ") }));
}

/** Of the sonames that published packages took from other entries, those that the distribution offers too. */
export function sonamesElsewhere(
  entries: readonly PublishedEntry[],
  isInDistribution: (soname: string) => boolean,
): readonly string[] {
  const packagesOf = publishedPackages(entries);
  const taken = entries.flatMap(({ built }) =>
    (built?.uses ?? []).flatMap((use) => {
      const now = packagesOf.get(use.entry);
      if (built === null || now === undefined) return [];
      const wasTaken = takenFrom(use, now);
      return built.packages.flatMap(({ needs }) => needs.filter(wasTaken));
    }),
  );
  return [...new Set(taken)].filter(isInDistribution).sort();
}

/** An entry with published packages that lack sonames, which another entry offered when they were built with it. */
type Loss = {
  readonly entry: string;
  /** Those of its packages that lack something. */
  readonly pkgnames: readonly string[];
  readonly sonames: readonly string[];
  /** The entry that no longer offers them, and the version it is published in. */
  readonly by: { readonly entry: string; readonly version: string };
};

function lossesOf(entries: readonly PublishedEntry[], elsewhere: readonly string[]): readonly Loss[] {
  const packagesOf = publishedPackages(entries);
  const own = [...packagesOf.values()].flat().flatMap(({ offers }) => offers);
  const offered = new Set([...own, ...elsewhere]);
  return entries.flatMap(({ entry, built }) =>
    (built?.uses ?? []).flatMap((use) => {
      const now = packagesOf.get(use.entry) ?? [];
      const wasTaken = takenFrom(use, now);
      const isLost = (soname: string) => !offered.has(soname) && wasTaken(soname);
      const lacks = lackedBy(built?.packages ?? [], isLost);
      const version = now[0]?.version;
      if (lacks.sonames.length === 0 || version === undefined) return [];
      return [{ entry, ...lacks, by: { entry: use.entry, version } }];
    }),
  );
}

function publishedPackages(
  entries: readonly PublishedEntry[],
): ReadonlyMap<string, readonly PublishedPackage[]> {
  return new Map(entries.map(({ entry, built }) => [entry, built?.packages ?? []]));
}

/**
 * Whether a dependency offered a soname to the build that used it. Where the value names sonames it was one of them;
 * where it is a version, or was not known, the dependency offers another version of that library now.
 */
function takenFrom({ value }: UsedDependency, now: readonly PublishedPackage[]): (soname: string) => boolean {
  if (value !== null && (value === "" || value.includes("="))) {
    const sonames = new Set(value.split(" "));
    return (soname) => sonames.has(soname);
  }
  const families = offeredByFamily(now.flatMap(({ offers }) => offers));
  return (soname) => families.has(familyOf(soname));
}

function lackedBy(
  packages: readonly PublishedPackage[],
  isLost: (soname: string) => boolean,
): Pick<Loss, "pkgnames" | "sonames"> {
  const lacking = packages.filter(({ needs }) => needs.some(isLost));
  return {
    pkgnames: lacking.map(({ pkgname }) => pkgname),
    sonames: [...new Set(lacking.flatMap(({ needs }) => needs.filter(isLost)))].sort(),
  };
}

function lossWords({ pkgnames, sonames, by }: Loss): string {
  const need = pkgnames.length === 1 ? "needs" : "need";
  return `${listed(pkgnames)} ${need} ${listed(sonames)}, which ${by.entry} ${by.version} no longer offers`;
}
