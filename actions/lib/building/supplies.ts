import type { PublishedEntry, PublishedPackage } from "../documents/index.ts";
import { parseDependency, satisfies } from "../pkgbuild/index.ts";
import type { BuildContext, FinishedBuild } from "./build-context.ts";
import type { LocalPackage, Supply } from "./local-repository.ts";
import { infrastructureFault, PhaseFailure } from "./phase-failure.ts";

type Reading = Pick<BuildContext, "manifest" | "readPublished">;
type Listing = Pick<BuildContext, "manifest" | "entries">;

/**
 * The repository as dependents see it now: packages of this run, and what is published of other entries. `lost` is told
 * of a package that is asked for and that the store has lost.
 */
export function suppliesOf(
  finished: readonly FinishedBuild[],
  context: Reading,
  lost: Lost = isMissed,
): readonly Supply[] {
  const built = finished.filter(({ result }) => result.outcome === "built");
  const replaced = new Set(built.map(({ result }) => result.entry));
  const published = (context.manifest?.entries ?? []).filter(({ entry }) => !replaced.has(entry));
  return [
    ...built.flatMap(({ packages }) => packages.map(supplyOfRun)),
    ...published.flatMap((entry) => suppliesOfEntry(entry, context, lost)),
  ];
}

function supplyOfRun(local: LocalPackage): Supply {
  const { pkgname, version, provides } = local.contents.info;
  return { pkgname, version, provides, read: async () => local };
}

function suppliesOfEntry(
  { entry, metadata, built }: PublishedEntry,
  context: Reading,
  lost: Lost,
): readonly Supply[] {
  return (built?.packages ?? []).map((published) => {
    const { pkgname, version, offers } = published;
    const evaluated = metadata?.packages.find((candidate) => candidate.pkgname === pkgname);
    // makepkg completes "libfoo.so" in provides by the soname it finds in the library.
    const provides = [...(evaluated?.provides ?? []), ...offers];
    const read = async () => (await readPublishedPackage(published, context)) ?? lost(published, entry);
    return { pkgname, version, provides, read };
  });
}

type Lost = (published: PublishedPackage, entry: string) => null;

/** For what can be tried without it. */
export const goesWithout: Lost = () => null;

function isMissed({ pkgname, version }: PublishedPackage, entry: string): never {
  const command = `\`scripts/autorepo run --rebuild --packages ${entry}\``;
  const reason = `the published ${pkgname} ${version} is gone from the store, or damaged there: ${command} builds it again`;
  throw new PhaseFailure("dependencies", infrastructureFault(reason));
}

/**
 * Null where the store has lost it.
 *
 * @throws PhaseFailure where it cannot be had: the store's trouble, not the package's
 */
export async function readPublishedPackage(
  published: PublishedPackage,
  { readPublished }: Pick<BuildContext, "readPublished">,
): Promise<LocalPackage | null> {
  try {
    return await readPublished(published);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const reason = `the published ${published.pkgname} ${published.version} cannot be had: ${said}`;
    throw new PhaseFailure("dependencies", infrastructureFault(reason, error));
  }
}

/**
 * Why a build cannot go on without dependencies that failed in this run; null where what is published of them
 * will do. Asked again once the dependencies are evaluated, since a published version may be too old.
 */
export function missingSupply(
  dependencies: readonly string[],
  failed: readonly FinishedBuild[],
  { supplies, context }: { readonly supplies: readonly Supply[]; readonly context: Listing },
): string | null {
  for (const { result } of failed) {
    const names = namesOffered(result, context);
    for (const text of dependencies) {
      const dependency = parseDependency(text);
      if (!names.has(dependency.name) || supplies.some((supply) => satisfies(dependency, supply))) continue;
      return `it waits for ${result.entry}, which ${wordsFor(result.outcome)}: no published version of it satisfies "${text}": ${result.reason}`;
    }
  }
  return null;
}

/**
 * By all that is known of an entry: one that was refused before it was evaluated says nothing itself, but
 * packages.yaml and what it published before do.
 */
function namesOffered(result: FinishedBuild["result"], { entries, manifest }: Listing): ReadonlySet<string> {
  const published = manifest?.entries.find(({ entry }) => entry === result.entry);
  const evaluated = [result.metadata, published?.metadata].flatMap((metadata) => metadata?.packages ?? []);
  const made = [...evaluated, ...(published?.built?.packages ?? [])];
  const provided = evaluated.flatMap(({ provides }) => provides.map((text) => parseDependency(text).name));
  const listed = entries.get(result.entry)?.publishes ?? [];
  return new Set([...listed, ...made.map(({ pkgname }) => pkgname), ...provided]);
}

/** "failed", "is blocked itself", "was postponed". */
export function wordsFor(outcome: FinishedBuild["result"]["outcome"]): string {
  if (outcome === "blocked") return "is blocked itself";
  return outcome === "postponed" ? "was postponed" : "failed";
}
