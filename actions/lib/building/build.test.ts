import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { readBuildResult } from "../documents/index.ts";
import { buildOne, pkgbuild, type SmallPackage } from "./small-package.ts";
import { bareRepository } from "./small-repository.ts";

test("a package goes through all phases and leaves its folder", async () => {
  const small: SmallPackage = {
    name: "good",
    pkgbuild: pkgbuild("good", 'build() { echo "built with $MAKEFLAGS"; }'),
    entry: { tests: ["test -f /usr/share/good/file", "id -u | grep -v '^0$'"] },
  };
  await using built = await buildOne(small);
  assert.equal(built.result.reason, "built good 1.0-1");
  assert.equal(built.result.outcome, "built");
  assert.deepEqual(
    built.result.phases.map(({ phase, exit, cut }) => `${phase} ${exit} ${cut}`),
    ["evaluate", "sources", "dependencies", "prepare", "build", "install-test"].map(
      (phase) => `${phase} 0 0`,
    ),
  );
  assert.deepEqual(
    built.result.tests.map(({ test: name, subject, outcome }) => `${name} ${subject}: ${outcome}`),
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
  const document = await readFile(join(built.folder, "result.json"));
  assert.deepEqual(readBuildResult(document, "result.json"), built.result);
  assert.deepEqual(await readdir(join(built.folder, "packages")), ["good-1.0-1-any.pkg.tar.zst"]);
  assert.match(await readFile(join(built.folder, "log", "build.log"), "utf8"), /built with -j\d/);
  const { info, buildInfo } = built.packages[0]?.contents ?? assert.fail("no package");
  assert.equal(info.builddate, 1_700_000_000);
  assert.match(info.packager, /^small \(arch-autorepo\)/);
  assert.deepEqual(buildInfo.values.startdir, ["/build/tree"]);
});

test("a split package whose parts need each other, and conflict, is installed in every way that works", async () => {
  const text = `pkgbase=parts
pkgname=(part-lib part-tool part-other)
epoch=1
pkgver=2.0+r3
pkgrel=1
arch=(any)
package_part-lib() { install -Dm644 /dev/null "$pkgdir/usr/share/parts/lib"; }
package_part-tool() { depends=(part-lib); install -Dm644 /dev/null "$pkgdir/usr/share/parts/tool"; }
package_part-other() { conflicts=(part-lib); install -Dm644 /dev/null "$pkgdir/usr/share/parts/lib"; }
`;
  const publishes = ["part-lib", "part-tool", "part-other"];
  await using built = await buildOne({ name: "parts", pkgbuild: text, entry: { publishes } });
  assert.equal(built.result.reason, "built part-lib 1:2.0+r3-1, part-other 1:2.0+r3-1, part-tool 1:2.0+r3-1");
  const installs = built.result.tests.filter(({ test: name }) => name.startsWith("install"));
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
  const text = pkgbuild("symbols", "arch=(x86_64)\noptions=(debug strip)").replace(
    /^package.*$/m,
    `build() { echo 'int main() { return 0; }' | gcc -g -x c -o program -; }
package() { install -D program "$pkgdir/usr/bin/program"; }`,
  );
  await using built = await buildOne({ name: "symbols", pkgbuild: text });
  assert.equal(built.result.reason, "built symbols 1.0-1");
  assert.match(
    await built.log("build"),
    /symbols-debug-1\.0-1-x86_64\.pkg\.tar\.zst" holds debug symbols only/,
  );
  assert.deepEqual(await readdir(join(built.folder, "packages")), ["symbols-1.0-1-x86_64.pkg.tar.zst"]);
});

test("dependencies of the distribution are there where they belong, those of the package in its test only", async () => {
  const lines = `depends=(jq)
makedepends=(scdoc)
build() { echo '{"a": 1}' | jq .a && echo 'x(1)' | scdoc >/dev/null; }`;
  const tests = ["echo '{}' | jq -c .", "! command -v scdoc"];
  await using built = await buildOne({ name: "needy", pkgbuild: pkgbuild("needy", lines), entry: { tests } });
  assert.equal(built.result.reason, "built needy 1.0-1");
  assert.deepEqual(
    built.result.tests.filter(({ outcome }) => outcome !== "passed"),
    [],
  );
});

test("a version that was published before becomes a sub-release", async () => {
  const manifest = { highest: { again: "1.0-1.4" }, entries: [] } as never;
  await using built = await buildOne({ name: "again", pkgbuild: pkgbuild("again") }, { manifest });
  assert.equal(built.result.reason, "built again 1.0-1.5");
  assert.equal(built.packages[0]?.contents.info.version, "1.0-1.5");
});

test("pkgver() may change the version where a source follows a branch, and the commit is recorded", async () => {
  const repository = await bareRepository();
  const text = `${pkgbuild("moving", "")}source=("src::git+file:///build/tree/upstream")
sha256sums=(SKIP)
makedepends=(git)
pkgver() { cd src && printf 'r%s' "$(git rev-list --count HEAD)"; }
`;
  const manifest = { highest: { moving: "r1-1" }, entries: [] } as never;
  await using built = await buildOne(
    { name: "moving", pkgbuild: text, files: repository.files },
    { manifest },
  );
  assert.equal(built.result.reason, "built moving r1-1.1");
  assert.deepEqual(built.result.vcs, [
    { source: "src::git+file:///build/tree/upstream", commit: repository.commit },
  ]);
});

test("pkgver() may say more of a pinned repository than the PKGBUILD, which then does not move", async () => {
  const repository = await bareRepository();
  const text = `${pkgbuild("pinned", "")}source=("src::git+file:///build/tree/upstream#commit=${repository.commit}")
sha256sums=(SKIP)
makedepends=(git)
pkgver() { cd src && printf '1.0.r%s' "$(git rev-list --count HEAD)"; }
`;
  await using built = await buildOne({ name: "pinned", pkgbuild: text, files: repository.files });
  assert.equal(built.result.reason, "built pinned 1.0.r1-1");
  assert.deepEqual(built.result.vcs, []);
});
