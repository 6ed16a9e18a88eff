import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { FinishedBuild } from "./build-context.ts";
import { buildPlan } from "./schedule.ts";
import { file, openWorkshop, pkgbuild, planOf, type SmallPackage, type Workshop } from "./small-package.ts";

type Expected = {
  readonly phase: string;
  readonly reason: RegExp;
  readonly fault?: "package" | "infrastructure";
};

const stories: readonly [string, Omit<SmallPackage, "name">, Expected][] = [
  [
    "a PKGBUILD that ends the shell",
    { pkgbuild: pkgbuild("bad", "exit 0") },
    { phase: "evaluate", reason: /"exit"/ },
  ],
  [
    "a folder with a submodule",
    { pkgbuild: pkgbuild("bad"), files: [file("vendor", "", "submodule")] },
    { phase: "evaluate", reason: /submodule/ },
  ],
  [
    "a source with another checksum",
    {
      pkgbuild: pkgbuild("bad", `source=(a.txt)\nsha256sums=(${"0".repeat(64)})`),
      files: [file("a.txt", "a")],
    },
    { phase: "sources", reason: /^checksum mismatch: a\.txt/ },
  ],
  [
    "a source that cannot be downloaded",
    { pkgbuild: pkgbuild("bad", "source=(file:///nowhere/a.txt)\nsha256sums=(SKIP)") },
    { phase: "sources", reason: /source not fetched: .*nowhere/, fault: "infrastructure" },
  ],
  [
    "a local source that was forgotten",
    { pkgbuild: pkgbuild("bad", "source=(a.txt)\nsha256sums=(SKIP)") },
    { phase: "sources", reason: /a\.txt/ },
  ],
  [
    "a dependency that nobody has",
    { pkgbuild: pkgbuild("bad", "makedepends=(there-is-no-such-thing)") },
    { phase: "dependencies", reason: /pacman: target not found: there-is-no-such-thing/ },
  ],
  [
    "a failing prepare()",
    { pkgbuild: pkgbuild("bad", "prepare() { echo 'error: no such patch' >&2; false; }") },
    { phase: "prepare", reason: /^prepare\(\) failed: error: no such patch/ },
  ],
  [
    "a version that pkgver() makes of a fixed source (security.md 51)",
    { pkgbuild: pkgbuild("bad", "pkgver() { echo 2.0; }") },
    { phase: "prepare", reason: /pkgver\(\) made 2\.0-1 of 1\.0-1, but no source follows a branch/ },
  ],
  [
    "a failing build() that says otherwise (security.md 55)",
    {
      pkgbuild: pkgbuild(
        "bad",
        "build() { echo '==> Finished making: bad 1.0-1'; echo BUILD OK; return 3; }",
      ),
    },
    { phase: "build", reason: /^build\(\) failed/ },
  ],
  [
    "a failing check()",
    { pkgbuild: pkgbuild("bad", "check() { echo 'FAIL: test 1 failed'; false; }") },
    { phase: "build", reason: /^check\(\) failed: FAIL: test 1 failed/ },
  ],
  [
    "a package of another name than the entry may publish",
    { pkgbuild: pkgbuild("other") },
    { phase: "build", reason: /packages refused: .*other is an unplanned package/ },
  ],
  [
    "something that is no package beside the packages",
    { pkgbuild: pkgbuild("bad", 'build() { ln -s /etc/shadow "$PKGDEST/x.pkg.tar.zst"; }') },
    { phase: "build", reason: /packages refused: .*x\.pkg\.tar\.zst" was handed over, a symlink/ },
  ],
  [
    "a program that uses the network while it is off (security.md 47)",
    { pkgbuild: pkgbuild("bad", "build() { curl -sS https://example.org/; }") },
    { phase: "build", reason: /Could not resolve host.*off here: "network: build"/ },
  ],
  [
    "a build that runs for ever",
    { pkgbuild: pkgbuild("bad", "build() { sleep 1000; }"), entry: { settings: { timeoutSeconds: 20 } } },
    { phase: "build", reason: /killed: it took longer than 20 s; raise "timeout"/ },
  ],
  [
    "a build that eats all memory",
    { pkgbuild: pkgbuild("bad", "build() { head -c 2G /dev/zero | tail; }") },
    { phase: "build", reason: /more memory than allowed \(memory 512 MiB/ },
  ],
];

const packages = stories.map(([, small], index): SmallPackage => ({ name: `bad-${index}`, ...small }));

describe("a package fails in the phase where it goes wrong, with a reason", () => {
  let workshop: Workshop;
  let finished: readonly FinishedBuild[];
  before(async () => {
    workshop = await openWorkshop(packages);
    finished = await buildPlan(planOf(packages), { ...workshop.context, jobs: 3 });
  });
  after(() => workshop[Symbol.asyncDispose]());

  for (const [index, [story, , expected]] of stories.entries()) {
    test(story, () => {
      const { result } = finished.find(({ result: { entry } }) => entry === `bad-${index}`) ?? assert.fail();
      assert.match(result.reason, expected.reason);
      assert.equal(result.outcome, "failed");
      assert.equal(result.phase, expected.phase);
      assert.equal(result.fault, expected.fault ?? "package");
      assert.deepEqual(result.packages, []);
    });
  }

  test("nothing is left of the packages of a build that failed", async () => {
    for (const { folder } of finished) assert.deepEqual(await readdir(join(folder, "packages")), []);
  });
});
