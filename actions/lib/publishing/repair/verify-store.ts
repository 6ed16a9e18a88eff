import type { State } from "../../documents/index.ts";
import type { Entry } from "../../packages-yaml/packages-yaml.ts";
import { openVerifier, SigningError, type Verifier } from "../../signing/index.ts";
import type { ReadableStore, Store } from "../../store/index.ts";
import { publicKeyName } from "../keyring/public-key.ts";
import { signatureKey } from "../objects/signatures.ts";
import { digestOf } from "../objects/stored-object.ts";
import { agrees, wellKnown } from "../placing/well-known.ts";
import { PublishingError } from "../publishing-error.ts";
import type { ListedObject } from "../retention/retention.ts";
import { listedNotes } from "../retention/unnamed-objects.ts";
import type { StateTrust } from "../signing.ts";
import { publishedUnlessEmpty } from "../state/consistency.ts";
import { lostHistoryNote } from "../state/lost-history.ts";
import { findNewer } from "../state/newer-publication.ts";
import { kindOf } from "../state/object-kinds.ts";
import { type Link, publicationChain } from "../state/publication-chain.ts";
import { type Published, readPublished, STATE_KEY } from "../state/published.ts";
import { hasStateCopy, isVouched, stateCopyKey } from "../state/state-copies.ts";
import { dropNote, type StoreProblem, storeProblems } from "./store-problems.ts";
import { namedObjects, objectFaults } from "./verify-objects.ts";

export type VerifyRequest = {
  readonly repositoryName: string;
  /** What a genuine state is; without a key there the public key in the store judges, which says only that all fit together. */
  readonly trust?: StateTrust | null;
  /** The store as its readers see it, where they do not read the store itself. */
  readonly readers?: ReadableStore | null;
  /** UTC; a key that has expired by then signs nothing that holds. */
  readonly now?: Date;
  /** What packages.yaml asks for; null: not known, and taken to be what is published. */
  readonly wanted?: { readonly entries: readonly Entry[]; readonly keepSeconds: number } | null;
};

export type Verification = {
  /** null: nothing is published. */
  readonly state: State | null;
  /** Objects whose bytes were read. */
  readonly checked: number;
  readonly problems: readonly StoreProblem[];
  /** What is no mistake: objects that nothing names, those of others. */
  readonly notes: readonly string[];
};

/**
 * Reads every object that the state and its manifest name, compares its hash and its signature, and looks at what clients are
 * served. Changes nothing. Throws a PublishingError where the state or its manifest cannot be read.
 */
export async function verifyStore(store: Store, request: VerifyRequest): Promise<Verification> {
  const { repositoryName, readers = null, trust = null, wanted = null, now = new Date() } = request;
  // Before the state: who publishes meanwhile must not look like a state that is too old.
  const listing = await Array.fromAsync(store.list(""));
  const published = await publishedUnlessEmpty(store, repositoryName);
  if (published === null) return { state: null, checked: 0, problems: [], notes: [] };
  const chain = await publicationChain(store, published);
  const { state, manifest } = published;
  const offered = await offeredKey(store, state, request);
  // What another key has signed is told of the state once, not of every object.
  const isAnothers = trust?.key?.primaryFingerprint !== state.signedBy?.primary;
  const key = isAnothers ? offered : (trust?.key ?? null);
  const databaseKey = state.databaseSigned ? (state.signedBy?.subkey ?? null) : null;
  const objects = [...namedObjects(manifest, { repositoryName, databaseKey })];
  const ofState = await stateProblems(store, state, { trust, offered });
  const remedies = {
    ...manifest,
    repositoryName,
    tip: wanted?.entries ?? null,
    isGenuine: ofState.length === 0,
  };
  const faults = await objectFaults(store, objects, key);
  const problems = [
    ...publicKeyProblems(state, offered),
    ...ofState,
    ...(await copyProblems(store, published)),
    ...storeProblems(faults, remedies),
    ...(await newerProblems(store, { published, chain, listing, judge: trust?.key ?? null })),
    ...(await wellKnownProblems(store, published)),
    ...(readers === null ? [] : await readersProblems(readers, published)),
  ];
  const lost = [dropNote(faults, remedies), wanted && lostHistoryNote(chain, { ...wanted, now })];
  const notes = [...lost.filter((note) => note !== null), ...listedNotes({ repositoryName, listing, chain })];
  return { state, checked: objects.length + WELL_KNOWN_NAMES, problems, notes };
}

const WELL_KNOWN_NAMES = 2;

/** The public key that clients fetch; null: nothing is signed, or it is not to be had. */
async function offeredKey(
  store: ReadableStore,
  { signedBy }: State,
  { repositoryName, now = new Date() }: VerifyRequest,
): Promise<Verifier | null> {
  if (signedBy === null) return null;
  const object = await store.read(publicKeyName(repositoryName));
  if (object === null) return null;
  try {
    return await openVerifier({ armoredKey: Buffer.from(object.bytes).toString(), now });
  } catch (error) {
    if (error instanceof SigningError) return null;
    throw error;
  }
}

function publicKeyProblems(
  { repository, signedBy }: State,
  offered: Verifier | null,
): readonly StoreProblem[] {
  if (signedBy === null || offered?.primaryFingerprint === signedBy.primary) return [];
  const name = publicKeyName(repository);
  const message =
    `${name} is not the public key ${signedBy.primary}, by which everything is signed: ` +
    "`scripts/autorepo verify --repair` puts it there, with AUTOREPO_SIGNING_KEY";
  return [{ key: name, problem: offered === null ? "missing" : "different", message }];
}

/** The signature of the state itself, where there is a key to judge it by. */
async function stateProblems(
  store: ReadableStore,
  { repository, signedBy }: State,
  { trust, offered }: { trust: StateTrust | null; offered: Verifier | null },
): Promise<readonly StoreProblem[]> {
  const fitting = offered?.primaryFingerprint === signedBy?.primary ? offered : null;
  const judging = trust?.key ? trust : fitting && { key: fitting, mayBeUnsigned: false };
  if (judging === null) return [];
  try {
    await readPublished(store, repository, judging);
    return [];
  } catch (error) {
    if (!(error instanceof PublishingError && error.code === "signature")) throw error;
    return [{ key: STATE_KEY, problem: "wrong signature", message: error.message }];
  }
}

/** Without it a lost state cannot be told from one that somebody makes up. */
async function copyProblems(store: ReadableStore, published: Published): Promise<readonly StoreProblem[]> {
  if (await hasStateCopy(store, published)) return [];
  const key = stateCopyKey(published.state);
  const message = `${key} is not the copy of ${STATE_KEY}: \`scripts/autorepo verify --repair\` writes it again`;
  return [{ key, problem: (await store.read(key)) === null ? "missing" : "different", message }];
}

type Listed = {
  readonly published: Published;
  readonly chain: readonly Link[];
  readonly listing: readonly ListedObject[];
  /** Of states; null: there is no key. */
  readonly judge: Verifier | null;
};

async function newerProblems(
  store: ReadableStore,
  { published, chain, listing, judge }: Listed,
): Promise<readonly StoreProblem[]> {
  const manifests = listing.map(({ key }) => key).filter((key) => kindOf(key) === "manifest");
  const newer = await findNewer(store, { published, chain, manifests });
  if (newer === null) return [];
  const { repository, generation } = published.state;
  const isOurs = judge === null || (await isVouched(store, newer.key, { repositoryName: repository, judge }));
  const remedy = isOurs
    ? "state.json is older than the store, `scripts/autorepo verify --repair` goes on from the newest publication"
    : "but this key has signed no state of it, so that nothing shows that it is yours. Delete it; if you know that it is yours, " +
      `\`scripts/autorepo verify --repair --from ${newer.key}\` goes on from it`;
  const message = `${newer.key} was made after ${newer.base}, which the state (generation ${generation}) does not know: ${remedy}`;
  return [{ key: newer.key, problem: "newer", message }];
}

async function wellKnownProblems(store: Store, published: Published): Promise<readonly StoreProblem[]> {
  const problems: StoreProblem[] = [];
  for (const name of Object.values(wellKnown(published))) {
    if (!(await agrees(store, name))) {
      const message = `${name.key} is not ${name.target}, which the state names: \`scripts/autorepo verify --repair\` restores it`;
      problems.push({ key: name.key, problem: "outdated", message });
    }
    const stray = signatureKey(name.key);
    if ((await store.stat(stray)) === null) continue;
    const message =
      `${stray} is there: it cannot be switched together with ${name.key}, and clients who find the two apart keep ` +
      "neither; `scripts/autorepo verify --repair` deletes it";
    problems.push({ key: stray, problem: "stray", message });
  }
  return problems;
}

/** A cache that keeps a database, or an address of another store. */
async function readersProblems(
  readers: ReadableStore,
  published: Published,
): Promise<readonly StoreProblem[]> {
  const { db } = wellKnown(published);
  const seen = await digestOf(readers, db.key);
  if (seen?.sha256 === db.expected.sha256) return [];
  const what = seen === null ? "shows no such database" : "shows another database";
  const message =
    `${readers.place}/${db.key} ${what} than that of generation ${published.state.generation}: look whether repository.url is ` +
    "the public address of this store, lets everybody read, and keeps no copies of what is marked no-cache";
  return [{ key: db.key, problem: "unseen", message }];
}
