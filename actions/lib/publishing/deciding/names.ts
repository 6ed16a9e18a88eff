import type { PublishedEntry, PublishedPackage } from "../../documents/index.ts";
import type { Entry } from "../../packages-yaml/packages-yaml.ts";
import type { UnlistedName } from "../../planning/index.ts";
import type { RemovedName } from "../publication.ts";
import { PublishingError } from "../publishing-error.ts";

export type OwnedPackage = { readonly owner: string; readonly published: PublishedPackage };

/** What a manifest publishes, by pkgname. */
export function publishedNames(entries: readonly PublishedEntry[]): ReadonlyMap<string, OwnedPackage> {
  const known = asked.get(entries);
  if (known !== undefined) return known;
  const names = new Map<string, OwnedPackage>();
  for (const { entry, built } of entries) {
    for (const published of built?.packages ?? []) names.set(published.pkgname, { owner: entry, published });
  }
  asked.set(entries, names);
  return names;
}

/** Every step of a publication asks, and of 10,000 entries one answer takes several milliseconds. */
const asked = new WeakMap<readonly PublishedEntry[], Map<string, OwnedPackage>>();

/**
 * Of the names that no entry of packages.yaml lists any more those that go in this publication: the only way in which a name
 * leaves the repository. `built`: the entries whose builds it publishes.
 */
export function removedNames(
  unlisted: readonly UnlistedName[],
  built: ReadonlySet<string>,
): readonly RemovedName[] {
  return unlisted
    .filter(({ owner, isOwnerListed }) => !isOwnerListed || built.has(owner))
    .map(({ published: { pkgname, version }, owner, isOwnerListed }) => ({
      pkgname,
      version,
      reason: isOwnerListed
        ? `entry ${owner} no longer lists it`
        : `packages.yaml no longer has entry ${owner}`,
    }));
}

/** Why they go, after their number. */
export const NO_LONGER_LISTED = "are no longer listed in packages.yaml";

/** Why an entry may not publish a name that another one owns; null: it may. A name moves only when both entries say so. */
export function ownershipProblem(
  pkgname: string,
  { entry, tip, owner }: { entry: Entry; tip: readonly Entry[]; owner: string | null },
): string | null {
  if (!entry.publishes.includes(pkgname))
    return `${pkgname} is not among the names that ${entry.name} may publish`;
  const others = tip.filter((other) => other.name !== entry.name && other.publishes.includes(pkgname));
  const other = others.find(({ name }) => name === owner) ?? others[0];
  if (other === undefined) return null;
  return `${pkgname} is listed under ${other.name} too: take it out of one of the two \`packages:\``;
}

/** Why a build loses a name that its entry has published and still lists; null: it does not. */
export function lostNameProblem(
  pkgname: string,
  { entry, built }: { entry: Entry; built: readonly string[] },
): string | null {
  if (!entry.publishes.includes(pkgname) || built.includes(pkgname)) return null;
  return `${pkgname} is published and was not built: take it out of \`packages:\` if it is to go`;
}

/**
 * Throws unless as many names go as were confirmed, where more than half of them would (security.md case 13).
 * `because` says of them why: "are no longer listed in packages.yaml".
 */
export function requireConfirmedRemoval(
  removed: readonly RemovedName[],
  { published, confirmed, because }: { published: number; confirmed: number | null; because: string },
): void {
  if (!needsConfirmation(removed.length, published) || removed.length === confirmed) return;
  const words = removalWords(removed, { published, because });
  const given = confirmed === null ? "" : `; --remove ${confirmed} confirms another number`;
  throw new PublishingError(
    "removal",
    `${words}${given}. If they are to go, run the same again with \`--remove ${removed.length}\``,
  );
}

/** More than half of what is published. */
export function needsConfirmation(removed: number, published: number): boolean {
  return removed * 2 > published;
}

const NAMES_TOLD = 10;

/** "3 of 4 published names are no longer listed in packages.yaml: a, b, c" */
export function removalWords(
  removed: readonly { readonly pkgname: string }[],
  { published, because }: { readonly published: number; readonly because: string },
): string {
  const shown = removed.slice(0, NAMES_TOLD).map(({ pkgname }) => pkgname);
  const more = removed.length > shown.length ? `, and ${removed.length - shown.length} more` : "";
  return `${removed.length} of ${published} published names ${because}: ${shown.join(", ")}${more}`;
}
