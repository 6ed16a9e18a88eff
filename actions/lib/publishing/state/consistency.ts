import { together } from "../../in-parallel/index.ts";
import type { ReadableStore, Store } from "../../store/index.ts";
import { digestOf } from "../objects/stored-object.ts";
import { PublishingError, REPAIR } from "../publishing-error.ts";
import { requireKey, type StateTrust } from "../signing.ts";
import { keptManifests } from "./kept-manifests.ts";
import { type Published, readPublished, STATE_KEY } from "./published.ts";
import { parseManifest } from "./state-document.ts";

/**
 * What is published, for a publisher: null only where the place is provably empty. Throws a PublishingError where the
 * state is lost, or older than the database that the place serves, or where what is published could not be signed.
 */
export async function readForPublishing(
  store: Store,
  repositoryName: string,
  trust: StateTrust,
): Promise<Published | null> {
  requireKey(store, trust);
  const [served, seen] = await together(
    digestOf(store, `${repositoryName}.db`),
    publishedUnlessEmpty(store, repositoryName, trust),
  );
  if (seen === null || served === null || served.sha256 === seen.manifest.databases.db.sha256) return seen;
  // Once more: a database that was served by now belongs to this state or to an older one, whoever publishes meanwhile.
  const published = await publishedUnlessEmpty(store, repositoryName, trust);
  if (published === null) return null;
  const known = [];
  for await (const { databases } of keptManifests(store, published.manifest)) known.push(databases.db.sha256);
  requireServedIsKnown(store, { digest: served.sha256, published, known });
  return published;
}

/** Throws a PublishingError "older" where the database that clients are served is of no known publication. */
export function requireServedIsKnown(
  { place }: Pick<Store, "place">,
  facts: {
    /** sha256 of that database; null: there is none. */
    readonly digest: string | null;
    readonly published: Published;
    /** Digests of the databases that the state and its history name. */
    readonly known: readonly string[];
  },
): void {
  const { digest, published, known } = facts;
  if (digest === null || known.includes(digest)) return;
  throw new PublishingError(
    "older",
    `${place}: ${published.state.repository}.db (sha256 ${digest}) is of no generation that ${STATE_KEY} knows: the state is ` +
      `older than the repository, or another program wrote the database; ${REPAIR}`,
  );
}

/**
 * What is published; null only where the place is provably empty, or, to who may not list it, where neither a state nor a
 * database can be seen. Throws a PublishingError where the state is lost.
 */
export async function publishedUnlessEmpty(
  store: ReadableStore,
  repositoryName: string,
  trust: StateTrust | null = null,
): Promise<Published | null> {
  return (
    (await readPublished(store, repositoryName, trust)) ??
    (await publishedAfterAll(store, repositoryName, trust))
  );
}

/** No state was seen. Traces of a repository mean that it is lost, unless its first publisher has just written it. */
async function publishedAfterAll(
  store: ReadableStore,
  repositoryName: string,
  trust: StateTrust | null,
): Promise<Published | null> {
  const isOwn = isListed(store);
  const trace = await (isOwn ? findTrace(store, repositoryName) : findServed(store, repositoryName));
  if (trace === null) return null;
  const published = await readPublished(store, repositoryName, trust);
  if (published !== null) return published;
  const means = isOwn ? LOST : "its state is lost, or a cache before it keeps what was true once";
  throw new PublishingError(
    "missing",
    `${store.place} has no ${STATE_KEY}, but ${trace}: a repository was published there and ${means}. ` +
      "`scripts/autorepo verify --repair` makes it anew from what is there; nothing is started over by itself",
  );
}

const LOST = "its state is lost";

/** Whether it is a publisher's: readers of a public address cannot list. */
function isListed(store: ReadableStore): store is Store {
  return "list" in store;
}

/** The database as clients ask for it. */
async function findServed(store: ReadableStore, repositoryName: string): Promise<string | null> {
  const key = `${repositoryName}.db`;
  const served = await store.stream(key);
  if (served === null) return null;
  // A stream that is left is let go of.
  for await (const _ of served) break;
  return key;
}

/** An object that only a committed publication leaves; those of a first one that was cut off do not count. */
async function findTrace(store: Store, repositoryName: string): Promise<string | null> {
  for (const key of [`${repositoryName}.db`, `${repositoryName}.files`]) {
    if ((await store.stat(key)) !== null) return key;
  }
  for await (const { key } of store.list("manifests/")) {
    if (!(await isFirstAttempt(store, key))) return key;
  }
  for await (const { key } of store.list("states/")) {
    if (!key.startsWith("states/0-")) return key;
  }
  return null;
}

async function isFirstAttempt(store: Store, key: string): Promise<boolean> {
  if (!key.startsWith("manifests/0-")) return false;
  const object = await store.read(key);
  if (object === null) return true;
  return parseManifest({ bytes: object.bytes, place: `${store.place}/${key}` }).previous === null;
}
