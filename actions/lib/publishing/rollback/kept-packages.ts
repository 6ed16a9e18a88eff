import { mkdir } from "node:fs/promises";
import path from "node:path";
import { readPackage } from "../../archive/index.ts";
import type { Manifest, PublishedPackage } from "../../documents/index.ts";
import type { Store } from "../../store/index.ts";
import { download } from "../objects/stored-object.ts";
import type { CandidatePackage } from "../publication.ts";
import { PublishingError } from "../publishing-error.ts";
import { keptManifests } from "../state/kept-manifests.ts";

/** Of a number of packages the one that is being fetched; `position` from 1. */
export type FetchProgress = (
  fetched: PublishedPackage,
  place: { readonly position: number; readonly of: number },
) => void;

/** Fetches packages of earlier generations, each once, to be published again. */
export function keptPackages(
  store: Store,
  { folder, progress }: { folder: string; progress: FetchProgress },
): { fetch(packages: readonly PublishedPackage[]): Promise<readonly CandidatePackage[]> } {
  const known = new Map<string, CandidatePackage>();
  return {
    fetch: async (packages) => {
      await mkdir(folder, { recursive: true });
      const missing = packages.filter(({ object }) => !known.has(object));
      for (const [index, published] of missing.entries()) {
        progress(published, { position: index + 1, of: missing.length });
        known.set(published.object, await fetchOne(store, published, folder));
      }
      return packages.flatMap(({ object }) => known.get(object) ?? []);
    },
  };
}

/** What the database says of a package is read from its bytes again: nothing else keeps all of it. */
async function fetchOne(
  store: Store,
  published: PublishedPackage,
  folder: string,
): Promise<CandidatePackage> {
  const { object, sha256, bytes } = published;
  const file = await download(store, { key: object, expected: { sha256, bytes }, folder });
  const contents = await readPackage(file);
  return { path: file, built: { file: path.basename(file), contents }, published };
}

/** Throws a PublishingError that says what remains, where packages to be published again are gone. */
export async function requireKept(
  store: Store,
  packages: readonly PublishedPackage[],
  { target, newest }: { target: Manifest; newest: Manifest },
): Promise<void> {
  const isThere = remembering(async ({ object }) => (await store.stat(object)) !== null);
  const gone = await allThat(packages, async (one) => !(await isThere(one)));
  if (gone.length === 0) return;
  const names = gone.slice(0, NAMES_SHOWN).map(({ pkgname, version }) => `${pkgname} ${version}`);
  const more = gone.length > names.length ? ` and ${gone.length - names.length} more` : "";
  const whole = await oldestWhole(keptManifests(store, newest), { target, isThere });
  throw new PublishingError(
    "not-kept",
    `generation ${target.generation} cannot be published again: ${gone.length} of ${packages.length} packages it needs ` +
      `are gone from ${store.place}: ${names.join(", ")}${more}. ` +
      `The oldest generation that is there with all its packages is ${whole}`,
  );
}

const NAMES_SHOWN = 10;

type IsThere = (published: PublishedPackage) => Promise<boolean>;

async function oldestWhole(
  newestFirst: AsyncIterable<Manifest>,
  { target, isThere }: { target: Manifest; isThere: IsThere },
): Promise<number> {
  let whole = target.generation;
  for await (const { publication, generation, entries } of newestFirst) {
    if (publication === target.publication) break;
    const packages = entries.flatMap(({ built }) => built?.packages ?? []);
    if ((await allThat(packages, async (one) => !(await isThere(one)))).length > 0) break;
    whole = generation;
  }
  return whole;
}

function remembering(look: IsThere): IsThere {
  const answers = new Map<string, Promise<boolean>>();
  return (published) => {
    const answer = answers.get(published.object) ?? look(published);
    answers.set(published.object, answer);
    return answer;
  };
}

async function allThat<T>(all: readonly T[], holds: (one: T) => Promise<boolean>): Promise<readonly T[]> {
  const found: T[] = [];
  for (const one of all) if (await holds(one)) found.push(one);
  return found;
}
