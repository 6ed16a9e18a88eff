import { mkdir, readFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import {
  formatProblems,
  type PackagesYaml,
  parseStore,
  readPackagesYaml,
  type StoreAddress,
} from "../packages-yaml/index.ts";
import { type PrivateHost, parsePrivateHosts } from "../sandbox/index.ts";
import { openStore, type ReadableStore, readOnlyStore, type Store } from "../store/index.ts";
import { openUpstream, type Upstream } from "../upstream/index.ts";
import { accessTo, completeAddress } from "./bucket-access.ts";
import { SettingError } from "./setting-error.ts";
import type { Surroundings } from "./surroundings.ts";
import { systemWords } from "./system-words.ts";

/** What every verb works on: packages.yaml as read, and the places it names. */
export type Workspace = {
  readonly file: string;
  /** Folder of packages.yaml. */
  readonly folder: string;
  readonly packagesYaml: PackagesYaml;
  /** Commit at which packages.yaml stands as it is; null: not committed. */
  readonly commit: string | null;
  readonly privateHosts: readonly PrivateHost[];
  readonly upstream: Upstream;
  /** Plans and results of this machine; may be deleted when nothing runs. */
  readonly workFolder: string;
  /** What plan and build read. */
  published(): Promise<ReadableStore>;
  store(): Promise<Store>;
  /**
   * packages.yaml as it stands now: somebody may have changed it meanwhile.
   *
   * @throws SettingError
   */
  reread(): Promise<Pick<Workspace, "packagesYaml" | "commit">>;
  /**
   * What packages.yaml says with these bytes. While they are those that were read last, they are not read again.
   *
   * @throws SettingError
   */
  understand(bytes: Uint8Array): PackagesYaml;
};

export type WorkspacePlace = {
  /** packages.yaml, relative to the current folder. */
  readonly file: string;
  /** In place of `repository.store`: `file:` and a folder as seen from here, or `s3://bucket/prefix`; null: not given. */
  readonly store: string | null;
  readonly fromHeads: boolean;
};

/** The sibling repository that builds of branch heads go to. */
export const HEADS = "heads";

/**
 * Reads packages.yaml; every mistake in it is said at once. With `fromHeads` the workspace is that of the
 * sibling repository `<name>-heads`.
 *
 * @throws SettingError
 */
export async function openWorkspace(surroundings: Surroundings, place: WorkspacePlace): Promise<Workspace> {
  const { environment } = surroundings;
  const file = resolve(place.file);
  const folder = dirname(file);
  const understand = unlessRepeated((bytes) => understood(surroundings, { ...place, file }, bytes));
  const read = async () => understand(await bytesOf(file));
  const packagesYaml = await read();
  const { repository } = packagesYaml;
  const privateHosts = environment.hostedRunner ? [] : parsePrivateHosts(environment.privateHosts);
  const upstream = openUpstream({
    cacheFolder: await madeFolder(environment.cacheFolder),
    folder,
    protocols: environment.hostedRunner ? ["https"] : ["https", "file"],
    privateHosts,
    signal: surroundings.signal,
  });
  const ownCommit = () => upstream.ownCommit(basename(file));
  let own: Promise<Store> | null = null;
  const ownStore = () => (own ??= openOwnStore(surroundings, repository.store, folder));
  return {
    file,
    folder,
    packagesYaml,
    commit: await ownCommit(),
    privateHosts,
    upstream,
    workFolder: join(folder, ".autorepo", ...(place.fromHeads ? [HEADS] : [])),
    published: async () =>
      repository.url === null ? await ownStore() : await readOnlyStore(repository, { folder }),
    store: ownStore,
    reread: async () => ({ packagesYaml: await read(), commit: await ownCommit() }),
    understand,
  };
}

async function openOwnStore(
  { environment, identityToken, uploaded: progress }: Surroundings,
  store: StoreAddress,
  folder: string,
): Promise<Store> {
  const access = accessTo(store, environment.aws, identityToken);
  return await openStore(store, { folder, s3: access && { ...access, ...(progress && { progress }) } });
}

/** The tip is read again and again, and has seldom moved: of 10,000 entries each time would take a tenth of a second. */
function unlessRepeated<T>(read: (bytes: Uint8Array) => T): (bytes: Uint8Array) => T {
  let last: { readonly bytes: Uint8Array; readonly value: T } | null = null;
  return (bytes) => {
    if (last === null || !Buffer.from(last.bytes).equals(bytes)) last = { bytes, value: read(bytes) };
    return last.value;
  };
}

function understood(surroundings: Surroundings, place: WorkspacePlace, bytes: Uint8Array): PackagesYaml {
  const written = readManifest(surroundings, { bytes, file: place.file });
  const reviewed = completed(surroundings, storedAt(place.store, written));
  return place.fromHeads ? ofHeads(reviewed) : reviewed;
}

/** With `--store` the repository is written and read there; the public address of the usual place does not count. */
function storedAt(given: string | null, packagesYaml: PackagesYaml): PackagesYaml {
  if (given === null) return packagesYaml;
  const parsed = parseStore(given);
  if (!parsed.ok) throw new SettingError(`--store: ${parsed.refusal.says}; ${parsed.refusal.fix}`);
  const at = parsed.value;
  const store = at.kind === "directory" ? { ...at, path: resolve(at.path) } : at;
  return { ...packagesYaml, repository: { ...packagesYaml.repository, store, url: null } };
}

function completed({ environment }: Surroundings, packagesYaml: PackagesYaml): PackagesYaml {
  const { repository } = packagesYaml;
  const ownMachine = !environment.hostedRunner;
  const store = completeAddress(repository.store, environment.aws, { ownMachine });
  return { ...packagesYaml, repository: { ...repository, store } };
}

function ofHeads(packagesYaml: PackagesYaml): PackagesYaml {
  const { repository, entries } = packagesYaml;
  return {
    ...packagesYaml,
    repository: {
      ...repository,
      name: `${repository.name}-${HEADS}`,
      store: belowHeads(repository.store),
      url: repository.url === null ? null : `${repository.url}/${HEADS}`,
    },
    entries: entries.map((entry) => {
      if ("local" in entry.source) return entry;
      return { ...entry, ref: { kind: "branch", name: entry.source.branch ?? "HEAD" } };
    }),
  };
}

function belowHeads(store: StoreAddress): StoreAddress {
  if (store.kind === "directory") return { ...store, path: join(store.path, HEADS) };
  return { ...store, prefix: store.prefix === "" ? HEADS : `${store.prefix}/${HEADS}` };
}

async function bytesOf(file: string): Promise<Uint8Array> {
  return await readFile(file).catch((cause) => {
    const words = systemWords(cause) ?? String(cause);
    const advice = "run this where packages.yaml is, or name it with --manifest FILE";
    throw new SettingError(`cannot read ${file}, ${words}: ${advice}`, { cause });
  });
}

function readManifest(
  { environment, say }: Surroundings,
  { bytes, file }: { readonly bytes: Uint8Array; readonly file: string },
): PackagesYaml {
  const { aurUrl, hostedRunner } = environment;
  const read = readPackagesYaml({ bytes, file }, { aurUrl, allowFile: !hostedRunner });
  if (!read.ok) throw new SettingError(formatProblems(read.problems));
  if (read.warnings.length > 0) say(formatProblems(read.warnings));
  return read.value;
}

async function madeFolder(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  return folder;
}
