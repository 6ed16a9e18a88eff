import type { Verifier } from "../../signing/index.ts";
import type { Store } from "../../store/index.ts";
import { keyringName } from "../keyring/keyring.ts";
import { digestOf } from "../objects/stored-object.ts";
import { PublishingError } from "../publishing-error.ts";
import { readManifest } from "../state/published.ts";
import { type FoundManifest, newestPublication } from "../state/recovery.ts";
import { genuineCopies } from "../state/state-copies.ts";
import { readableManifest, sha256Of } from "../state/state-document.ts";
import { type OtherMaker, SIGNED_AGAIN } from "../state/state-signature.ts";
import { isNamed } from "./drop-packages.ts";
import type { RepairRequest } from "./repair-work.ts";
import { dropCommand } from "./store-problems.ts";
import { isLost, lostWord, namedObjects, type ObjectFault, objectFaults } from "./verify-objects.ts";

export type Recovery = {
  readonly store: Store;
  readonly request: Pick<RepairRequest, "repositoryName" | "signing" | "from" | "signedBy" | "drop">;
  /** Judges who signed what; null: there is no key, and nothing may be signed. */
  readonly judge: Verifier | null;
  /** A folder of this machine for what is on its way. */
  readonly workspace: string;
  /** Who made the state.json that stands in the place of ours; null: it is lost. */
  readonly instead: OtherMaker | null;
};

/** The newest of some publications, or the one that a person named, if it is whole. */
export async function choosePublication(
  found: readonly FoundManifest[],
  recovery: Recovery,
): Promise<FoundManifest> {
  const { store, request } = recovery;
  if (request.from !== null) {
    const chosen = found.find(({ address }) => address.key === request.from);
    if (chosen) return await requireUsable(chosen, { recovery, found });
    throw unclear(store, `${request.from} is no manifest that can be read`, found);
  }
  const newest = newestPublication(found);
  if (newest.kind === "none") throw unclear(store, "no manifest can be read", found);
  if (newest.kind === "torn") throw unclear(store, `${newest.ends.join(" and ")} exclude each other`, found);
  const { candidates, base } = newest;
  const served = (await digestOf(store, `${request.repositoryName}.db`))?.sha256 ?? null;
  const isServed = ({ manifest }: FoundManifest) => manifest.databases.db.sha256 === served;
  const [one, ...others] = candidates.length > 1 ? candidates.filter(isServed) : candidates;
  if (one === undefined || others.length > 0) {
    const keys = candidates.map(({ address }) => address.key).join(" and ");
    throw unclear(store, `${keys} may each be the newest publication`, found);
  }
  // A publication that lost its race is cut down by prune; it was the newest only if clients do not see the one before.
  const mayHaveLost = base !== null && isServed(base) && !isServed(one);
  const hasLost = mayHaveLost && (await damageOf(one, recovery)).faults.length > 0;
  return await requireWhole(hasLost ? base : one, { recovery, found });
}

/** Manifests that can be read, under their own names. */
export async function foundManifests(store: Store): Promise<readonly FoundManifest[]> {
  const found: FoundManifest[] = [];
  for await (const { key } of store.list("manifests/")) {
    const object = await store.read(key);
    if (object === null) continue;
    const address = { key, sha256: sha256Of(object.bytes), bytes: object.bytes.length };
    const manifest = readableManifest({ bytes: object.bytes, place: `${store.place}/${key}` });
    if (manifest === null) continue;
    const { generation, publication, time, previous, databases } = manifest;
    if (key !== `manifests/${generation}-${publication}.json`) continue;
    found.push({ address, manifest: { generation, publication, time, previous, databases } });
  }
  return found;
}

/** Publications that count: with a key those of which it has signed a state, else all. */
export async function countedPublications({
  store,
  request,
  judge,
}: Pick<Recovery, "store" | "request" | "judge">): Promise<readonly FoundManifest[]> {
  if (judge === null) return await foundManifests(store);
  return (await genuineCopies(store, request.repositoryName, judge)).map(({ found }) => found);
}

type Choice = { readonly recovery: Recovery; readonly found: readonly FoundManifest[] };

/** By itself a repair goes on from nothing that clients could not install all of. */
async function requireWhole(chosen: FoundManifest, { recovery, found }: Choice): Promise<FoundManifest> {
  const damage = await damageOf(chosen, recovery);
  const advice = damage.lost.length > 0 ? dropAdvice(damage, recovery) : databaseAdvice(chosen);
  if (!damage.isDropped) requireNone(recovery.store, { chosen, problems: damage.words, found, advice });
  return chosen;
}

/** What a person names is gone on from though packages are gone, if there are databases that name them. */
async function requireUsable(chosen: FoundManifest, { recovery, found }: Choice): Promise<FoundManifest> {
  const damage = await damageOf(chosen, recovery);
  const isUsable = damage.isDropped || damage.lost.length === 0 || damage.hasDatabases;
  const advice = dropAdvice(damage, recovery);
  if (!isUsable) requireNone(recovery.store, { chosen, problems: damage.words, found, advice });
  return chosen;
}

function dropAdvice({ lost }: Damage, { request }: Recovery): string {
  const { signedBy, from } = request;
  const also =
    (signedBy === null ? "" : ` --signed-by ${signedBy}`) + (from === null ? "" : ` --from ${from}`);
  return `${dropCommand(lost, also)} goes on without them, and \`scripts/autorepo run\` then builds again what packages.yaml lists`;
}

function databaseAdvice({ address }: FoundManifest): string {
  return `\`scripts/autorepo verify --repair --from ${address.key}\` writes them anew from the packages`;
}

type Damaged = {
  readonly chosen: FoundManifest;
  /** What is wrong with each of its objects. */
  readonly problems: readonly string[];
  readonly found: readonly FoundManifest[];
  /** How to go on from it all the same; null: there is no way. */
  readonly advice: string | null;
};

export function requireNone({ place }: Store, { chosen, problems, found, advice }: Damaged): void {
  if (problems.length === 0) return;
  const messages = problems.slice(0, SHOWN);
  const more = problems.length > messages.length ? `; and ${problems.length - messages.length} more` : "";
  const others = found.filter((one) => one !== chosen);
  const ways = [
    "restore them from copies, and repair again",
    ...(advice === null ? [] : [advice]),
    ...(others.length === 0 ? [] : [`go on from another publication with \`--from KEY\`: ${listed(others)}`]),
    ...(advice === null ? ["publish anew, into another place (`repository.store`)"] : []),
  ];
  throw new PublishingError(
    "missing",
    `${place}: generation ${chosen.manifest.generation} (${chosen.address.key}) is not gone on from by itself, ` +
      `${problems.length} of its objects are not as they were: ${messages.join("; ")}${more}. Either ${ways.join("; or ")}`,
  );
}

const SHOWN = 5;

type Damage = {
  readonly faults: readonly ObjectFault[];
  /** What they are. */
  readonly words: readonly string[];
  /** Packages that are lost; the keyring package is written by a repair. */
  readonly lost: readonly string[];
  readonly hasDatabases: boolean;
  /** Whether a person goes on without all that is lost; databases are written anew then. */
  readonly isDropped: boolean;
};

/** Signatures are left out: those that are gone are made again once the state is genuine. */
async function damageOf({ address }: FoundManifest, { store, request, judge }: Recovery): Promise<Damage> {
  const manifest = await readManifest(store, address);
  const objects = [...namedObjects(manifest, { ...request, databaseKey: null })];
  const unsigned = judge === null ? objects : objects.map((one) => ({ ...one, signedBy: null }));
  const faults = (await objectFaults(store, unsigned, null)).filter(isLost);
  const owned = faults.flatMap(({ object }) => object.owned ?? []);
  const packages = owned.filter(({ owner }) => owner !== keyringName(request.repositoryName));
  return {
    faults,
    words: faults.map(lostWord),
    lost: packages.map(({ published }) => published.pkgname),
    hasDatabases: faults.length === owned.length,
    isDropped: packages.length > 0 && packages.every((one) => isNamed(one, request.drop)),
  };
}

export function unclear(store: Store, what: string, found: readonly FoundManifest[]): PublishingError {
  const choice =
    found.length === 0
      ? "Restore state.json or manifests/ from a copy; where there is none, publish anew, into another place (`repository.store`)"
      : `Name the one to go on from with \`scripts/autorepo verify --repair --from KEY\`: ${listed(found)}`;
  return new PublishingError("missing", `${store.place}: state.json cannot be made anew, ${what}. ${choice}`);
}

function listed(found: readonly FoundManifest[]): string {
  const newest = found.toSorted((one, two) => two.manifest.time.localeCompare(one.manifest.time));
  return newest
    .slice(0, SHOWN)
    .map(({ address, manifest }) => `${address.key} of ${manifest.time}`)
    .join(", ");
}

/** No copy of a signed state is left: only a person can say which manifest is theirs. `instead`: what state.json is. */
export function unproven(
  { store, request: { repositoryName } }: Recovery,
  { primaryFingerprint }: Verifier,
  { found, instead }: { readonly found: readonly FoundManifest[]; readonly instead: OtherMaker | null },
): PublishingError {
  const byHand =
    "restore state.json from a copy, or name a manifest that you know to be yours, by the time of a run of yours: " +
    "`scripts/autorepo verify --repair --from KEY`" +
    (found.length === 0 ? "" : ` (${listed(found)})`);
  if (instead !== null) {
    return new PublishingError(
      "signature",
      `${store.place}/state.json ${instead.says}. Nothing was signed: this key has signed no state that is left there. ` +
        `${instead.remedy}If somebody else wrote it: ${byHand}`,
    );
  }
  return new PublishingError(
    "unproven",
    `${store.place}: no state of ${repositoryName} that ${primaryFingerprint} signed is left (states/…), and without one nothing ` +
      "tells what was published: who can write there can make a manifest of any packages that this key ever signed. If another " +
      `key has signed it: ${SIGNED_AGAIN}. A folder that never was signed is repaired without AUTOREPO_SIGNING_KEY. Else ${byHand}`,
  );
}
