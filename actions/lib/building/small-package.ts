import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testImage } from "../../../test/image.ts";
import { type BuildPlan, EMPTY_PLAN, type PlannedBuild } from "../documents/index.ts";
import type { Entry } from "../packages-yaml/packages-yaml.ts";
import { openSandbox, planLimits, readMachine, type Sandbox } from "../sandbox/index.ts";
import { type PackageTree, type TreeFile, treeId } from "../upstream/index.ts";
import type { BuildContext } from "./build-context.ts";
import type { Progress } from "./progress.ts";

/** For tests: a package of one screen, and everything around it that a build needs. */
export type SmallPackage = {
  readonly name: string;
  readonly pkgbuild: string;
  readonly files?: readonly TreeFile[];
  readonly entry?: Partial<Omit<Entry, "settings">> & { readonly settings?: Partial<Entry["settings"]> };
  readonly job?: Partial<PlannedBuild>;
};

/** A PKGBUILD that packages one file; `lines` go before its functions and may replace them. */
export function pkgbuild(name: string, lines = ""): string {
  return `pkgname=${name}
pkgver=1.0
pkgrel=1
pkgdesc='a small package'
arch=(any)
url=https://example.org
license=(MIT)
package() { install -Dm644 /dev/null "$pkgdir/usr/share/$pkgname/file"; }
${lines}
`;
}

export function file(path: string, content: string | Uint8Array, kind: TreeFile["kind"] = "file"): TreeFile {
  return { path, kind, content: Buffer.from(content as Uint8Array) };
}

export function treeOf({ pkgbuild: text, files = [] }: SmallPackage): PackageTree {
  const all = [file("PKGBUILD", text), ...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  return { commit: null, tree: treeId(all), date: 1_700_000_000, files: all };
}

export function entryOf({ name, entry = {} }: SmallPackage): Entry {
  const settings = { timeoutSeconds: 300, network: "none", rebuildOn: "soname", vcs: "never" } as const;
  return {
    name,
    source: { local: name },
    ref: null,
    publishes: [name],
    tests: [],
    allow: [],
    ...entry,
    settings: { ...settings, ...entry.settings },
  };
}

export function jobOf(small: SmallPackage): PlannedBuild {
  return {
    entry: small.name,
    key: "0".repeat(64),
    checks: "0".repeat(64),
    commit: null,
    tree: treeOf(small).tree,
    uses: [],
    vcs: [],
    reason: "never published",
    waitsFor: [],
    conditional: false,
    withoutCheck: false,
    seconds: null,
    ...small.job,
  };
}

export function planOf(packages: readonly SmallPackage[]): BuildPlan {
  return { ...EMPTY_PLAN, jobs: packages.map(jobOf) };
}

/** A run over these packages: a real sandbox, a folder of its own for results, and what it was told. */
export type Workshop = AsyncDisposable & {
  readonly context: BuildContext;
  /** "entry phase note" in the order in which progress was told. */
  readonly told: string[];
  readonly abort: AbortController;
};

export async function openWorkshop(
  packages: readonly SmallPackage[],
  changes: Partial<BuildContext> = {},
): Promise<Workshop> {
  const abort = new AbortController();
  const sandbox = await smallSandbox(abort.signal);
  const results = await mkdtemp(join(tmpdir(), "autorepo-building-"));
  const told: string[] = [];
  const trees = new Map(packages.map((small) => [small.name, treeOf(small)]));
  const context: BuildContext = {
    sandbox,
    repository: "small",
    entries: new Map(packages.map((small) => [small.name, entryOf(small)])),
    manifest: null,
    distribution: { version: () => null, providers: () => [] },
    cycles: [],
    treeOf: async ({ entry }) => trees.get(entry) ?? Promise.reject(new Error(`no tree of ${entry}`)),
    readPublished: ({ pkgname }) => Promise.reject(new Error(`${pkgname} is not published`)),
    results,
    attempt: 1,
    logBytes: 1024 ** 2,
    progress: progressTold(told),
    signal: abort.signal,
    ...changes,
  };
  return {
    context,
    told,
    abort,
    async [Symbol.asyncDispose]() {
      await sandbox[Symbol.asyncDispose]();
      await rm(results, { recursive: true, force: true });
    },
  };
}

async function smallSandbox(signal: AbortSignal): Promise<Sandbox> {
  const limits = { ...planLimits(await readMachine(), 4), memoryBytes: 512 * 1024 ** 2, processes: 512 };
  return await openSandbox({ image: testImage(), mirror: null, limits, privateHosts: [], signal });
}

function progressTold(told: string[]): Progress {
  return {
    phase: (entry, phase, note) => void told.push(`${entry} ${phase ?? "-"} ${note}`),
    output() {},
    done: (entry, { outcome }, takenOver) =>
      void told.push(`${entry} ${takenOver === undefined ? outcome : "taken over"}`),
  };
}
