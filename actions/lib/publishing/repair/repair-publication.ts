import type { Signer } from "../../signing/index.ts";
import { publishedNames } from "../deciding/names.ts";
import { keyringName } from "../keyring/keyring.ts";
import { signAgain, signatureKey } from "../objects/signatures.ts";
import { digestOf } from "../objects/stored-object.ts";
import type { RedirectProbe } from "../placing/redirect-probe.ts";
import type { RestoredDatabases } from "../placing/restore-databases.ts";
import type { Published } from "../state/published.ts";
import { droppedPackages } from "./drop-packages.ts";
import { publishAgain } from "./publish-again.ts";
import type { RepairWork } from "./repair-work.ts";
import { isLost, namedObjects, objectFaults } from "./verify-objects.ts";

type Repairable = {
  readonly published: Published;
  /** Whether the state is signed as it says. */
  readonly isGenuine: boolean;
  readonly databases: RestoredDatabases["databases"];
};

/**
 * Makes what is published hold for clients: every signature, whether databases are signed, which is decided anew, and the
 * packages without those that a person drops. Answers notes.
 *
 * @throws PublishingError where what it takes is lost: nothing was signed then
 */
export async function repairPublication(
  work: RepairWork,
  { published, isGenuine, databases }: Repairable,
): Promise<readonly string[]> {
  const { key } = work.request.signing;
  const { state, manifest } = published;
  const dropped = await droppedPackages(work, manifest);
  const probe = key && (await work.request.probe());
  const databaseSigned = decided(probe, state.databaseSigned);
  const isKeyringLost = key !== null && (await isKeyringGone(work, published));
  const signsAgain = key !== null && !(isGenuine && state.signedBy?.subkey === key.fingerprint);
  const changes = [signsAgain, isKeyringLost, databaseSigned !== state.databaseSigned, dropped.length > 0];
  if (changes.includes(true) || databases === "other bytes") {
    const writesAnew = databases !== "whole";
    const wanted = { databaseSigned, isKeyringLost, signsAgain, writesAnew, dropped };
    return [...(await publishAgain(work, published, wanted)), ...unseenNote(probe)];
  }
  if (key !== null) await signWhatIsNot(work, published, key);
  return unseenNote(probe);
}

function unseenNote(probe: RedirectProbe | null): readonly string[] {
  return probe?.kind === "unseen"
    ? [`whether redirects work could not be seen, databases are signed as before: ${probe.reason}`]
    : [];
}

function decided(probe: RedirectProbe | null, before: boolean): boolean {
  return probe === null || probe.kind === "unseen" ? before : probe.kind === "followed";
}

/** Nobody builds the keyring package: only a publication makes it again. */
async function isKeyringGone({ store, request }: RepairWork, { manifest }: Published): Promise<boolean> {
  const keyring = publishedNames(manifest.entries).get(keyringName(request.repositoryName))?.published;
  if (keyring === undefined) return false;
  return (await digestOf(store, keyring.object))?.sha256 !== keyring.sha256;
}

async function signWhatIsNot({ store, request, say }: RepairWork, published: Published, key: Signer) {
  const { state, manifest } = published;
  const databaseKey = state.databaseSigned ? key.fingerprint : null;
  const objects = [...namedObjects(manifest, { repositoryName: request.repositoryName, databaseKey })];
  const unsigned = (await objectFaults(store, objects, key)).filter((fault) => !isLost(fault));
  const wanted = unsigned.map(({ object: { key: object, expected } }) => ({ object, ...expected }));
  await signAgain(store, wanted, { key, date: request.now });
  for (const { object } of wanted) say(`${signatureKey(object)} was made again`);
}
