import { type OwnedPackage, publishedNames } from "../deciding/names.ts";
import { keyringName, withKeyring, withoutKeyring } from "../keyring/keyring.ts";
import { commit } from "../placing/commit.ts";
import { PublishingError } from "../publishing-error.ts";
import type { Published } from "../state/published.ts";
import { droppedWords, withoutPackages } from "./drop-packages.ts";
import type { RepairWork } from "./repair-work.ts";
import { dropCommand } from "./store-problems.ts";
import { lostWord, type ObjectFault, objectFaults, unsignedPackage } from "./verify-objects.ts";

export type Republication = {
  readonly databaseSigned: boolean;
  readonly isKeyringLost: boolean;
  /** Whether the packages are signed by another key than the one at hand, or by nobody. */
  readonly signsAgain: boolean;
  /** Whether databases are written from the packages, since those that are published are damaged. */
  readonly writesAnew: boolean;
  /** What is gone on without. */
  readonly dropped: readonly OwnedPackage[];
};

/**
 * The same packages, but for those that are dropped, as a publication of its own, signed by the key at hand. Answers notes. What it needs of
 * each package is looked at before anything is written: a key exchange that stops half-way leaves clients with two keys.
 *
 * @throws PublishingError "missing" where packages are lost that nobody dropped
 */
export async function publishAgain(
  work: RepairWork,
  published: Published,
  wanted: Republication,
): Promise<readonly string[]> {
  const { store, request, workspace, say } = work;
  const { repositoryName, signing } = request;
  const { manifest } = published;
  if (wanted.signsAgain || wanted.writesAnew) await requirePackages(work, published, wanted);
  const time = request.now.toISOString();
  const own = withoutKeyring(manifest, repositoryName);
  const alone = withoutPackages(own, { dropped: wanted.dropped, tip: request.entries, time });
  const decision = await withKeyring(alone, {
    ...{ ...request, store, manifest, workspace },
    isLost: wanted.isKeyringLost,
  });
  const committed = await commit(store, {
    ...{ repositoryName, published, decision, signing, workspace, time, run: request.run },
    ...{ databaseSigned: wanted.databaseSigned, writesAnew: wanted.writesAnew, commit: manifest.commit },
  });
  if (committed === "lost") {
    throw new PublishingError("contended", `${store.place}: another publication came first: repair again`);
  }
  for (const done of doneBy(work, published, wanted))
    say(`${done}, as generation ${committed.state.generation}`);
  for (const one of wanted.dropped) say(droppedWords(one, manifest, request.entries));
  return [...decision.notes, ...committed.notes];
}

/** All but the keyring package, which is written. */
async function requirePackages(
  { store, request }: RepairWork,
  { manifest }: Published,
  { dropped }: Republication,
): Promise<void> {
  const keyring = keyringName(request.repositoryName);
  const all = [...publishedNames(manifest.entries).values()].filter(({ owner }) => owner !== keyring);
  const kept = all.filter((one) => !dropped.includes(one));
  const faults = await objectFaults(store, kept.map(unsignedPackage), null);
  if (faults.length === 0) return;
  const lost = faults.flatMap(({ object }) => object.owned ?? []);
  const also = request.signedBy === null ? "" : ` --signed-by ${request.signedBy}`;
  const names = [...dropped, ...lost].map(({ published }) => published.pkgname);
  throw new PublishingError(
    "missing",
    `${store.place}: nothing was signed or published, since ${faults.length} of ${all.length} packages are not as they were: ` +
      `${lostWords(faults)}. Restore them from copies and repair again, or go on without them: ${dropCommand(names, also)}, ` +
      "after which `scripts/autorepo run` builds again what packages.yaml lists",
  );
}

const SHOWN = 5;

function lostWords(faults: readonly ObjectFault[]): string {
  const more = faults.length > SHOWN ? `; and ${faults.length - SHOWN} more` : "";
  return faults.slice(0, SHOWN).map(lostWord).join("; ") + more;
}

function doneBy(
  { request }: RepairWork,
  { state }: Published,
  { databaseSigned, isKeyringLost, signsAgain, writesAnew }: Republication,
): readonly string[] {
  const { key } = request.signing;
  return [
    ...(signsAgain ? [`everything is signed by ${key?.primaryFingerprint}`] : []),
    ...(isKeyringLost ? [`${keyringName(request.repositoryName)} was written anew`] : []),
    ...(writesAnew ? ["the databases were written anew from the packages"] : []),
    ...(databaseSigned === state.databaseSigned ? [] : [databaseSigned ? SIGNED_NOW : UNSIGNED_NOW]),
  ];
}

const SIGNED_NOW =
  "databases are signed from now on: readers are sent on by redirects, SigLevel = Required holds";
const UNSIGNED_NOW =
  "databases are not signed any more: readers are not sent on by redirects, clients need SigLevel = Required DatabaseOptional";
