import type { AurPackage } from "../../../actions/lib/aur/index.ts";
import type { DistributionNames } from "../../../actions/lib/distribution/index.ts";
import type { Entry, NewEntry } from "../../../actions/lib/packages-yaml/index.ts";
import { publishesOf, type Refused } from "./new-entries.ts";

/** What names become: entries in the order of the names, and those that become none. */
export type Imported = { readonly entries: readonly NewEntry[]; readonly skipped: readonly Refused[] };

type Known = {
  readonly entries: readonly Entry[];
  readonly packages: readonly AurPackage[];
  readonly distribution: DistributionNames | null;
};

/** One entry for each pkgbase, unpinned, that may publish all that it builds. */
export function importNames(names: readonly string[], known: Known): Imported {
  const listed = new Set(known.entries.flatMap(({ name, publishes }) => [name, ...publishes]));
  const builders = new Map(
    known.packages.flatMap((one) => one.pkgnames.map((pkgname) => [pkgname, one] as const)),
  );
  const asked = new Set(names);
  const entries = new Map<string, NewEntry>();
  const skipped: Refused[] = [];
  for (const name of asked) {
    const builder = builders.get(name);
    const reason = reasonAgainst(name, { ...known, listed, asked, builder });
    if (reason !== null || builder === undefined) skipped.push({ name, reason: reason ?? NOWHERE });
    else if (!entries.has(builder.pkgbase)) entries.set(builder.pkgbase, entryOf(builder));
  }
  return { entries: [...entries.values()], skipped };
}

const NOWHERE = "not in the AUR";

type Question = Known & {
  readonly listed: ReadonlySet<string>;
  readonly asked: ReadonlySet<string>;
  readonly builder: AurPackage | undefined;
};

/** null: there is none. */
function reasonAgainst(name: string, { listed, asked, distribution, builder }: Question): string | null {
  if (listed.has(name) || (builder !== undefined && listed.has(builder.pkgbase))) return "listed already";
  if (distribution !== null && distribution.version(name) !== null) return "in core or extra";
  if (builder === undefined && name.endsWith("-debug") && asked.has(name.slice(0, -"-debug".length))) {
    return "debug packages, which are never made here";
  }
  return null;
}

function entryOf({ pkgbase, pkgnames }: AurPackage): NewEntry {
  const packages = publishesOf(pkgbase, pkgnames);
  return { name: pkgbase, git: null, branch: null, path: null, ref: null, packages };
}
