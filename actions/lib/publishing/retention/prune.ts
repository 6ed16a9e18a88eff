import type { State } from "../../documents/index.ts";
import { inParallel } from "../../in-parallel/index.ts";
import type { Store } from "../../store/index.ts";
import { digestOf } from "../objects/stored-object.ts";
import { PublishingError } from "../publishing-error.ts";
import type { StateTrust } from "../signing.ts";
import { publishedUnlessEmpty, requireServedIsKnown } from "../state/consistency.ts";
import { requireNewest } from "../state/newer-publication.ts";
import { keysOf, kindOf, type ObjectKind } from "../state/object-kinds.ts";
import { publicationChain } from "../state/publication-chain.ts";
import { type Published, readPublished } from "../state/published.ts";
import { type Garbage, type ListedObject, type Retention, retain } from "./retention.ts";

export type PruneRequest = {
  readonly store: Store;
  readonly repositoryName: string;
  readonly keepSeconds: number;
  readonly now: Date;
  /** What a genuine state is: with another one whoever can write to the store would decide what goes. null: not judged. */
  readonly trust?: StateTrust | null;
  /** Runs that the report links to; null: not known, and nothing of the report goes. */
  readonly runs: ReadonlySet<string> | null;
  /** False: what would go is only told. */
  readonly isDeletion: boolean;
  readonly progress: (done: number, of: number) => void;
};

export type Pruned = {
  /** null: nothing is published. */
  readonly state: State | null;
  /** Generations that stay, newest first. */
  readonly kept: readonly number[];
  /** What may go. */
  readonly garbage: readonly Garbage[];
  /** Keys that were deleted; the others were written again meanwhile, or came to be needed. */
  readonly deleted: readonly string[];
  /** Why nothing may go yet; null: it may. */
  readonly waits: string | null;
};

/**
 * Finds what no kept publication needs, and deletes it where that is asked for. The state is read again before, on the
 * way and after: what another publisher names meanwhile stays.
 *
 * @throws PublishingError where the state is lost, damaged or older than the store: nothing is deleted then
 */
export async function prune(request: PruneRequest): Promise<Pruned> {
  // Before the state, so that whatever was published until then is in its history.
  const listing = await Array.fromAsync(request.store.list(""));
  const seen = await look(request);
  if (seen === null) return { state: null, kept: [], garbage: [], deleted: [], waits: null };
  const retention = await retentionOf(seen, listing, request);
  const deleted = request.isDeletion ? await deleteAll({ request, listing, seen, retention }) : [];
  const kept = [...new Set(retention.kept.map(({ generation }) => generation))];
  const { garbage, waits } = retention;
  return { state: seen.published.state, kept, garbage, deleted, waits };
}

/** What is published, and the digest of the database that clients are served; null: nothing is. */
type Seen = { readonly published: Published; readonly served: string | null };

/** The database first: whoever publishes meanwhile, the state knows what was served before. */
async function look({ store, repositoryName, trust }: PruneRequest): Promise<Seen | null> {
  const served = await digestOf(store, `${repositoryName}.db`);
  const published = await publishedUnlessEmpty(store, repositoryName, trust);
  return published && { published, served: served?.sha256 ?? null };
}

async function retentionOf(
  { published, served }: Seen,
  listing: readonly ListedObject[],
  { store, keepSeconds, now, runs }: PruneRequest,
): Promise<Retention> {
  const chain = await publicationChain(store, published);
  const manifests = listing.map(({ key }) => key).filter((key) => kindOf(key) === "manifest");
  await requireNewest(store, { published, chain, manifests });
  const known = chain.map(({ database }) => database);
  requireServedIsKnown(store, { digest: served, published, known });
  return retain({ listing, chain, served, runs, keepSeconds, now });
}

type Deletion = {
  readonly request: PruneRequest;
  readonly listing: readonly ListedObject[];
  readonly seen: Seen;
  readonly retention: Retention;
};

/** Objects between two looks at the state. */
const BATCH = 100;
/** Where a run is cut off, a publication should rather be gone than be there without its packages. */
const ORDER: readonly ObjectKind[] = ["state copy", "manifest", "database", "package", "run page", "probe"];

async function deleteAll({ request, listing, seen, retention }: Deletion): Promise<readonly string[]> {
  const waiting = retention.garbage.toSorted((one, two) => ORDER.indexOf(one.kind) - ORDER.indexOf(two.kind));
  const deleted: string[] = [];
  let { version } = seen.published;
  let allowed = keysIn(retention);
  for (let at = 0; at < waiting.length; at += BATCH) {
    const current = await look(request);
    if (current === null) throw gone(request.store);
    if (current.published.version !== version) {
      allowed = keysIn(await retentionOf(current, listing, request));
      version = current.published.version;
    }
    const batch = waiting.slice(at, at + BATCH).filter(({ key }) => allowed.has(key));
    deleted.push(...(await deleteUnchanged(request.store, batch)));
    request.progress(Math.min(at + BATCH, waiting.length), waiting.length);
  }
  await requireNothingNeeded(deleted, request);
  return deleted;
}

function keysIn({ garbage }: Retention): ReadonlySet<string> {
  return new Set(garbage.map(({ key }) => key));
}

function gone({ place }: Store): PublishingError {
  return new PublishingError("missing", `${place}/state.json is gone: nothing more is deleted`);
}

const AT_ONCE = 8;

/** A publisher that needs an old object again writes it again: its new date keeps it. */
async function deleteUnchanged(store: Store, batch: readonly Garbage[]): Promise<readonly string[]> {
  const deleted: string[] = [];
  const work = async ({ key, modified }: Garbage) => {
    const now = await store.stat(key);
    if (now === null || second(now.modified) > second(modified)) return;
    await store.delete(key);
    deleted.push(key);
  };
  await inParallel(batch, { atOnce: AT_ONCE, work });
  return deleted;
}

/** A bucket dates an object to the second, and its listing more finely. */
function second(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}

/** The last look: a publisher may have named what went in the instant between our look and its deletion. */
async function requireNothingNeeded(
  deleted: readonly string[],
  { store, repositoryName, trust }: PruneRequest,
): Promise<void> {
  const published = await readPublished(store, repositoryName, trust);
  if (published === null) throw gone(store);
  const needed = new Set(keysOf(published.manifest, { key: published.state.manifest.key, repositoryName }));
  const lost = deleted.filter((key) => needed.has(key));
  if (lost.length === 0) return;
  throw new PublishingError(
    "missing",
    `${store.place}: while they were deleted, generation ${published.state.generation} came to need ${lost.join(", ")}: ` +
      "`scripts/autorepo verify` tells of each how it comes back",
  );
}
