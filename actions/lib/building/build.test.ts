import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { readBuildResult } from "../documents/index.ts";
import type { FinishedBuild } from "./build-context.ts";
import { buildPlan } from "./schedule.ts";
import { openWorkshop, pkgbuild, planOf, type SmallPackage, type Workshop } from "./small-package.ts";
import { bareRepository } from "./small-repository.ts";

const repository = await bareRepository();
const upstream = "src::git+file:///build/tree/upstream";

const good: SmallPackage = {
  name: "good",
  pkgbuild: pkgbuild("good", 'build() { echo "built with $MAKEFLAGS"; }'),
  entry: { tests: ["test -f /usr/share/good/file", "id -u | grep -v '^0$'"] },
};

const parts: SmallPackage = {
  name: "parts",
  pkgbuild: `pkgbase=parts
pkgname=(part-lib part-tool part-other part-unlisted)
epoch=1
pkgver=2.0+r3
pkgrel=1
arch=(any)
package_part-lib() { install -Dm644 /dev/null "$pkgdir/usr/share/parts/lib"; }
package_part-tool() { depends=(part-lib); install -Dm644 /dev/null "$pkgdir/usr/share/parts/tool"; }
package_part-other() { conflicts=(part-lib); install -Dm644 /dev/null "$pkgdir/usr/share/parts/lib"; }
package_part-unlisted() { depends=(part-lib); install -Dm644 /dev/null "$pkgdir/usr/share/parts/unlisted"; }
`,
  entry: { publishes: ["part-lib", "part-tool", "part-other"] },
};

/** Published before as 1.0-1.4. */
const symbols: SmallPackage = {
  name: "symbols",
  pkgbuild: pkgbuild("symbols", "arch=(x86_64)\noptions=(debug strip)").replace(
    /^package.*$/m,
    `build() { echo 'int main() { return 0; }' | gcc -g -x c -o program -; }
package() { install -D program "$pkgdir/usr/bin/program"; }`,
  ),
};

/** Published before as r1-1. */
const moving: SmallPackage = {
  name: "moving",
  pkgbuild: pkgbuild(
    "moving",
    `source=("${upstream}")
sha256sums=(SKIP)
makedepends=(git)
pkgver() { cd src && printf 'r%s' "$(git rev-list --count HEAD)"; }`,
  ),
  files: repository.files,
};

const pinned: SmallPackage = {
  name: "pinned",
  pkgbuild: pkgbuild(
    "pinned",
    `source=("${upstream}#commit=${repository.commit}")
sha256sums=(SKIP)
depends=(jq)
makedepends=(git scdoc)
pkgver() { cd src && printf '1.0.r%s' "$(git rev-list --count HEAD)"; }
build() { echo '{"a": 1}' | jq .a && echo 'x(1)' | scdoc >/dev/null; }`,
  ),
  files: repository.files,
  entry: { tests: ["echo '{}' | jq -c .", "! command -v scdoc"] },
};

describe("packages built in one run", () => {
  const packages = [parts, pinned, moving, symbols, good];
  const manifest = { highest: { symbols: "1.0-1.4", moving: "r1-1" }, entries: [] } as never;
  let workshop: Workshop;
  let finished: readonly FinishedBuild[];
  before(async () => {
    workshop = await openWorkshop(packages, { manifest });
    finished = await buildPlan(planOf(packages), { ...workshop.context, jobs: 3 });
  });
  after(() => workshop[Symbol.asyncDispose]());

  const buildOf = ({ name }: SmallPackage) =>
    finished.find(({ result }) => result.entry === name) ?? assert.fail(`${name} has no result`);
  const logOf = (small: SmallPackage, phase: string) =>
    readFile(join(buildOf(small).folder, "log", `${phase}.log`), "utf8");
  const packagesOf = (small: SmallPackage) => readdir(join(buildOf(small).folder, "packages"));

  test("a package goes through all phases and leaves its folder", async () => {
    const { result, folder, packages: built } = buildOf(good);
    assert.equal(result.reason, "built good 1.0-1");
    assert.equal(result.outcome, "built");
    assert.deepEqual(
      result.phases.map(({ phase, exit, cut }) => `${phase} ${exit} ${cut}`),
      ["evaluate", "sources", "dependencies", "prepare", "build", "install-test"].map(
        (phase) => `${phase} 0 0`,
      ),
    );
    assert.deepEqual(
      result.tests.map(({ test: name, subject, outcome }) => `${name} ${subject}: ${outcome}`),
      [
        "install-alone good: passed",
        "scriptlets good: passed",
        "files good: passed",
        "integrity good: passed",
        "libraries good: passed",
        "command test -f /usr/share/good/file: passed",
        "command id -u | grep -v '^0$': passed",
      ],
    );
    const document = await readFile(join(folder, "result.json"));
    assert.deepEqual(readBuildResult(document, "result.json"), result);
    assert.deepEqual(await packagesOf(good), ["good-1.0-1-any.pkg.tar.zst"]);
    assert.match(await logOf(good, "build"), /built with -j\d/);
    const { info, buildInfo } = built[0]?.contents ?? assert.fail("no package");
    assert.equal(info.builddate, 1_700_000_000);
    assert.match(info.packager, /^small \(arch-autorepo\)/);
    assert.deepEqual(buildInfo.values.startdir, ["/build/tree"]);
  });

  test("a split package whose parts need each other, and conflict, is installed in every way that works", async () => {
    const { result } = buildOf(parts);
    const versions = ["part-lib", "part-other", "part-tool"].map((name) => `${name} 1:2.0+r3-1`);
    const left = "part-unlisted left out: packages.yaml does not list it";
    assert.equal(result.reason, `built ${versions.join(", ")}; ${left}`);
    assert.equal((await packagesOf(parts)).length, 3);
    const installs = result.tests.filter(({ test: name }) => name.startsWith("install"));
    assert.deepEqual(
      installs.map(({ test: name, subject, outcome }) => `${name} ${subject}: ${outcome}`),
      [
        "install-together part-lib part-tool: passed",
        "install-alone part-lib: passed",
        "install-alone part-other: passed",
        "install-alone part-tool: passed",
      ],
    );
  });

  test("debug symbols that the PKGBUILD asks for are not handed over", async () => {
    assert.match(
      await logOf(symbols, "build"),
      /symbols-debug-1\.0-1\.5-x86_64\.pkg\.tar\.zst" holds debug symbols only/,
    );
    assert.deepEqual(await packagesOf(symbols), ["symbols-1.0-1.5-x86_64.pkg.tar.zst"]);
  });

  test("a version that was published before becomes a sub-release", () => {
    const { result, packages: built } = buildOf(symbols);
    assert.equal(result.reason, "built symbols 1.0-1.5");
    assert.equal(built[0]?.contents.info.version, "1.0-1.5");
  });

  test("dependencies of the distribution are there where they belong, those of the package in its test only", () => {
    const { result } = buildOf(pinned);
    assert.equal(result.outcome, "built", result.reason);
    assert.deepEqual(
      result.tests.filter(({ outcome }) => outcome !== "passed"),
      [],
    );
  });

  test("pkgver() may change the version where a source follows a branch, and the commit is recorded", () => {
    const { result } = buildOf(moving);
    assert.equal(result.reason, "built moving r1-1.1");
    assert.deepEqual(result.vcs, [{ source: upstream, commit: repository.commit }]);
  });

  test("pkgver() may say more of a pinned repository than the PKGBUILD, which then does not move", () => {
    const { result } = buildOf(pinned);
    assert.equal(result.reason, "built pinned 1.0.r1-1");
    assert.deepEqual(result.vcs, []);
  });
});
