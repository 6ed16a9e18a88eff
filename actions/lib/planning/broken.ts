import type { PublishedEntry, PublishedPackage, UsedDependency } from "../documents/index.ts";
import { familyOf, offeredByFamily } from "./platform.ts";
import { listed } from "./words.ts";

/**
 * Which entries are broken as they are published (product.md, publish: a result that stops offering a soname goes out
 * though the rebuild of who needs it failed), and in words by what: "greeter needs libgreeting.so=1-64, which
 * libgreeting 3.0-1 no longer offers". A dependency that is not published any more is none of this repository's.
 * `offeredElsewhere`: what is known of the distribution.
 */
export function brokenReasons(
  entries: readonly PublishedEntry[],
  offeredElsewhere: (soname: string) => boolean = () => false,
): ReadonlyMap<string, string> {
  const byEntry = Map.groupBy(brokenEntries(entries, offeredElsewhere), ({ entry }) => entry);
  return new Map([...byEntry].map(([entry, broken]) => [entry, broken.map(brokenWords).join("; ")]));
}

/** An entry with published packages that lack sonames, which another entry offered when they were built with it. */
type Broken = {
  readonly entry: string;
  /** Those of its packages that lack something. */
  readonly pkgnames: readonly string[];
  readonly sonames: readonly string[];
  /** The entry that no longer offers them, and the version it is published in. */
  readonly by: { readonly entry: string; readonly version: string };
};

function brokenEntries(
  entries: readonly PublishedEntry[],
  offeredElsewhere: (soname: string) => boolean,
): readonly Broken[] {
  const packagesOf = new Map(entries.map(({ entry, built }) => [entry, built?.packages ?? []]));
  const offered = new Set([...packagesOf.values()].flat().flatMap(({ offers }) => offers));
  return entries.flatMap(({ entry, built }) =>
    (built?.uses ?? []).flatMap((use) => {
      const now = packagesOf.get(use.entry) ?? [];
      const wasTaken = takenFrom(use, now);
      const isLost = (soname: string) =>
        !offered.has(soname) && wasTaken(soname) && !offeredElsewhere(soname);
      const lacks = lackedBy(built?.packages ?? [], isLost);
      const version = now[0]?.version;
      if (lacks.sonames.length === 0 || version === undefined) return [];
      return [{ entry, ...lacks, by: { entry: use.entry, version } }];
    }),
  );
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
): Pick<Broken, "pkgnames" | "sonames"> {
  const lacking = packages.filter(({ needs }) => needs.some(isLost));
  return {
    pkgnames: lacking.map(({ pkgname }) => pkgname),
    sonames: [...new Set(lacking.flatMap(({ needs }) => needs.filter(isLost)))].sort(),
  };
}

function brokenWords({ pkgnames, sonames, by }: Broken): string {
  const need = pkgnames.length === 1 ? "needs" : "need";
  return `${listed(pkgnames)} ${need} ${listed(sonames)}, which ${by.entry} ${by.version} no longer offers`;
}
