import type { Manifest, PublishedEntry, PublishedPackage } from "../../documents/index.ts";
import { vercmp } from "../../pkgbuild/index.ts";
import { nearest } from "../../spelling/index.ts";
import { PublishingError } from "../publishing-error.ts";

/** What is to be rolled back: everything to a generation, or one package (or the packages of one entry) to a version. */
export type RollbackWish =
  | { readonly kind: "generation"; readonly generation: number }
  | { readonly kind: "version"; readonly name: string; readonly version: string };

/** The publication that a wish means. */
export type RollbackTarget = {
  readonly manifest: Manifest;
  /** The entry to roll back; null: all of them. */
  readonly entry: string | null;
};

/**
 * The newest publication that is what the wish says; "published" where that is the one of now. `manifests` newest first.
 * Throws a PublishingError, which says what is kept, where there is none.
 */
export async function findTarget(
  wish: RollbackWish,
  manifests: AsyncIterable<Manifest>,
): Promise<RollbackTarget | "published"> {
  const generations: number[] = [];
  const versions = new Set<string>();
  const names = new Set<string>();
  for await (const manifest of manifests) {
    const found = meantBy(wish, manifest);
    if (found) return generations.length === 0 ? "published" : { manifest, ...found };
    generations.push(manifest.generation);
    if (wish.kind === "version") {
      for (const entry of manifest.entries) {
        for (const version of versionsOf(entry, wish.name)) versions.add(version);
        for (const name of namesOf(entry)) names.add(name);
      }
    }
  }
  throw wish.kind === "generation" ? noGeneration(wish, generations) : noVersion(wish, { versions, names });
}

function meantBy(wish: RollbackWish, manifest: Manifest): Pick<RollbackTarget, "entry"> | null {
  if (wish.kind === "generation") return manifest.generation === wish.generation ? { entry: null } : null;
  const { name, version } = wish;
  const owner = manifest.entries.find((one) => versionsOf(one, name).includes(version));
  return owner ? { entry: owner.entry } : null;
}

/** The versions under which an entry has published a name: its own, or that of one of its packages. */
function versionsOf(entry: PublishedEntry, name: string): readonly string[] {
  return packagesNamed(entry, name).map(({ version }) => version);
}

function packagesNamed({ entry, built }: PublishedEntry, name: string): readonly PublishedPackage[] {
  return (built?.packages ?? []).filter(({ pkgname }) => entry === name || pkgname === name);
}

/**
 * Throws a PublishingError where a package that was asked for by name stays away, since packages.yaml no longer lists
 * it (`unlisted`), whatever would go back with it.
 */
export function requireListed(
  wish: RollbackWish,
  { manifest, entry }: RollbackTarget,
  { unlisted }: { readonly unlisted: readonly PublishedPackage[] },
): void {
  if (wish.kind === "generation") return;
  const owner = manifest.entries.find((one) => one.entry === entry);
  const asked = owner ? packagesNamed(owner, wish.name) : [];
  if (asked.some((one) => !unlisted.includes(one))) return;
  const under = entry === wish.name ? "" : `, under the \`packages:\` of ${entry},`;
  throw new PublishingError(
    "unknown-name",
    `packages.yaml no longer lists ${wish.name}, and ${wishWords(wish)} would be removed again: list it${under} and roll back then`,
  );
}

/** "generation 4", "yay 12.3.5-1". */
export function wishWords(wish: RollbackWish): string {
  return wish.kind === "generation" ? `generation ${wish.generation}` : `${wish.name} ${wish.version}`;
}

/** Of an entry that was tried and never published there is nothing to go back to. */
function namesOf({ entry, built }: PublishedEntry): readonly string[] {
  return built === null ? [] : [entry, ...built.packages.map(({ pkgname }) => pkgname)];
}

function noGeneration({ generation }: { generation: number }, seen: readonly number[]): PublishingError {
  const [newest, oldest] = [seen[0], seen.at(-1)];
  const kept = oldest === newest ? `only generation ${newest} is kept` : `${oldest} to ${newest} are kept`;
  return new PublishingError(
    "not-kept",
    `there is no generation ${generation} to go back to: ${kept}; \`scripts/autorepo history\` lists them`,
  );
}

function noVersion(
  { name, version }: { name: string; version: string },
  { versions, names }: { versions: ReadonlySet<string>; names: ReadonlySet<string> },
): PublishingError {
  const kept = [...versions].sort(vercmp).reverse();
  if (kept.length === 0) {
    const meant = nearest(name, [...names]);
    const hint = meant === null ? ";" : `; did you mean ${meant}?`;
    return new PublishingError(
      "unknown-name",
      `no publication that is kept had a package or an entry "${name}"${hint} \`scripts/autorepo history\` lists them`,
    );
  }
  return new PublishingError(
    "not-kept",
    `no publication that is kept had ${name} ${version}: kept are ${kept.join(", ")}`,
  );
}
