import { DistributionError } from "./distribution-error.ts";
import type { DistributionNames } from "./distribution-names.ts";
import { fetchDatabase, type Validator } from "./mirror.ts";
import { indexNames } from "./name-index.ts";
import { type KnownNames, type NamedPackage, readKnownNames, writeKnownNames } from "./names-cache.ts";
import { readNames } from "./read-names.ts";

/** What core and extra offer, as their mirror says now or as it said last. */
export type Distribution = {
  readonly names: DistributionNames;
  /** Sentences for a person: which names are old, and why. */
  readonly notes: readonly string[];
};

export type DistributionOptions = {
  /** Address with `$repo` and `$arch` in it: `https://…/$repo/os/$arch` or `file:///…`. */
  readonly mirror: string;
  /** Cache folder; made when missing. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** For tests that stand between. */
  readonly fetch?: typeof fetch;
};

/**
 * Names, versions and provisions of core and extra. Databases are fetched only when they changed, parsed
 * once, and kept in `folder`. Where the mirror does not answer, what is kept is used and a note says so;
 * where nothing is kept, a DistributionError says what to do.
 */
export async function readDistribution(options: DistributionOptions): Promise<Distribution> {
  const repositories = await Promise.all(["core", "extra"].map((name) => readRepository(name, options)));
  return {
    names: indexNames(repositories.flatMap(({ packages }) => packages)),
    notes: repositories.flatMap(({ notes }) => notes),
  };
}

type Repository = { readonly packages: readonly NamedPackage[]; readonly notes: readonly string[] };

async function readRepository(name: string, options: DistributionOptions): Promise<Repository> {
  const url = databaseUrl(options.mirror, name);
  const known = await readKnownNames(options.folder, url);
  try {
    const fetched = await fetchDatabase(url, { ...options, known });
    if (fetched.kind === "unchanged") return { packages: fetched.known.packages, notes: [] };
    return await takeIn(url, fetched, options.folder);
  } catch (error) {
    options.signal.throwIfAborted();
    if (!known || !(error instanceof DistributionError)) throw error;
    return { packages: known.packages, notes: [oldNames(name, known, error)] };
  }
}

function databaseUrl(mirror: string, repository: string): string {
  const folder = mirror.replaceAll("$repo", repository).replaceAll("$arch", "x86_64").replace(/\/+$/, "");
  return `${folder}/${repository}.db`;
}

async function takeIn(
  url: string,
  fetched: { readonly validator: Validator; readonly body: Uint8Array },
  folder: string,
): Promise<Repository> {
  const packages = await readNames(url, fetched.body);
  const time = new Date().toISOString();
  const problem = await writeKnownNames(folder, { url, validator: fetched.validator, time, packages });
  return { packages, notes: problem === null ? [] : [problem] };
}

function oldNames(name: string, known: KnownNames, error: DistributionError): string {
  return `the names of ${name} are those of ${known.time}: ${error.message}`;
}
