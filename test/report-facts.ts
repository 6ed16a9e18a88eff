import {
  type BuildResult,
  EMPTY_PLAN,
  type Failure,
  type Manifest,
  type PhaseRecord,
  type PublishedEntry,
} from "../actions/lib/documents/index.ts";
import type { Entry } from "../actions/lib/packages-yaml/packages-yaml.ts";
import { brokenEntries } from "../actions/lib/planning/index.ts";
import type { ReportFacts, RunFacts } from "../actions/lib/report/index.ts";
import type { PublishedResults } from "../actions/publish/publish-results.ts";

const SHA = "3f1c0e6f0d9b8a7c6d5e4f3a2b1c0d9e8f7a6b5c";

/** Builders of what a report is made of: defaults of a small repository, and what a test changes. */
export function anEntry(name: string, changes: Partial<Entry> = {}): Entry {
  return {
    name,
    source: { git: `https://aur.archlinux.org/${name}.git`, branch: null, path: "" },
    ref: { kind: "commit", sha: SHA },
    publishes: [name],
    settings: { timeoutSeconds: 7200, network: "none", rebuildOn: "soname", vcs: "weekly" },
    tests: [],
    allow: [],
    ...changes,
  };
}

export function inputsOf(entry: string) {
  return {
    entry,
    key: "a1".repeat(32),
    checks: "b2".repeat(32),
    commit: SHA,
    tree: SHA.split("").toReversed().join(""),
    uses: [],
    vcs: [],
  };
}

export function aPublishedEntry(entry: string, changes: Partial<PublishedEntry> = {}): PublishedEntry {
  const built = {
    ...inputsOf(entry),
    time: "2026-11-20T08:30:00Z",
    seconds: 64.2,
    image: "docker.io/library/archlinux@sha256:0a1b2c3d",
    run: null,
    packages: [
      {
        pkgname: entry,
        version: "1.2.0-1",
        arch: "x86_64",
        object: `${entry}-1.2.0-1-x86_64.0a1b2c3d.pkg.tar.zst`,
        sha256: "0a1b2c3d".repeat(8),
        bytes: 1_482_112,
        installedBytes: 5_000_000,
        signedBy: null,
        offers: [],
        needs: ["libc.so=6-64"],
      },
    ],
  };
  return { entry, path: "", metadata: null, built, failure: null, hold: null, rebuild: null, ...changes };
}

/** A package that was built with <library>.so=1-64 of the other, which now offers this version of it. */
export function aLinkedPair(
  user: string,
  library: string,
  version: number,
): readonly [PublishedEntry, PublishedEntry] {
  const offers = (each: number) => [`${library}.so=${each}-64`];
  const withSonames = (entry: string, sonames: { offers: string[]; needs: string[] }) => {
    const usual = aPublishedEntry(entry);
    const packages = (usual.built?.packages ?? []).map((one) => ({ ...one, ...sonames }));
    const uses = sonames.needs.map((value) => ({ entry: library, value }));
    return { ...usual, built: usual.built && { ...usual.built, uses, packages } };
  };
  return [
    withSonames(user, { offers: [], needs: offers(1) }),
    withSonames(library, { offers: offers(version), needs: [] }),
  ];
}

export function aFailure(entry: string, changes: Partial<Failure> = {}): Failure {
  return {
    ...inputsOf(entry),
    phase: "build",
    reason: "make: *** [Makefile:12: all] Error 2",
    time: "2026-11-21T03:49:00Z",
    run: null,
    ...changes,
  };
}

export function aManifest(entries: readonly PublishedEntry[], changes: Partial<Manifest> = {}): Manifest {
  return {
    generation: 12,
    publication: "9f3c",
    time: "2026-11-22T10:10:00Z",
    commit: SHA,
    database: "gen/12-9f3c/",
    databases: { db: { sha256: "00".repeat(32), bytes: 1 }, files: { sha256: "00".repeat(32), bytes: 1 } },
    previous: null,
    run: null,
    entries,
    highest: {},
    ...changes,
  };
}

export function aPublication(
  entries: readonly PublishedEntry[],
  changes: Partial<PublishedResults> = {},
): PublishedResults {
  const manifest = aManifest(entries);
  const { generation, publication, time, database } = manifest;
  const address = { key: `manifest/${generation}.json`, sha256: "00".repeat(32), bytes: 1 };
  const place = { generation, publication, time, database, manifest: address };
  const state = { format: 1, repository: "myrepo", databaseSigned: false, signedBy: null, ...place } as const;
  const rest = { unbuildable: [], verdicts: [], removed: [], notes: [], switched: [] };
  return { outcome: "committed", state, manifest, broken: brokenEntries(entries, []), ...rest, ...changes };
}

export function aPhase(phase: PhaseRecord["phase"], seconds: number, exit: number | null = 0): PhaseRecord {
  return { phase, seconds, exit, log: `${phase}.log`, cut: 0 };
}

export function aResult(entry: string, changes: Partial<BuildResult> = {}): BuildResult {
  return {
    ...inputsOf(entry),
    outcome: "built",
    phase: null,
    reason: `built ${entry} 1.2.0-1`,
    fault: null,
    phases: [
      aPhase("evaluate", 0.7),
      aPhase("sources", 6.1),
      aPhase("dependencies", 3.4),
      aPhase("prepare", 1.9),
      aPhase("build", 61.3),
      aPhase("install-test", 4.8),
    ],
    image: "docker.io/library/archlinux@sha256:0a1b2c3d",
    limits: ["memory 7.5 GiB", "disk 20 GiB (loop-mounted)", "2048 processes", "2 h"],
    metadata: null,
    packages: [],
    tests: [
      { test: "install-alone", subject: entry, outcome: "passed", detail: "" },
      { test: "command", subject: `${entry} --version`, outcome: "passed", detail: "" },
    ],
    ...changes,
  };
}

export function aRun(results: readonly BuildResult[], changes: Partial<RunFacts> = {}): RunFacts {
  return {
    id: "20261122-101000-9f3c",
    time: "2026-11-22T10:08:12Z",
    seconds: 131.5,
    url: null,
    generation: 12,
    plan: { ...EMPTY_PLAN, commit: SHA },
    results,
    verdicts: [],
    changed: [],
    ...changes,
  };
}

export function someFacts(changes: Partial<ReportFacts> = {}): ReportFacts {
  return {
    time: "2026-11-22T10:11:00Z",
    repository: { name: "myrepo", server: "file:///srv/myrepo" },
    signing: null,
    manifest: null,
    entries: [],
    broken: brokenEntries(changes.manifest?.entries ?? [], []),
    run: null,
    ...changes,
  };
}
