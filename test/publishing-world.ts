import { createHash, randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { decompress, readTar } from "../actions/lib/archive/index.ts";
import type { DistributionNames } from "../actions/lib/distribution/distribution-names.ts";
import type { BuildResult } from "../actions/lib/documents/index.ts";
import type { Entry, PackagesYaml } from "../actions/lib/packages-yaml/packages-yaml.ts";
import { buildKey, checksDigest } from "../actions/lib/planning/index.ts";
import {
  type ChangeRequest,
  type CollectedResult,
  type Publication,
  type PublishRequest,
  publish,
  type RepairRequest,
  readPublished,
  type Signing,
  type Tip,
} from "../actions/lib/publishing/index.ts";
import { openStore, type Store } from "../actions/lib/store/index.ts";
import { openBucketStore } from "./bucket-store.ts";
import type { S3Server } from "./s3-server.ts";
import { type SketchedPackage, writePackage } from "./written-packages.ts";

export const REPOSITORY = "shelf";
export const NOW = new Date("2026-11-22T12:00:00Z");
const IMAGE = "docker.io/library/archlinux:base-devel";

/** A folder with a store in `public`, removed when disposed. */
export type PublishingWorld = AsyncDisposable & {
  readonly folder: string;
  readonly root: string;
  readonly store: Store;
};

export async function publishingWorld(): Promise<PublishingWorld> {
  const folder = await mkdtemp(path.join(tmpdir(), "autorepo-publishing-test-"));
  return {
    folder,
    root: path.join(folder, "public"),
    store: await openStore({ kind: "directory", path: "public" }, { folder }),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/** The same in a bucket, below a prefix of its own; the server keeps its objects as files. */
export async function bucketWorld(server: S3Server): Promise<PublishingWorld & { readonly prefix: string }> {
  const folder = await mkdtemp(path.join(tmpdir(), "autorepo-publishing-test-"));
  const prefix = randomBytes(6).toString("hex");
  return {
    folder,
    root: path.join(server.folder, prefix),
    store: await openBucketStore(server, { prefix }),
    prefix,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

export const NO_DISTRIBUTION: DistributionNames = { version: () => null, providers: () => [] };

/** An entry pinned to a commit made of its name, that publishes its own name. */
export function entryOf(name: string, changes: Partial<Entry> = {}): Entry {
  return {
    name,
    source: { git: `https://example.org/${name}.git`, branch: null, path: "" },
    ref: { kind: "commit", sha: commitOf(name) },
    publishes: [name],
    settings: { timeoutSeconds: 60, network: "none", rebuildOn: "soname", vcs: "never" },
    tests: [],
    allow: [],
    ...changes,
  };
}

export function packagesYamlOf(entries: readonly Entry[]): PackagesYaml {
  return {
    repository: {
      name: REPOSITORY,
      image: IMAGE,
      mirror: "https://mirror.example.org/$repo/os/$arch",
      mirrorGiven: false,
      store: { kind: "directory", path: "public" },
      url: null,
      keepSeconds: 14 * 86_400,
    },
    cooldownSeconds: 0,
    entries,
  };
}

export function tipOf(entries: readonly Entry[], commit: string | null = null): Tip {
  return { packagesYaml: packagesYamlOf(entries), commit, descendsFrom: async () => true };
}

/** A request for what a story does not say: all results are planned on what `plannedOn` names. */
export function requestOf(
  store: Store,
  entries: readonly Entry[],
  changes: Partial<PublishRequest> = {},
): PublishRequest {
  return {
    store,
    repositoryName: REPOSITORY,
    readTip: async () => tipOf(entries),
    results: [],
    distribution: NO_DISTRIBUTION,
    plannedOn: null,
    rebuildAsked: { kind: "none" },
    remove: null,
    run: null,
    signing: UNSIGNED,
    now: NOW,
    ...changes,
  };
}

/** A request for a change by hand, with a later time for every `hours`. */
export function changeOf(store: Store, entries: readonly Entry[], { hours = 1 } = {}): ChangeRequest {
  const now = new Date(NOW.getTime() + hours * 3_600_000);
  const readTip = async () => tipOf(entries);
  return { store, repositoryName: REPOSITORY, readTip, run: null, signing: UNSIGNED, now };
}

/** A repair of a repository without a key or a public address. */
export function repairOf(changes: Partial<RepairRequest> = {}): RepairRequest {
  const request = { repositoryName: REPOSITORY, signing: UNSIGNED, run: null, now: NOW };
  const nothing = { from: null, signedBy: null, drop: [], entries: [], probe: async () => null };
  return { ...request, ...nothing, keepSeconds: 14 * 86_400, ...changes };
}

/** What a folder of one's own needs: no key. */
export const UNSIGNED: Signing = { key: null, mayBeUnsigned: true, redirectsWork: async () => false };

export function commitOf(text: string): string {
  return createHash("sha1").update(text).digest("hex");
}

/** A result with everything in order, for an entry as packages.yaml has it. */
export function resultOf(entry: Entry, changes: Partial<BuildResult> = {}): BuildResult {
  const tree = commitOf(`tree of ${entry.name}`);
  const { publishes, settings, ref } = entry;
  return {
    entry: entry.name,
    key: buildKey({ tree, publishes, network: settings.network, image: IMAGE }),
    checks: checksDigest(entry),
    commit: ref?.kind === "commit" ? ref.sha : null,
    tree,
    uses: [],
    vcs: [],
    outcome: "built",
    phase: null,
    reason: "built",
    fault: null,
    phases: [{ phase: "build", seconds: 1.5, exit: 0, log: "build.log", cut: 0 }],
    image: "sha256:0123",
    limits: [],
    metadata: null,
    packages: [],
    tests: [],
    ...changes,
  };
}

/** A built result with real package files, one for every sketch, in a folder of its own below the world's. */
export async function collected(
  { folder }: Pick<PublishingWorld, "folder">,
  {
    entry,
    packages,
    ...changes
  }: { entry: Entry; packages: readonly SketchedPackage[] } & Partial<
    Omit<BuildResult, "entry" | "packages">
  >,
): Promise<CollectedResult> {
  const below = await mkdtemp(path.join(folder, "result-"));
  await mkdir(path.join(below, "packages"));
  const built = [];
  for (const sketch of packages) built.push(await writePackage(path.join(below, "packages"), sketch));
  return { result: resultOf(entry, { packages: built, ...changes }), folder: below };
}

/** Publishes packages by the entry of their name, as a run does that planned a moment before. */
export async function publishPackages(
  world: PublishingWorld,
  entries: readonly Entry[],
  { packages, ...changes }: { packages: readonly SketchedPackage[] } & Partial<PublishRequest>,
): Promise<Publication> {
  const results = [];
  for (const sketch of packages) {
    const entry = entries.find(({ publishes }) => publishes.includes(sketch.pkgname));
    if (!entry) throw new Error(`no entry of the story publishes ${sketch.pkgname}`);
    results.push(await collected(world, { entry, packages: [sketch] }));
  }
  const plannedOn = (await readPublished(world.store, REPOSITORY))?.state ?? null;
  const publication = await publish(requestOf(world.store, entries, { results, plannedOn, ...changes }));
  await backdate(world.root);
  return publication;
}

/**
 * What a client of the repository gets: every package the served database names, with its bytes checked as pacman
 * does. Throws where the database cannot be read, or names a file that is missing or another.
 */
export async function clientsView(root: string): Promise<readonly string[]> {
  const packages = [];
  for await (const member of readTar(
    decompress(createReadStream(path.join(root, `${REPOSITORY}.db`))),
    LIMITS,
  )) {
    if (!member.path.endsWith("/desc")) continue;
    const desc = Buffer.concat(await Array.fromAsync(member.body)).toString();
    const value = (name: string) => new RegExp(`%${name}%\n(.*)\n`).exec(desc)?.[1] ?? "";
    const bytes = await readFile(path.join(root, value("FILENAME")));
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    if (sha256 !== value("SHA256SUM"))
      throw new Error(`${value("FILENAME")} has other bytes than the database says`);
    packages.push(`${value("NAME")} ${value("VERSION")}`);
  }
  return packages.sort();
}

const LIMITS = { members: 10_000, memberBytes: 2 ** 20, totalBytes: 2 ** 30 };

/** Makes everything in a store look as if it had been there for a minute, so that nothing waits for a new second. */
export async function backdate(root: string): Promise<void> {
  const minuteAgo = Date.now() / 1000 - 60;
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) await utimes(path.join(entry.parentPath, entry.name), minuteAgo, minuteAgo);
  }
}
