import type { StoredObject } from "../../documents/index.ts";
import { together } from "../../in-parallel/index.ts";
import type { Store } from "../../store/index.ts";
import { WELL_KNOWN_HEADERS } from "../objects/headers.ts";
import { putAfter } from "../objects/last-modified.ts";
import { digestOf, download } from "../objects/stored-object.ts";
import type { Publication } from "../publication.ts";
import { PublishingError } from "../publishing-error.ts";
import { isStillPublished, type Published, readPublished, readPublishedAfter } from "../state/published.ts";

/** Every round is another publisher's commit. */
const ROUNDS = 20;

/** A state and the manifest that it names. */
export type KnownPublication = Pick<Published, "state" | "manifest">;

export type Switched = { readonly switched: readonly string[]; readonly notes: readonly string[] };

/** A database by the name that pacman asks for, and where the state's generation keeps it. */
export type WellKnown = { readonly key: string; readonly target: string; readonly expected: StoredObject };

/** The two databases of a generation. */
export function wellKnown({ state, manifest }: KnownPublication): {
  readonly db: WellKnown;
  readonly files: WellKnown;
} {
  const named = (kind: "db" | "files"): WellKnown => {
    const key = `${state.repository}.${kind}`;
    return { key, target: manifest.database + key, expected: manifest.databases[kind] };
  };
  return { db: named("db"), files: named("files") };
}

/**
 * Makes the names that pacman asks for the databases that the state names, and reads the state again until both
 * agree: another publisher may commit meanwhile. `folder` is for downloads, `known` the publication that was seen last.
 */
export async function switchWellKnown(
  store: Store,
  { repositoryName, folder, known }: { repositoryName: string; folder: string; known?: KnownPublication },
): Promise<Switched> {
  const switched = new Set<string>();
  const notes: string[] = [];
  let published: KnownPublication | null = known ?? (await readPublished(store, repositoryName));
  for (let round = 0; published !== null && round < ROUNDS; round++) {
    const { files, db } = wellKnown(published);
    // The database last: what it names is there in all its parts when a client sees it.
    for (const outdated of await together(...[files, db].map((name) => lookedAt(store, name, folder)))) {
      if (outdated === null) continue;
      const note = await replace(store, outdated, published);
      if (note) notes.push(note);
      switched.add(outdated.key);
    }
    const again: Published | null = await readPublishedAfter(store, published);
    if (again?.manifest === published.manifest) return { switched: [...switched], notes };
    published = again;
  }
  throw new PublishingError(
    "contended",
    `${store.place}: the state changed ${ROUNDS} times while ${repositoryName}.db was written: publish again`,
  );
}

/** The same after a commit: a failure then must not read as if nothing had been published. */
export async function switchAfter(
  { outcome, state, manifest }: Pick<Publication, "outcome" | "state" | "manifest">,
  { store, repositoryName, folder }: { store: Store; repositoryName: string; folder: string },
): Promise<Switched> {
  try {
    return await switchWellKnown(store, { repositoryName, folder, known: { state, manifest } });
  } catch (cause) {
    if (outcome === "unchanged") throw cause;
    throw new PublishingError(
      "unswitched",
      `${store.place}: generation ${state.generation} is published, but ${repositoryName}.db could not be switched ` +
        "to it, so that clients still see the one before: publish again, which goes on from there",
      { cause },
    );
  }
}

/**
 * Whether a well-known name is what the state says. The bytes alone do not tell: a rollback's database has those of an older
 * generation, to which the name would still redirect. What was written for this generation is not older than it.
 */
export async function agrees(store: Store, { key, target, expected }: WellKnown): Promise<boolean> {
  const [found, own] = await together(store.stat(key), store.stat(target));
  if (found?.bytes !== expected.bytes) return false;
  if (own !== null && found.modified < own.modified) return false;
  return (await digestOf(store, key))?.sha256 === expected.sha256;
}

type Outdated = WellKnown & {
  /** On this machine, with the bytes that the name should have. */
  readonly file: string;
  /** When what clients are given was written; null: there is nothing yet. */
  readonly served: Date | null;
};

/** null: the name is what the state says. */
async function lookedAt(store: Store, name: WellKnown, folder: string): Promise<Outdated | null> {
  if (await agrees(store, name)) return null;
  const { key, target, expected } = name;
  const [file, found] = await together(download(store, { key: target, expected, folder }), store.stat(key));
  return { ...name, file, served: found?.modified ?? null };
}

/** Only while that publication is the published one: readers must not be led from a newer database back to an older one. */
async function replace(
  store: Store,
  { key, target, expected, file, served }: Outdated,
  published: KnownPublication,
): Promise<string | null> {
  const body = { file, bytes: expected.bytes };
  // A website endpoint sends pacman to the target, whose signature it takes; a plain one serves these very bytes.
  const headers = { ...WELL_KNOWN_HEADERS, redirect: target };
  const isWanted = () => isStillPublished(store, published);
  return await putAfter(store, { key, body, headers, served, isWanted });
}
