import { randomBytes } from "node:crypto";
import type { Manifest, PublishedPackage, State } from "../../documents/index.ts";
import { together } from "../../in-parallel/index.ts";
import type { Signer } from "../../signing/index.ts";
import type { Store } from "../../store/index.ts";
import type { Decision } from "../deciding/decide.ts";
import { publishedNames } from "../deciding/names.ts";
import { placePublicKey } from "../keyring/public-key.ts";
import { MANIFEST_HEADERS } from "../objects/headers.ts";
import { signAgain, withSigner } from "../objects/signatures.ts";
import { PublishingError } from "../publishing-error.ts";
import type { Signing } from "../signing.ts";
import type { Published } from "../state/published.ts";
import { keepStateCopy } from "../state/state-copies.ts";
import { encodeManifest, encodeState, sha256Of } from "../state/state-document.ts";
import { singleWriterNote, swapState } from "../state/swap-state.ts";
import { placeDatabases } from "./place-databases.ts";
import { placePackages, signPackages } from "./place-packages.ts";
import { signedFromNow } from "./signed-from-now.ts";

export type CommitRequest = {
  readonly repositoryName: string;
  /** What the decision was made on: the swap succeeds only while it is published. */
  readonly published: Published | null;
  readonly decision: Decision;
  /** Commit of packages.yaml. */
  readonly commit: string | null;
  readonly run: Manifest["run"];
  readonly signing: Signing;
  /** Whether databases are signed from now on, where that was found out again; else as the first publication saw it. */
  readonly databaseSigned?: boolean;
  /** Whether databases are written from the packages alone, since those that are published are damaged. */
  readonly writesAnew?: boolean;
  /** UTC, ISO 8601. */
  readonly time: string;
  /** A folder of this machine for what is on its way. */
  readonly workspace: string;
};

export type Committed = {
  readonly state: State;
  readonly manifest: Manifest;
  readonly notes: readonly string[];
};

/**
 * One try to publish a decision, in the order that keeps readers safe at every moment (security.md §4): packages and
 * databases, then the manifest, and then the state by compare-and-swap, which alone makes them count. "lost": another
 * publisher was quicker; what was written is seen by nobody.
 */
export async function commit(store: Store, asked: CommitRequest): Promise<Committed | "lost"> {
  const { published, signing, repositoryName, time } = asked;
  const { key } = signing;
  const request = {
    ...asked,
    decision: { ...asked.decision, entries: withSigner(asked.decision.entries, key) },
  };
  const databaseSigned = await areDatabasesSigned(request);
  const publication = randomBytes(8).toString("hex");
  const signed = await signPackages(asked.decision.added, { key, date: new Date(time) });
  const [, databases] = await together(
    placePackages(store, signed, key),
    databasesFor(store, request, { publication, databaseSigned }),
  );
  // After all that may fail: clients are not to be left with signatures of two keys.
  if (key) await signAgain(store, signedByOthers(asked.decision, key), { key, date: new Date(time) });
  const manifest = manifestOf(request, { publication, ...databases });
  const document = documentOf(manifest, published?.manifest ?? null);
  const state: State = {
    format: 1,
    repository: repositoryName,
    generation: manifest.generation,
    publication,
    time,
    manifest: document.address,
    database: manifest.database,
    databaseSigned,
    signedBy: key && { primary: key.primaryFingerprint, subkey: key.fingerprint },
  };
  const bytes = await encodeState(state, key);
  const besides = key ? [placePublicKey(store, repositoryName, key), keepStateCopy(store, state, bytes)] : [];
  await together(placeManifest(store, document), ...besides);
  if (!(await swapState(store, { bytes, version: published?.version ?? null }))) return "lost";
  const notes = [
    signedFromNow(published, { state, manifest }),
    ...databases.notes,
    await singleWriterNote(store),
  ];
  return { state, manifest, notes: notes.filter((note) => note !== null) };
}

/** Redirects are tried once, before the first publication: what clients' pacman.conf says of databases must go on to hold. */
async function areDatabasesSigned({ published, signing, databaseSigned }: CommitRequest): Promise<boolean> {
  if (signing.key === null) return false;
  return databaseSigned ?? published?.state.databaseSigned ?? (await signing.redirectsWork());
}

/** Packages that are in the store already and carry the signature of another key, or none. */
function signedByOthers({ entries, added }: Decision, key: Signer): readonly PublishedPackage[] {
  const own = new Set(added.map(({ published }) => published.object));
  return entries
    .flatMap(({ built }) => built?.packages ?? [])
    .filter(({ object, signedBy }) => signedBy !== key.fingerprint && !own.has(object));
}

type ManifestDocument = { readonly address: State["manifest"]; readonly bytes: Uint8Array };

function documentOf(manifest: Manifest, before: Manifest | null): ManifestDocument {
  const key = `manifests/${manifest.generation}-${manifest.publication}.json`;
  const bytes = encodeManifest(manifest, key, before);
  return { address: { key, sha256: sha256Of(bytes), bytes: bytes.length }, bytes };
}

async function placeManifest(store: Store, { address: { key }, bytes }: ManifestDocument): Promise<void> {
  if ((await store.create(key, bytes, MANIFEST_HEADERS)) === "created") return;
  throw new PublishingError(
    "foreign-object",
    `${store.place}/${key} exists, though its name is random: try again`,
  );
}

type Databases = Pick<Manifest, "generation" | "database" | "databases"> & {
  readonly notes: readonly string[];
};

/** A generation of its own where the database changes; else the published one stays. */
async function databasesFor(
  store: Store,
  request: CommitRequest,
  { publication, databaseSigned }: { publication: string; databaseSigned: boolean },
): Promise<Databases> {
  const { published, decision, signing, time } = request;
  const databaseKey = databaseSigned ? signing.key : null;
  if (published !== null && !request.writesAnew && !changesDatabase(published, decision, databaseKey)) {
    const { generation, database, databases } = published.manifest;
    return { generation, database, databases, notes: [] };
  }
  const generation = published === null ? 0 : published.state.generation + 1;
  const database = `gen/${generation}-${publication}/`;
  const writesAnew = request.writesAnew ?? false;
  const wanted = { ...request, ...decision, writesAnew, database, databaseKey, date: new Date(time) };
  return { generation, database, ...(await placeDatabases(store, wanted)) };
}

/** Also where only its signature does: what clients may be reading just now is never replaced. */
function changesDatabase({ manifest, state }: Published, { entries }: Decision, key: Signer | null): boolean {
  const [before, after] = [publishedNames(manifest.entries), publishedNames(entries)];
  const isSame = [...after].every(
    ([name, { published }]) => before.get(name)?.published.object === published.object,
  );
  const signedBefore = state.databaseSigned ? state.signedBy?.subkey : null;
  const isSigned = key === null || signedBefore === key.fingerprint;
  return before.size !== after.size || !isSame || !isSigned;
}

function manifestOf(
  request: CommitRequest,
  databases: Databases & { readonly publication: string },
): Manifest {
  const { published, decision, commit, run, time } = request;
  return {
    generation: databases.generation,
    publication: databases.publication,
    time,
    commit,
    database: databases.database,
    databases: databases.databases,
    previous: published && {
      generation: published.state.generation,
      publication: published.state.publication,
      manifest: { key: published.state.manifest.key, sha256: published.state.manifest.sha256 },
    },
    run,
    entries: decision.entries,
    highest: decision.highest,
  };
}
