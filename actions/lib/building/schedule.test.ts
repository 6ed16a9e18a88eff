import assert from "node:assert/strict";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import type { BuildResult, Manifest, PublishedEntry, PublishedPackage } from "../documents/index.ts";
import type { FinishedBuild } from "./build-context.ts";
import { resultFolder } from "./build-package.ts";
import { describePackage } from "./outputs.ts";
import { buildPlan } from "./schedule.ts";
import {
  file,
  jobOf,
  openWorkshop,
  pkgbuild,
  planOf,
  type SmallPackage,
  treeOf,
  type Workshop,
} from "./small-package.ts";
import { suppliesOf } from "./supplies.ts";

const library: SmallPackage = {
  name: "small-lib",
  pkgbuild: `pkgname=small-lib
pkgver=1.0
pkgrel=1
arch=(x86_64)
provides=(libsmall.so)
build() {
  echo 'int small(void) { return 7; }' > small.c
  gcc $CFLAGS $LDFLAGS -shared -fPIC -Wl,-soname,libsmall.so.3 -o libsmall.so.3 small.c
}
package() { install -Dm755 libsmall.so.3 "$pkgdir/usr/lib/libsmall.so.3"; ln -s libsmall.so.3 "$pkgdir/usr/lib/libsmall.so"; }
`,
};
const tool: SmallPackage = {
  name: "small-tool",
  pkgbuild: `pkgname=small-tool
pkgver=1.0
pkgrel=1
arch=(x86_64)
depends=("small-lib>=1.0")
build() {
  echo 'int small(void); int main(void) { return small() - 7; }' > tool.c
  gcc $CFLAGS $LDFLAGS -o small-tool tool.c -lsmall
}
package() { install -Dm755 small-tool "$pkgdir/usr/bin/small-tool"; }
`,
  entry: { tests: ["small-tool"] },
  job: { waitsFor: ["small-lib"], uses: [{ entry: "small-lib", value: null }] },
};

/** The tool once it needs the library no more, except to be built. */
const slimTool: SmallPackage = {
  ...tool,
  pkgbuild: `pkgname=small-tool
pkgver=2.0
pkgrel=1
arch=(x86_64)
makedepends=("small-lib>=1.0")
build() { echo 'int main(void) { return 0; }' > tool.c; gcc -o small-tool tool.c -lsmall -Wl,--as-needed; }
package() { install -Dm755 small-tool "$pkgdir/usr/bin/small-tool"; }
`,
  job: { uses: [{ entry: "small-lib", value: "libsmall.so=3-64" }] },
};

const entries = (finished: readonly FinishedBuild[]) =>
  finished.map(({ result }) => `${result.entry}: ${result.outcome}, ${result.reason}`);

test("a package is built against a library of the same run, and from what is published afterwards", async () => {
  await using workshop = await openWorkshop([library, tool]);
  const first = await buildPlan(planOf([tool, library]), { ...workshop.context, jobs: 2 });
  assert.deepEqual(entries(first), [
    "small-lib: built, built small-lib 1.0-1",
    "small-tool: built, built small-tool 1.0-1",
  ]);
  assert.deepEqual(first[1]?.result.uses, [{ entry: "small-lib", value: "libsmall.so=3-64" }]);
  assert.deepEqual(first[1]?.packages[0]?.contents.needs.includes("libsmall.so=3-64"), true);
  assert.ok(workshop.told.includes("small-tool - waits for small-lib"));

  const manifest = publish(first);
  const published = { ...workshop.context, manifest, attempt: 2, jobs: 2, readPublished: readFrom(first) };
  const upgrades = ([finished]: readonly FinishedBuild[]) =>
    finished?.result.tests.filter(({ test: name }) => name === "upgrade").map(({ outcome }) => outcome);

  // The library again, unchanged: what depends on it is asked, and has nothing to do.
  const conditional = { ...tool, job: { ...tool.job, conditional: true } };
  const again = await buildPlan(planOf([library, conditional]), published);
  assert.deepEqual(entries(again), [
    "small-lib: built, built small-lib 1.0-1.1",
    "small-tool: unneeded, nothing it takes from small-lib has changed",
  ]);
  assert.deepEqual(upgrades(again), ["passed"]);

  // The tool alone, against the published library, whatever a run left damaged: users have that library, too.
  await leaveDamagedResult(workshop, slimTool, 3);
  const moved = { ...published, treeOf: async () => treeOf(slimTool), attempt: 3 };
  const third = await buildPlan(planOf([slimTool]), moved);
  assert.deepEqual(entries(third), ["small-tool: built, built small-tool 2.0-1"]);
  assert.deepEqual(third[0]?.packages[0]?.contents.info.depends, []);
  assert.deepEqual(upgrades(third), ["passed"]);

  // What an interrupted run left is taken up.
  const fourth = await buildPlan(planOf([slimTool]), moved);
  assert.deepEqual(fourth[0]?.result, third[0]?.result);
  assert.equal(workshop.told.at(-1), "small-tool taken over");
  assert.equal(workshop.told.filter((line) => line === "small-tool evaluate reading the PKGBUILD").length, 2);

  const [supply] = suppliesOf([], { manifest, readPublished: async () => null });
  await assert.rejects(async () => await supply?.read(), {
    fault: "infrastructure",
    message:
      /small-lib 1\.0-1 is gone from the store.*`scripts\/autorepo run --rebuild --packages small-lib`/,
  });
});

test("dependents of a failed package are blocked without a published version that will do", async () => {
  // Without containers: it is refused before one is opened, and so says nothing of its packages.
  const broken = {
    ...library,
    files: [file("vendor", "", "submodule")],
    entry: { publishes: ["small-lib", "small-docs"] },
  };
  const reader = { ...tool, name: "reader", pkgbuild: pkgbuild("reader", "depends=(small-docs)") };
  await using workshop = await openWorkshop([broken, tool, reader]);
  const run = { ...workshop.context, jobs: 2 };
  const never = await buildPlan(planOf([broken, tool]), run);
  assert.match(entries(never)[0] ?? "", /^small-lib: failed, .*submodule/);
  assert.match(
    entries(never)[1] ?? "",
    /^small-tool: blocked, it waits for small-lib, which failed and was never published: .*submodule/,
  );
  assert.deepEqual(await readdir(never[1]?.folder ?? ""), ["packages", "result.json"]);

  const old = publishedPackage({ pkgname: "small-lib", version: "0.9-1" });
  const manifest = manifestOf([publishedEntry("small-lib", [old])]);
  const tooOld = await buildPlan(planOf([broken, tool, reader]), { ...run, manifest, attempt: 2 });
  assert.deepEqual(
    entries(tooOld)
      .slice(1)
      .map((line) => line.replace(/(?<=": ).*submodule.*/, "the reason"))
      .sort(),
    ["reader", "small-tool"].map(
      (name) =>
        `${name}: blocked, it waits for small-lib, which failed: no published version of it satisfies ` +
        `"${name === "reader" ? "small-docs" : "small-lib>=1.0"}": the reason`,
    ),
  );
});

test("an interrupted run ends soon, leaves no result and no container", async () => {
  const slow = { name: "slow", pkgbuild: pkgbuild("slow", "build() { sleep 600; }") };
  await using workshop = await openWorkshop([slow]);
  const progress = {
    ...workshop.context.progress,
    phase: (_: string, phase: string | null) => {
      if (phase === "build") setTimeout(() => workshop.abort.abort(new Error("stop")), 500);
    },
  };
  const started = performance.now();
  await assert.rejects(buildPlan(planOf([slow]), { ...workshop.context, progress, jobs: 1 }), /stop/);
  assert.ok(performance.now() - started < 60_000);
  const folder = join(workshop.context.results, `slow.${jobOf(slow).key.slice(0, 12)}.1`);
  assert.deepEqual((await readdir(folder)).includes("result.json"), false);
});

test("jobs that wait for each other are named instead of waiting for ever", async () => {
  const one = { name: "one", pkgbuild: pkgbuild("one"), job: { waitsFor: ["two"] } };
  const two = { name: "two", pkgbuild: pkgbuild("two"), job: { waitsFor: ["one"] } };
  await using workshop = await openWorkshop([one, two]);
  await assert.rejects(buildPlan(planOf([one, two]), { ...workshop.context, jobs: 1 }), /one, two/);
});

async function leaveDamagedResult(
  { context }: Workshop,
  small: SmallPackage,
  attempt: number,
): Promise<void> {
  const folder = resultFolder(jobOf(small), { results: context.results, attempt });
  await mkdir(folder);
  await writeFile(join(folder, "result.json"), "{");
}

function publish(finished: readonly FinishedBuild[]): Manifest {
  return manifestOf(
    finished.map(({ result, packages }) => {
      const published = packages.map((local) => publishedPackage(describePackage(local)));
      return publishedEntry(result.entry, published, result);
    }),
  );
}

function readFrom(finished: readonly FinishedBuild[]) {
  return async ({ pkgname }: PublishedPackage) => {
    const packages = finished.flatMap((one) => one.packages);
    return packages.find(({ contents }) => contents.info.pkgname === pkgname) ?? assert.fail(pkgname);
  };
}

function manifestOf(published: readonly PublishedEntry[]): Manifest {
  const packages = published.flatMap(({ built }) => built?.packages ?? []);
  const highest = Object.fromEntries(packages.map(({ pkgname, version }) => [pkgname, version]));
  return { entries: published, highest } as unknown as Manifest;
}

function publishedEntry(
  entry: string,
  packages: readonly PublishedPackage[],
  { metadata, uses }: Pick<BuildResult, "metadata" | "uses"> = { metadata: null, uses: [] },
): PublishedEntry {
  const { key, checks, tree } = jobOf(library);
  const inputs = { entry, key, checks, commit: null, tree, uses, vcs: [] };
  const built = { ...inputs, time: "2026-01-01T00:00:00Z", seconds: 1, image: "x", run: null, packages };
  return { entry, path: "", metadata, built, failure: null, hold: null, rebuild: null };
}

function publishedPackage(known: Partial<PublishedPackage>): PublishedPackage {
  const absent = { arch: "x86_64", object: "", sha256: "", bytes: 0, installedBytes: 0, signedBy: null };
  return { pkgname: "", version: "", offers: [], needs: [], ...absent, ...known };
}
