import type { PublishedEntry, PublishedPackage } from "../../documents/index.ts";
import { type Candidate, parseDependency, satisfies } from "../../pkgbuild/index.ts";

/** A package of a repository and the entry that publishes it. */
export type Offerer = { readonly entry: string; readonly published: PublishedPackage };

/** A soname that its files link, or a dependency as its PKGBUILD wrote it. */
export type Need = { readonly kind: "soname" | "dependency"; readonly text: string };

/** The package that meets a need within one repository; null: none of it does, the distribution may. */
export type Offers = (need: Need) => Offerer | null;

/** What a published package needs of others, as far as it is known. */
export function needsOf(
  { metadata, built }: PublishedEntry,
  { pkgname, needs }: PublishedPackage,
): readonly Need[] {
  // Metadata of a later try that failed says nothing of what is published.
  const own = metadata?.tree === built?.tree ? metadata?.packages : undefined;
  const depends = own?.find((one) => one.pkgname === pkgname)?.depends ?? [];
  return [
    ...needs.map((text) => ({ kind: "soname", text }) as const),
    ...depends.map((text) => ({ kind: "dependency", text }) as const),
  ];
}

/** What the packages of these entries offer each other. */
export function offersOf(entries: readonly PublishedEntry[]): Offers {
  const sonames = new Map<string, Offerer>();
  const byName = new Map<string, (Candidate & { readonly offerer: Offerer })[]>();
  for (const entry of entries) {
    for (const published of entry.built?.packages ?? []) {
      const offerer = { entry: entry.entry, published };
      for (const soname of published.offers) sonames.set(soname, offerer);
      const { pkgname, version } = published;
      const provides = entry.metadata?.packages.find((one) => one.pkgname === pkgname)?.provides ?? [];
      for (const name of new Set([pkgname, ...provides.map((text) => parseDependency(text).name)])) {
        byName.set(name, [...(byName.get(name) ?? []), { pkgname, version, provides, offerer }]);
      }
    }
  }
  return ({ kind, text }) => {
    if (kind === "soname") return sonames.get(text) ?? null;
    const dependency = parseDependency(text);
    return byName.get(dependency.name)?.find((one) => satisfies(dependency, one))?.offerer ?? null;
  };
}
