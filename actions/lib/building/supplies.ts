import { readPackage } from "../archive/index.ts";
import type { Manifest, PublishedEntry, PublishedPackage } from "../documents/index.ts";
import { parseDependency, satisfies } from "../pkgbuild/index.ts";
import type { BuildContext, FinishedBuild } from "./build-context.ts";
import type { LocalPackage, Supply } from "./local-repository.ts";
import { infrastructureFault, PhaseFailure } from "./phase-failure.ts";

type Fetching = Pick<BuildContext, "manifest" | "fetchPublished">;

/** The repository as dependents see it now: packages of this run, and what is published of other entries. */
export function suppliesOf(finished: readonly FinishedBuild[], context: Fetching): readonly Supply[] {
  const built = finished.filter(({ result }) => result.outcome === "built");
  const replaced = new Set(built.map(({ result }) => result.entry));
  const published = (context.manifest?.entries ?? []).filter(({ entry }) => !replaced.has(entry));
  return [
    ...built.flatMap(({ packages }) => packages.map(supplyOfRun)),
    ...published.flatMap((entry) => suppliesOfEntry(entry, context)),
  ];
}

function supplyOfRun(local: LocalPackage): Supply {
  const { pkgname, version, provides } = local.contents.info;
  return { pkgname, version, provides, read: async () => local };
}

function suppliesOfEntry({ metadata, built }: PublishedEntry, context: Fetching): readonly Supply[] {
  return (built?.packages ?? []).map((published) => {
    const { pkgname, version, offers } = published;
    const evaluated = metadata?.packages.find((candidate) => candidate.pkgname === pkgname);
    // makepkg completes "libfoo.so" in provides by the soname it finds in the library.
    const provides = [...(evaluated?.provides ?? []), ...offers];
    return { pkgname, version, provides, read: () => readPublishedPackage(published, context) };
  });
}

/** @throws PhaseFailure where it cannot be had: the store's trouble, not the package's */
export async function readPublishedPackage(
  published: PublishedPackage,
  { fetchPublished }: Pick<BuildContext, "fetchPublished">,
): Promise<LocalPackage> {
  try {
    const path = await fetchPublished(published);
    return { path, contents: await readPackage(path) };
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
  { supplies, manifest }: { readonly supplies: readonly Supply[]; readonly manifest: Manifest | null },
): string | null {
  for (const { result } of failed) {
    const names = namesOffered(result, manifest);
    for (const text of dependencies) {
      const dependency = parseDependency(text);
      if (!names.has(dependency.name) || supplies.some((supply) => satisfies(dependency, supply))) continue;
      return `it waits for ${result.entry}, which ${wordsFor(result.outcome)}: no published version of it satisfies "${text}"`;
    }
  }
  return null;
}

function namesOffered(result: FinishedBuild["result"], manifest: Manifest | null): ReadonlySet<string> {
  const published = manifest?.entries.find(({ entry }) => entry === result.entry);
  const known = [result.metadata, published?.metadata ?? null].filter((metadata) => metadata !== null);
  return new Set(
    known.flatMap(({ packages }) =>
      packages.flatMap(({ pkgname, provides }) => [
        pkgname,
        ...provides.map((text) => parseDependency(text).name),
      ]),
    ),
  );
}

/** "failed", "is blocked itself", "was postponed". */
export function wordsFor(outcome: FinishedBuild["result"]["outcome"]): string {
  if (outcome === "blocked") return "is blocked itself";
  return outcome === "postponed" ? "was postponed" : "failed";
}
