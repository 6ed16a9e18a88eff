import type { Signer } from "../signing/index.ts";
import { commit } from "./commit.ts";
import { unchangedDecision } from "./decide.ts";
import { keyringName, withKeyring, withoutKeyring } from "./keyring.ts";
import { publishedNames } from "./names.ts";
import type { Published } from "./published.ts";
import { PublishingError } from "./publishing-error.ts";
import type { RedirectProbe } from "./redirect-probe.ts";
import type { RepairWork } from "./repair-work.ts";
import { signAgain, signatureKey } from "./signatures.ts";
import { digestOf } from "./stored-object.ts";
import { namedObjects, objectProblems } from "./verify-objects.ts";

type Readable = {
  readonly published: Published;
  /** Whether the state is signed as it says. */
  readonly isGenuine: boolean;
};

/** Makes every signature hold that clients ask for, and decides anew whether databases are signed. Answers notes. */
export async function repairSignatures(
  work: RepairWork,
  { published, isGenuine }: Readable,
): Promise<readonly string[]> {
  const { key } = work.request.signing;
  if (key === null) return [];
  const { state } = published;
  const probe = await work.request.probe();
  const databaseSigned = decided(probe, state.databaseSigned);
  const isKeyringLost = await isLost(work, published);
  const isAsItWas = databaseSigned === state.databaseSigned && state.signedBy?.subkey === key.fingerprint;
  if (isGenuine && isAsItWas && !isKeyringLost) {
    await signWhatIsNot(work, published, key);
  } else {
    await publishAgain(work, published, { databaseSigned, isKeyringLost });
  }
  return probe?.kind === "unseen"
    ? [`whether redirects work could not be seen, databases are signed as before: ${probe.reason}`]
    : [];
}

function decided(probe: RedirectProbe | null, before: boolean): boolean {
  return probe === null || probe.kind === "unseen" ? before : probe.kind === "followed";
}

/** Nobody builds the keyring package: only a publication makes it again. */
async function isLost({ store, request }: RepairWork, { manifest }: Published): Promise<boolean> {
  const keyring = publishedNames(manifest.entries).get(keyringName(request.repositoryName))?.published;
  if (keyring === undefined) return false;
  return (await digestOf(store, keyring.object))?.sha256 !== keyring.sha256;
}

async function signWhatIsNot({ store, request, say }: RepairWork, published: Published, key: Signer) {
  const { state, manifest } = published;
  const databaseKey = state.databaseSigned ? key.fingerprint : null;
  const objects = [...namedObjects(manifest, { repositoryName: request.repositoryName, databaseKey })];
  const problems = await objectProblems(store, objects, key);
  const unsigned = objects.filter(({ key: object }) =>
    problems.some((problem) => problem.key === signatureKey(object)),
  );
  const wanted = unsigned.map(({ key: object, expected }) => ({ object, ...expected }));
  await signAgain(store, wanted, { key, date: request.now });
  for (const { object } of wanted) say(`${signatureKey(object)} was made again`);
}

/** The same packages, signed by this key, as a publication of its own. */
async function publishAgain(
  { store, request, workspace, say }: RepairWork,
  published: Published,
  { databaseSigned, isKeyringLost }: { databaseSigned: boolean; isKeyringLost: boolean },
): Promise<void> {
  const { repositoryName, signing } = request;
  const { manifest, state } = published;
  const alone = unchangedDecision(withoutKeyring(manifest, repositoryName));
  const decision = await withKeyring(alone, {
    ...{ ...request, store, manifest, workspace },
    isLost: isKeyringLost,
  });
  const committed = await commit(store, {
    ...{ repositoryName, published, decision, signing, databaseSigned, workspace },
    ...{ commit: manifest.commit, run: request.run, time: request.now.toISOString() },
  });
  if (committed === "lost") {
    throw new PublishingError("contended", `${store.place}: another publication came first: repair again`);
  }
  say(
    `everything is signed by ${signing.key?.primaryFingerprint}, as generation ${committed.state.generation}`,
  );
  if (isKeyringLost) say(`${keyringName(repositoryName)} was written anew`);
  if (databaseSigned === state.databaseSigned) return;
  say(
    databaseSigned
      ? "databases are signed from now on: readers are sent on by redirects, SigLevel = Required holds"
      : "databases are not signed any more: readers are not sent on by redirects, clients need SigLevel = Required DatabaseOptional",
  );
}
