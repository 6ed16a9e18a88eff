import type { DistributionNames } from "../actions/lib/distribution/distribution-names.ts";
import type {
  BuildPlan,
  Built,
  Failure,
  Manifest,
  Metadata,
  PlannedBuild,
  PublishedEntry,
} from "../actions/lib/documents/index.ts";
import type { BuildSettings, Entry, PackagesYaml } from "../actions/lib/packages-yaml/packages-yaml.ts";
import { type EntryTree, type PlanningWorld, planBuilds } from "../actions/lib/planning/index.ts";

/** What a story says of an entry; the rest is usual. */
export type Sketch = {
  readonly name: string;
  readonly version?: string;
  readonly tree?: string;
  readonly depends?: readonly string[];
  readonly makedepends?: readonly string[];
  readonly checkdepends?: readonly string[];
  readonly provides?: readonly string[];
  /** Names of a split package; the entry's own otherwise. */
  readonly pkgnames?: readonly string[];
  readonly sources?: readonly string[];
  /** Sonames of its build. */
  readonly offers?: readonly string[];
  readonly needs?: readonly string[];
  readonly settings?: Partial<BuildSettings>;
  readonly entry?: Partial<Entry>;
  readonly problem?: string;
};

export const NOW = new Date("2026-11-22T12:00:00Z");
const SETTINGS: BuildSettings = { timeoutSeconds: 7200, network: "none", rebuildOn: "soname", vcs: "weekly" };

/** A world in which nothing is published and the distribution has nothing. */
export function worldOf(sketches: readonly Sketch[], facts: Partial<PlanningWorld> = {}): PlanningWorld {
  return {
    now: NOW,
    commit: "c".repeat(40),
    packagesYaml: packagesYamlOf(sketches.map(entryOf)),
    base: null,
    manifest: null,
    trees: new Map(sketches.map((sketch) => [sketch.name, treeOf(sketch)])),
    distribution: distributionOf({}),
    heads: new Map(),
    platform: null,
    selection: { packages: null, rebuild: false },
    ...facts,
  };
}

/** Names with their versions, and what else they provide. */
export function distributionOf(
  versions: Readonly<Record<string, string>>,
  provides: Readonly<Record<string, readonly { pkgname: string; version: string | null }[]>> = {},
): DistributionNames {
  return {
    version: (name) => (Object.hasOwn(versions, name) ? (versions[name] ?? null) : null),
    providers: (name) => (Object.hasOwn(provides, name) ? (provides[name] ?? []) : []),
  };
}

/** A stand-in for forty hex digits that begins with the words. */
export function commitOf(words: string): string {
  return Buffer.from(words).toString("hex").padEnd(40, "0").slice(0, 40);
}

function packagesYamlOf(entries: readonly Entry[]): PackagesYaml {
  return {
    repository: {
      name: "mine",
      image: "archlinux:base-devel",
      mirror: "https://mirror.test/$repo/os/$arch",
      mirrorGiven: false,
      store: { kind: "directory", path: "public" },
      url: null,
      keepSeconds: 14 * 86400,
    },
    cooldownSeconds: 3 * 86400,
    entries,
  };
}

function entryOf({ name, tree, pkgnames, settings, entry }: Sketch): Entry {
  return {
    name,
    source: { git: `https://aur.test/${name}.git`, branch: null, path: "" },
    ref: { kind: "commit", sha: commitOf(tree ?? name) },
    publishes: pkgnames ?? [name],
    settings: { ...SETTINGS, ...settings },
    tests: [],
    allow: [],
    ...entry,
  };
}

function treeOf(sketch: Sketch): EntryTree {
  if (sketch.problem !== undefined) return { problem: sketch.problem };
  const tree = commitOf(`t-${sketch.tree ?? sketch.name}`);
  return { commit: commitOf(sketch.tree ?? sketch.name), tree, metadata: metadataOf(sketch, tree) };
}

function metadataOf(sketch: Sketch, tree: string): Metadata {
  const { depends = [], provides = [] } = sketch;
  return {
    tree,
    pkgbase: sketch.name,
    version: sketch.version ?? "1.0-1",
    packages: (sketch.pkgnames ?? [sketch.name]).map((pkgname) => ({
      pkgname,
      depends,
      provides,
      conflicts: [],
    })),
    makedepends: sketch.makedepends ?? [],
    checkdepends: sketch.checkdepends ?? [],
    sources: sketch.sources ?? [],
  };
}

/** What is published once these were built; entries that are not named stay as they were. */
export function manifestOf(entries: readonly PublishedEntry[]): Manifest {
  const databases = { sha256: "0".repeat(64), bytes: 1 };
  return {
    generation: 1,
    publication: "p",
    time: NOW.toISOString(),
    commit: null,
    database: "gen/1-p/",
    databases: { db: databases, files: databases },
    previous: null,
    run: null,
    entries,
    highest: {},
  };
}

/** A job of a plan as published, with the sketch's sonames. `built` says what is special about it. */
export function publishedEntry(
  sketch: Sketch,
  job: PlannedBuild,
  built: Partial<Built> = {},
): PublishedEntry {
  const tree = treeOf(sketch);
  return {
    entry: sketch.name,
    path: "",
    metadata: "problem" in tree ? null : tree.metadata,
    built: {
      ...inputsOf(job),
      time: NOW.toISOString(),
      seconds: 60,
      image: "sha256:1",
      run: null,
      packages: (sketch.pkgnames ?? [sketch.name]).map((pkgname) => ({
        pkgname,
        version: sketch.version ?? "1.0-1",
        arch: "x86_64",
        object: `${pkgname}.pkg.tar.zst`,
        sha256: "0".repeat(64),
        bytes: 1,
        installedBytes: 1,
        signedBy: null,
        offers: sketch.offers ?? [],
        needs: sketch.needs ?? [],
      })),
      ...built,
    },
    failure: null,
    hold: null,
    rebuild: null,
  };
}

export function failureOf(job: PlannedBuild, facts: Partial<Failure> = {}): Failure {
  return {
    ...inputsOf(job),
    phase: "build",
    reason: "make: *** [all] Error 2",
    time: NOW.toISOString(),
    run: null,
    ...facts,
  };
}

function inputsOf({ entry, key, checks, commit, tree, uses, vcs }: PlannedBuild) {
  return { entry, key, checks, commit, tree, uses, vcs };
}

/**
 * Published as a first plan of the sketches would leave it, with what each takes of the others; `special` says
 * what is different about an entry's build.
 */
export function publishedFirst(
  sketches: readonly Sketch[],
  special: Readonly<Record<string, Partial<Built>>> = {},
): PublishedEntry[] {
  const { jobs } = planBuilds(worldOf(sketches));
  return sketches.map((sketch) => {
    const job = jobs.find(({ entry }) => entry === sketch.name);
    if (!job) throw new Error(`${sketch.name} cannot be built`);
    const uses = job.uses.map(({ entry }) => ({ entry, value: takes(sketch, entry, sketches) }));
    return publishedEntry(sketch, { ...job, uses }, special[sketch.name]);
  });
}

function takes(sketch: Sketch, from: string, sketches: readonly Sketch[]): string {
  const dependency = sketches.find(({ name }) => name === from);
  if (sketch.settings?.rebuildOn === "version") return dependency?.version ?? "1.0-1";
  return (dependency?.offers ?? []).filter((soname) => sketch.needs?.includes(soname)).join(" ");
}

/** The plan of sketches after others (or the same) were published and changed. */
export function planAfter(
  before: readonly Sketch[],
  now: readonly Sketch[],
  { change, ...facts }: Partial<PlanningWorld> & { change?: (entry: PublishedEntry) => PublishedEntry } = {},
): BuildPlan {
  const entries = publishedFirst(before).map(change ?? ((entry) => entry));
  return planBuilds(worldOf(now, { manifest: manifestOf(entries), ...facts }));
}

export function reasonsOf({ jobs }: BuildPlan): Record<string, string> {
  return Object.fromEntries(jobs.map(({ entry, reason }) => [entry, reason]));
}

export function idleReason({ idle }: BuildPlan, entry: string): string {
  return idle.find((one) => one.entry === entry)?.reason ?? "";
}
