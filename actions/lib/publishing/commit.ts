import { randomBytes } from "node:crypto";
import type { Manifest, State } from "../documents/index.ts";
import type { Store } from "../store/index.ts";
import type { Decision } from "./decide.ts";
import { MANIFEST_HEADERS, STATE_HEADERS } from "./headers.ts";
import { publishedNames } from "./names.ts";
import { placeDatabases } from "./place-databases.ts";
import { placePackages } from "./place-packages.ts";
import { type Published, readPublished, STATE_KEY } from "./published.ts";
import { PublishingError } from "./publishing-error.ts";
import { encodeManifest, encodeState, parseManifest, sha256Of } from "./state-document.ts";

export type CommitRequest = {
  readonly repositoryName: string;
  /** What the decision was made on: the swap succeeds only while it is published. */
  readonly published: Published | null;
  readonly decision: Decision;
  /** Commit of packages.yaml. */
  readonly commit: string | null;
  readonly run: Manifest["run"];
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
 * One try to publish a decision, in the order that keeps readers safe at every moment (security.md §4): packages,
 * databases, manifest, and then the state by compare-and-swap, which alone makes them count. "lost": another
 * publisher was quicker; what was written is seen by nobody.
 */
export async function commit(store: Store, request: CommitRequest): Promise<Committed | "lost"> {
  const { published, decision, repositoryName } = request;
  const publication = randomBytes(8).toString("hex");
  await placePackages(store, decision.added);
  const databases = await databasesFor(store, request, publication);
  const manifest = manifestOf(request, { publication, ...databases });
  const bytes = encodeManifest(manifest);
  const key = `manifests/${manifest.generation}-${publication}.json`;
  // What no reader would take must not become the published manifest.
  parseManifest({ bytes, place: key });
  if ((await store.create(key, bytes, MANIFEST_HEADERS)) === "exists") {
    throw new PublishingError(
      "foreign-object",
      `${store.place}/${key} exists, though its name is random: try again`,
    );
  }
  const state: State = {
    format: 1,
    repository: repositoryName,
    generation: manifest.generation,
    publication,
    time: request.time,
    manifest: { key, sha256: sha256Of(bytes), bytes: bytes.length },
    database: manifest.database,
    databaseSigned: false,
  };
  return (await swapState(store, state, published)) ? { state, manifest, notes: databases.notes } : "lost";
}

type Databases = Pick<Manifest, "generation" | "database" | "databases"> & {
  readonly notes: readonly string[];
};

/** A generation of its own where the database changes; else the published one stays. */
async function databasesFor(store: Store, request: CommitRequest, publication: string): Promise<Databases> {
  const { published, decision } = request;
  if (published !== null && !changesDatabase(published.manifest, decision)) {
    const { generation, database, databases } = published.manifest;
    return { generation, database, databases, notes: [] };
  }
  const generation = published === null ? 0 : published.state.generation + 1;
  const database = `gen/${generation}-${publication}/`;
  return { generation, database, ...(await placeDatabases(store, { ...request, ...decision, database })) };
}

function changesDatabase(manifest: Manifest, { entries }: Decision): boolean {
  const [before, after] = [publishedNames(manifest.entries), publishedNames(entries)];
  const isSame = [...after].every(
    ([name, { published }]) => before.get(name)?.published.object === published.object,
  );
  return before.size !== after.size || !isSame;
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

/** Whether the state is ours now. An answer that got lost, or says "conflict" for our own earlier write, is read back. */
async function swapState(store: Store, state: State, published: Published | null): Promise<boolean> {
  const isOurs = async () =>
    (await readPublished(store, state.repository))?.state.publication === state.publication;
  const options = { version: published?.version ?? null, headers: STATE_HEADERS };
  try {
    return (await store.swap(STATE_KEY, encodeState(state), options)) === "swapped" || (await isOurs());
  } catch (error) {
    if (await isOurs()) return true;
    throw error;
  }
}
