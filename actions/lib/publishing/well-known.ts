import type { StoredObject } from "../documents/index.ts";
import type { Store } from "../store/index.ts";
import { WELL_KNOWN_HEADERS } from "./headers.ts";
import { putAfter } from "./last-modified.ts";
import type { Publication } from "./publication.ts";
import { type Published, readPublished, readPublishedAfter, STATE_KEY } from "./published.ts";
import { PublishingError } from "./publishing-error.ts";
import { digestOf, download } from "./stored-object.ts";

/** Every round is another publisher's commit. */
const ROUNDS = 20;

/** With the hash by which the state names its manifest, that manifest. */
export type KnownPublication = Pick<Published, "state" | "manifest">;

export type Switched = { readonly switched: readonly string[]; readonly notes: readonly string[] };

/** A database by the name that pacman asks for, and where the state's generation keeps it. */
export type WellKnown = { readonly key: string; readonly target: string; readonly expected: StoredObject };

/** The two databases of a generation. */
export function wellKnown({ state, manifest }: Published): {
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
  let published = await (known ? readPublishedAfter(store, known) : readPublished(store, repositoryName));
  for (let round = 0; published !== null && round < ROUNDS; round++) {
    const { files, db } = wellKnown(published);
    // The database last: what it names is there in all its parts when a client sees it.
    for (const name of [files, db]) {
      if (await agrees(store, name)) continue;
      const note = await replace(store, name, { folder, version: published.version });
      if (note) notes.push(note);
      switched.add(name.key);
    }
    const again = await readPublishedAfter(store, published);
    if (again?.version === published.version) return { switched: [...switched], notes };
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
  const [found, own] = await Promise.all([store.stat(key), store.stat(target)]);
  if (found?.bytes !== expected.bytes) return false;
  if (own !== null && found.modified < own.modified) return false;
  return (await digestOf(store, key))?.sha256 === expected.sha256;
}

/** Only while the state is still the one of that version: readers must not be led from a newer database back to an older one. */
async function replace(
  store: Store,
  name: WellKnown,
  { folder, version }: { folder: string; version: string },
): Promise<string | null> {
  const { key, target, expected } = name;
  const file = await download(store, { key: target, expected, folder });
  const served = (await store.stat(key))?.modified ?? null;
  const body = { file, bytes: expected.bytes };
  // A website endpoint sends pacman to the target, whose signature it takes; a plain one serves these very bytes.
  const headers = { ...WELL_KNOWN_HEADERS, redirect: target };
  const isWanted = async () => (await store.read(STATE_KEY))?.version === version;
  return await putAfter(store, { key, body, headers, served, isWanted });
}
