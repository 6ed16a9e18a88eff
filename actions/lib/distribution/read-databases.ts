import { ArchiveError } from "../archive/index.ts";
import { type KnownDatabase, readKnown, writeKnown } from "./database-cache.ts";
import { DistributionError } from "./distribution-error.ts";
import { fetchDatabase, type Validator } from "./mirror.ts";

export type DistributionOptions = {
  /** Address with `$repo` and `$arch` in it: `https://…/$repo/os/$arch` or `file:///…`. */
  readonly mirror: string;
  /** Cache folder; made when missing. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** For tests that stand between. */
  readonly fetch?: typeof fetch;
};

/** A kind of database, and what is wanted of it; `read` throws an ArchiveError where it is damaged. */
export type DatabaseKind<Found> = {
  readonly suffix: "db" | "files";
  /** For messages: "the names of core". */
  readonly words: string;
  readonly read: (body: Uint8Array) => Promise<readonly Found[]>;
};

export type ReadDatabases<Found> = {
  readonly core: readonly Found[];
  readonly extra: readonly Found[];
  /** Sentences for a person: what is old, and why. */
  readonly notes: readonly string[];
};

/**
 * What core and extra hold. Databases are fetched only when they changed, parsed once, and what was found is kept.
 * Where the mirror does not answer, what is kept is used and a note says so; where nothing is kept, a DistributionError
 * says what to do.
 */
export async function readDatabases<Found>(
  kind: DatabaseKind<Found>,
  options: DistributionOptions,
): Promise<ReadDatabases<Found>> {
  const [core, extra] = await Promise.all([
    readRepository("core", kind, options),
    readRepository("extra", kind, options),
  ]);
  return { core: core.found, extra: extra.found, notes: [...core.notes, ...extra.notes] };
}

type Repository<Found> = { readonly found: readonly Found[]; readonly notes: readonly string[] };

async function readRepository<Found>(
  name: string,
  kind: DatabaseKind<Found>,
  options: DistributionOptions,
): Promise<Repository<Found>> {
  const url = `${folderUrl(options.mirror, name)}/${name}.${kind.suffix}`;
  const known = await readKnown<Found>(options.folder, url);
  try {
    const fetched = await fetchDatabase(url, { ...options, known });
    if (fetched.kind === "unchanged") return { found: fetched.known.found, notes: [] };
    const found = await readBody(url, kind, fetched.body);
    return { found, notes: await keep(options.folder, { url, validator: fetched.validator, found }) };
  } catch (error) {
    options.signal.throwIfAborted();
    if (!known || !(error instanceof DistributionError)) throw error;
    return {
      found: known.found,
      notes: [`${kind.words} of ${name} are those of ${known.time}: ${error.message}`],
    };
  }
}

function folderUrl(mirror: string, repository: string): string {
  return mirror.replaceAll("$repo", repository).replaceAll("$arch", "x86_64").replace(/\/+$/, "");
}

async function readBody<Found>(
  url: string,
  { read }: DatabaseKind<Found>,
  body: Uint8Array,
): Promise<readonly Found[]> {
  try {
    return await read(body);
  } catch (cause) {
    if (!(cause instanceof ArchiveError)) throw cause;
    throw new DistributionError("damaged", `${url} is damaged: ${cause.message}`, { cause });
  }
}

async function keep<Found>(
  folder: string,
  fetched: Omit<KnownDatabase<Found>, "time"> & { readonly validator: Validator },
): Promise<string[]> {
  const problem = await writeKnown(folder, { ...fetched, time: new Date().toISOString() });
  return problem === null ? [] : [problem];
}
