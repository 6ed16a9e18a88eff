import type { Manifest, PublishedEntry } from "../../documents/index.ts";
import type { Entry } from "../../packages-yaml/packages-yaml.ts";
import { heldEntries } from "../../planning/index.ts";
import { nearest } from "../../spelling/index.ts";
import { type Decision, unchangedDecision } from "../deciding/decide.ts";
import { type OwnedPackage, publishedNames } from "../deciding/names.ts";
import { isKnown } from "../deciding/next-entries.ts";
import { keyringName } from "../keyring/keyring.ts";
import { PublishingError } from "../publishing-error.ts";
import type { RepairWork } from "./repair-work.ts";
import { builderOf } from "./store-problems.ts";
import { objectFaults, unsignedPackage } from "./verify-objects.ts";

/** Stands for all packages that are lost; no package can be called so. */
const ALL_LOST = "*";

/**
 * The published packages that a repair goes on without, since a person says so and their files are gone or damaged; of an
 * entry that is named, those of its packages.
 *
 * @throws PublishingError "unknown-name", or "removal" where a named one is there as it was published
 */
export async function droppedPackages(
  { store, request }: Pick<RepairWork, "store" | "request">,
  manifest: Manifest,
): Promise<readonly OwnedPackage[]> {
  const { drop, repositoryName } = request;
  if (drop.length === 0) return [];
  const keyring = keyringName(repositoryName);
  const all = [...publishedNames(manifest.entries).values()].filter(({ owner }) => owner !== keyring);
  for (const name of drop) requireKnown(name, all, manifest);
  const named = all.filter((one) => isNamed(one, drop));
  const lost = new Set<string>();
  for (const fault of await objectFaults(store, named.map(unsignedPackage), null)) lost.add(fault.object.key);
  for (const name of drop) requireLost(name, named, lost);
  return named.filter(({ published }) => lost.has(published.object));
}

/** Whether a package is among those named, by itself or by its entry. */
export function isNamed({ owner, published: { pkgname } }: OwnedPackage, drop: readonly string[]): boolean {
  return drop.some((name) => name === ALL_LOST || name === pkgname || name === owner);
}

/** What was published once is known: a repair that was cut off may have let go of it. */
function requireKnown(
  name: string,
  all: readonly OwnedPackage[],
  { entries, highest }: Pick<Manifest, "entries" | "highest">,
): void {
  if (name === ALL_LOST || all.some((one) => isNamed(one, [name]))) return;
  if (Object.hasOwn(highest, name) || entries.some(({ entry }) => entry === name)) return;
  const meant = nearest(
    name,
    all.map(({ published }) => published.pkgname),
  );
  const hint = meant === null ? "" : `; did you mean ${meant}?`;
  throw new PublishingError("unknown-name", `--drop: no package "${name}" is published${hint}`);
}

function requireLost(name: string, named: readonly OwnedPackage[], lost: ReadonlySet<string>): void {
  if (name === ALL_LOST) return;
  const own = named.filter((one) => isNamed(one, [name]));
  if (own.length === 0 || own.some(({ published }) => lost.has(published.object))) return;
  throw new PublishingError(
    "removal",
    `--drop lets go only of packages that are lost, and ${own.map(({ published }) => published.object).join(", ")} is there ` +
      "as it was published: to have a package removed take it out of packages.yaml",
  );
}

/** The published packages without those; what packages.yaml lists of them is marked to be built again. */
export function withoutPackages(
  manifest: Pick<Manifest, "entries" | "highest">,
  { dropped, tip, time }: { dropped: readonly OwnedPackage[]; tip: readonly Entry[]; time: string },
): Decision {
  const gone = new Set(dropped.map(({ published }) => published.pkgname));
  const builders = new Set(dropped.map((one) => builderOf(nameOf(one), tip)?.name));
  const left = (entry: PublishedEntry): PublishedEntry => {
    const { built, hold } = entry;
    const packages = (built?.packages ?? []).filter(({ pkgname }) => !gone.has(pkgname));
    const isBuilder = builders.has(entry.entry);
    if (!isBuilder && packages.length === (built?.packages.length ?? 0)) return entry;
    const rebuild = isBuilder && hold === null ? time : entry.rebuild;
    return { ...entry, built: built && packages.length > 0 ? { ...built, packages } : null, rebuild };
  };
  const removed = dropped.map(({ published: { pkgname, version } }) => ({
    pkgname,
    version,
    reason: "lost",
  }));
  return { ...unchangedDecision(manifest), entries: manifest.entries.map(left).filter(isKnown), removed };
}

/** What became of a package that a repair went on without, and how it comes back. */
export function droppedWords(
  owned: OwnedPackage,
  { entries }: Pick<Manifest, "entries">,
  tip: readonly Entry[],
): string {
  const { pkgname, version } = owned.published;
  const entry = builderOf(nameOf(owned), tip);
  const next =
    entry === null
      ? "packages.yaml does not list it"
      : heldEntries(entries, tip).has(entry.name)
        ? `a rollback holds ${entry.name}, \`scripts/autorepo release ${entry.name}\` has the next run build it again`
        : "the next run builds it again";
  return `${pkgname} ${version} is published no longer: ${next}`;
}

function nameOf({ owner, published: { pkgname } }: OwnedPackage) {
  return { owner, pkgname };
}
