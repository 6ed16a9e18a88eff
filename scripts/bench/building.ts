/**
 * What a build costs beside the same makepkg and pacman -U typed by hand into two containers, measured in turn in
 * one run: a trivial package (overhead under 5 s) and one that compiles for a minute or more (within 15%).
 *
 *   AUTOREPO_TEST_IMAGE=NAME node scripts/bench/building.ts [--files N] [--rounds N]
 */
import { execFileSync } from "node:child_process";
import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { parseArgs } from "node:util";
import { type BuildContext, buildPlan } from "../../actions/lib/building/index.ts";
import { EMPTY_PLAN, type PlannedBuild } from "../../actions/lib/documents/index.ts";
import type { Entry } from "../../actions/lib/packages-yaml/packages-yaml.ts";
import { openSandbox, planLimits, readMachine } from "../../actions/lib/sandbox/index.ts";
import { type PackageTree, treeId } from "../../actions/lib/upstream/index.ts";
import { testImage } from "../../test/image.ts";

const MOST_OVERHEAD_SECONDS = 5;
const MOST_RATIO = 1.15;
const NAME = "bench";

const BUILD = `
mkdir -p ~/tree ~/out && cd ~/tree && printf %s "$1" > PKGBUILD
MAKEFLAGS=-j$(nproc) PKGDEST=~/out makepkg --noconfirm
`;

const ENTRY: Entry = {
  name: NAME,
  source: { local: NAME },
  ref: null,
  publishes: [NAME],
  settings: { timeoutSeconds: 3600, network: "none", rebuildOn: "soname", vcs: "never" },
  tests: [],
  allow: [],
};

const { values } = parseArgs({
  options: { files: { type: "string", default: "60" }, rounds: { type: "string", default: "3" } },
});

const trivial = await measure(pkgbuild(":"), Number(values.rounds));
const overhead = trivial.pipeline - trivial.byHand;
report("trivial", trivial, `${overhead.toFixed(1)} s over (at most ${MOST_OVERHEAD_SECONDS})`);

const compiling = await measure(pkgbuild(compile(Number(values.files))), 1);
const ratio = compiling.pipeline / compiling.byHand;
report("compiling", compiling, `ratio ${ratio.toFixed(3)} (at most ${MOST_RATIO})`);
if (compiling.byHand < 60) console.log("the compiling one took less than 60 s: give more --files");
process.exitCode = overhead < MOST_OVERHEAD_SECONDS && ratio <= MOST_RATIO ? 0 : 1;

type Measured = { readonly byHand: number; readonly pipeline: number };

function report(what: string, { byHand, pipeline }: Measured, verdict: string): void {
  console.log(`${what}: by hand ${byHand.toFixed(1)} s, pipeline ${pipeline.toFixed(1)} s: ${verdict}`);
}

/** Medians in seconds; in turn, so that other load of the machine meets both. */
async function measure(text: string, rounds: number): Promise<Measured> {
  const byHand: number[] = [];
  const pipeline: number[] = [];
  for (let round = 0; round < rounds; round++) {
    byHand.push(await secondsOf(() => typeByHand(text)));
    pipeline.push(await secondsOf(() => runPipeline(text)));
  }
  return { byHand: median(byHand), pipeline: median(pipeline) };
}

async function secondsOf(work: () => unknown): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

function pkgbuild(build: string): string {
  return `pkgname=${NAME}
pkgver=1.0
pkgrel=1
arch=(x86_64)
build() {
${build}
}
package() { install -Dm644 /dev/null "$pkgdir/usr/share/${NAME}/file"; }
`;
}

/** Regular expressions of the C++ library take a compiler a second or two a file. */
function compile(files: number): string {
  return `  for i in {1..${files}}; do
    printf '#include <regex>\\nbool f%d(const char *s) { return std::regex_match(s, std::regex("a%d")); }\\n' $i $i > f$i.cc
  done
  printf 'objects := $(patsubst %%.cc,%%.o,$(wildcard *.cc))\\nall: $(objects)\\n' > Makefile
  make CXXFLAGS=-O2`;
}

function typeByHand(text: string): void {
  const docker = (...args: string[]) =>
    execFileSync("docker", args, { stdio: ["ignore", "ignore", "inherit"] });
  const [first, second] = [`bench-${process.pid}-build`, `bench-${process.pid}-install`];
  const start = (name: string) =>
    docker("run", "-d", "--rm", "--init", "--name", name, testImage(), "sleep", "3600");
  try {
    start(first);
    docker("exec", first, "bash", "-c", "pacman -Syu --noconfirm --needed base-devel; useradd -m typist");
    docker("exec", "-u", "typist", first, "bash", "-c", BUILD, "bash", text);
    start(second);
    const packages = execFileSync("docker", ["cp", `${first}:/home/typist/out`, "-"], { maxBuffer: 2 ** 30 });
    execFileSync("docker", ["cp", "-", `${second}:/root`], { input: packages });
    docker("exec", second, "bash", "-c", "pacman -Sy && pacman -U --noconfirm /root/out/*.pkg.tar.zst");
  } finally {
    for (const name of [first, second]) docker("rm", "-f", name);
  }
}

async function runPipeline(text: string): Promise<void> {
  const { signal } = new AbortController();
  const limits = planLimits(await readMachine(), 1);
  await using sandbox = await openSandbox({
    image: testImage(),
    mirror: null,
    limits,
    privateHosts: [],
    signal,
  });
  await using results = await mkdtempDisposable(`${tmpdir()}/autorepo-bench-`);
  const content = new TextEncoder().encode(text);
  const files = [{ path: "PKGBUILD", kind: "file", content }] as const;
  const tree: PackageTree = { commit: null, tree: treeId(files), date: 0, files };
  const context: Omit<BuildContext, "cycles"> = {
    sandbox,
    repository: NAME,
    entries: new Map([[NAME, ENTRY]]),
    manifest: null,
    distribution: { version: () => null, providers: () => [] },
    treeOf: async () => tree,
    readPublished: ({ pkgname }) => Promise.reject(new Error(`${pkgname} is not published`)),
    results: results.path,
    attempt: 1,
    logBytes: limits.logBytes,
    progress: { phase() {}, output() {}, done() {} },
    signal,
  };
  const [built] = await buildPlan({ ...EMPTY_PLAN, jobs: [jobFor(tree)] }, { ...context, jobs: 1 });
  if (built?.result.outcome !== "built") throw new Error(`the build failed: ${built?.result.reason}`);
}

function jobFor({ tree }: PackageTree): PlannedBuild {
  const digest = "0".repeat(64);
  const inputs = { entry: NAME, key: digest, checks: digest, commit: null, tree, uses: [], vcs: [] };
  const planned = {
    reason: "measured",
    waitsFor: [],
    conditional: false,
    withoutCheck: false,
    seconds: null,
  };
  return { ...inputs, ...planned };
}
