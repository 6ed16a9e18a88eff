import type { Verifier } from "../../signing/index.ts";
import { digestOf } from "../objects/stored-object.ts";
import { PublishingError } from "../publishing-error.ts";
import { publishedUnlessEmpty } from "../state/consistency.ts";
import { findNewer } from "../state/newer-publication.ts";
import { publicationChain } from "../state/publication-chain.ts";
import { type Published, readPublished, STATE_KEY } from "../state/published.ts";
import { parseState } from "../state/state-document.ts";
import { type OtherMaker, otherMaker } from "../state/state-signature.ts";
import { recoverState } from "./recover-state.ts";
import { countedPublications } from "./recovery-choice.ts";
import type { RepairWork } from "./repair-work.ts";

/** A state that can be gone on from. */
export type RepairedState = {
  readonly published: Published;
  /** False: it is ours, but signed by a key or subkey that clients do not take any more. */
  readonly isGenuine: boolean;
  readonly notes: readonly string[];
};

/**
 * The state, made anew where it is lost, damaged, older than the store or not ours; null where nothing was published yet.
 *
 * @throws PublishingError where a person has to choose, or to say which key has signed until now
 */
export async function repairState(work: RepairWork): Promise<RepairedState | null> {
  const seen = await lookAtState(work);
  if (seen === "empty") return null;
  if (!(seen instanceof PublishingError)) {
    if (!(await isReplaced(work, seen.published))) return { ...seen, notes: [] };
  }
  const instead = seen instanceof PublishingError && seen.code === "signature" ? await makerOf(work) : null;
  const notes = await recoverState({ ...work, instead }).catch((error) => {
    throw isOfAnother(seen) && isUnproven(error) ? seen : error;
  });
  return { ...(await recovered(work)), notes };
}

type Seen = Omit<RepairedState, "notes">;

/** A PublishingError: why the state that is there cannot be gone on from, though it may be made anew. */
async function lookAtState(work: RepairWork): Promise<Seen | "empty" | PublishingError> {
  const { store, request, judge } = work;
  try {
    const published = await publishedUnlessEmpty(store, request.repositoryName, request.signing);
    return published === null ? "empty" : { published, isGenuine: true };
  } catch (error) {
    if (!(error instanceof PublishingError)) throw error;
    const past = error.code === "signature" && judge !== null ? await signedInPast(work, judge) : null;
    if (past !== null) return { published: past, isGenuine: false };
    const isLost = error.code === "corrupt" || error.code === "missing";
    // With a key its own state is looked for, whatever somebody has put in its place.
    const isForeign = error.code === "signature" || error.code === "other-repository";
    if (isLost || (isForeign && judge !== null)) return error;
    throw error;
  }
}

async function signedInPast(
  { store, request: { repositoryName } }: RepairWork,
  judge: Verifier,
): Promise<Published | null> {
  try {
    return await readPublished(store, repositoryName, { key: judge, mayBeUnsigned: false });
  } catch (error) {
    if (error instanceof PublishingError) return null;
    throw error;
  }
}

function isUnproven(error: unknown): error is PublishingError {
  return error instanceof PublishingError && error.code === "unproven";
}

/** A store that another repository has taken over, and in which nothing of ours is left. */
function isOfAnother(seen: unknown): boolean {
  return seen instanceof PublishingError && seen.code === "other-repository";
}

/** Who made the state that stands in the place of ours; null: there is no key to compare with. */
async function makerOf({ store, judge }: RepairWork): Promise<OtherMaker | null> {
  const object = await store.read(STATE_KEY);
  if (object === null || judge === null) return null;
  const { state } = parseState({ bytes: object.bytes, place: `${store.place}/${STATE_KEY}` });
  return otherMaker(state, judge);
}

async function recovered({ store, request, judge, say }: RepairWork): Promise<Seen> {
  const { repositoryName, signing } = request;
  const trust = judge === null ? signing : { key: judge, mayBeUnsigned: false };
  const published = await readPublished(store, repositoryName, trust);
  if (published === null)
    throw new PublishingError("missing", `${store.place}: state.json was written and is gone again`);
  const { generation, time, manifest, signedBy } = published.state;
  say(`state.json was made anew from ${manifest.key}: generation ${generation}, published ${time}`);
  return { published, isGenuine: signing.key === null || signedBy?.subkey === signing.key.fingerprint };
}

/** Whether a state that can be read is to give way: a person said so, or it is older than the store. */
async function isReplaced(work: RepairWork, published: Published): Promise<boolean> {
  const { from } = work.request;
  const chain = await publicationChain(work.store, published);
  if (from === null) return await isOlder(work, published, chain);
  const named = chain.find(({ key }) => key === from);
  if (named === undefined) return true;
  // What a repair has published on it since is the same packages.
  if (named.database === published.manifest.databases.db.sha256) return false;
  throw new PublishingError(
    "not-kept",
    `${work.store.place}: ${from} came before what is published, and the state is as it should be: ` +
      `\`scripts/autorepo rollback ${named.generation}\` goes back to it`,
  );
}

/** Publications go on from one that the state does not know, or clients are served the database of such a one. */
async function isOlder(
  work: RepairWork,
  published: Published,
  chain: Awaited<ReturnType<typeof publicationChain>>,
): Promise<boolean> {
  const { store, request } = work;
  const served = await digestOf(store, `${request.repositoryName}.db`);
  const known = new Set(chain.map(({ key }) => key));
  const others = (await countedPublications(work)).filter(({ address }) => !known.has(address.key));
  const manifests = others.map(({ address }) => address.key);
  if ((await findNewer(store, { published, chain, manifests })) !== null) return true;
  if (served === null || chain.some(({ database }) => database === served.sha256)) return false;
  // Who lost against the published state went on from the one before it, whatever somebody has clients served.
  const successors = others.filter(
    ({ manifest }) => manifest.previous?.manifest.key === published.state.manifest.key,
  );
  return successors.some(({ manifest }) => manifest.databases.db.sha256 === served.sha256);
}
