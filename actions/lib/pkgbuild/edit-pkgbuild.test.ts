import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type BashContainer, bashContainer, folderOf } from "../../../test/bash-container.ts";
import { EVALUATE_SCRIPT, readEvaluation, withPackageFormat, withRelease } from "./index.ts";

let container: BashContainer;
before(async () => {
  container = await bashContainer();
});
after(() => container[Symbol.asyncDispose]());

/** makepkg as in a build: extract and pkgver(), the edited PKGBUILD in place and checked, then the rest. */
const BUILD = `
cd "$1" && export PKGDEST="$1/out" && mkdir out || exit
MAKEPKG_LINT_PKGBUILD=0 makepkg --nobuild --nodeps >&2 && cat > PKGBUILD &&
  makepkg --packagelist >&2 && MAKEPKG_LINT_PKGBUILD=0 makepkg --noextract --nodeps >&2 && cd out && ls
`;

async function build(PKGBUILD: string, edited: string): Promise<string[]> {
  const folder = await folderOf(container, { PKGBUILD });
  const { exit, stdout, stderr } = await container.run(BUILD, { arguments: [folder], input: edited });
  assert.equal(exit, 0, stderr);
  return stdout.toString().trim().split("\n");
}

describe("another pkgrel", () => {
  test("reaches the packages of a split PKGBUILD with variables and an epoch", async () => {
    const PKGBUILD = `
_release=4
pkgbase=foo
pkgname=(foo foo-docs)
epoch=1
pkgver=1.0
pkgrel=$_release
arch=(any)
package_foo() { depends=("foo-docs=$epoch:$pkgver-$pkgrel"); }
package_foo-docs() { echo "$pkgrel" > "$pkgdir/release"; }
`;
    const edited = withRelease(PKGBUILD, { version: "1:1.0-4", pkgrel: "4.1" });
    const files = await build(PKGBUILD, edited);
    assert.deepEqual(files, ["foo-1:1.0-4.1-any.pkg.tar.zst", "foo-docs-1:1.0-4.1-any.pkg.tar.zst"]);
  });

  test("holds where pkgver() gives the same version", async () => {
    const PKGBUILD =
      "pkgname=foo\npkgver=1.0\npkgrel=2\narch=(any)\npkgver() { echo 1.0; }\npackage() { :; }\n";
    const edited = withRelease(PKGBUILD, { version: "1.0-2", pkgrel: "2.1" });
    assert.deepEqual(await build(PKGBUILD, edited), ["foo-1.0-2.1-any.pkg.tar.zst"]);
  });

  test("holds where pkgver() changed it, which resets the pkgrel to 1", async () => {
    const PKGBUILD =
      "pkgname=foo\npkgver=r1\npkgrel=7\narch=(any)\npkgver() { echo r2; }\npackage() { :; }\n";
    const rewritten = PKGBUILD.replace("=r1", "=r2").replace("=7", "=1");
    const edited = withRelease(rewritten, { version: "r2-1", pkgrel: "1.3" });
    assert.deepEqual(await build(PKGBUILD, edited), ["foo-r2-1.3-any.pkg.tar.zst"]);
  });

  test("is not set on a version that comes out otherwise", async () => {
    const PKGBUILD =
      "pkgname=foo\npkgver=r1\npkgrel=1\narch=(any)\npkgver() { echo r3; }\npackage() { :; }\n";
    const edited = withRelease(PKGBUILD, { version: "r1-1", pkgrel: "1.1" });
    assert.deepEqual(await build(PKGBUILD, edited), ["foo-r3-1-any.pkg.tar.zst"]);
  });

  test("stands for what is derived from it, without a line end, and where a later line sets it", async () => {
    const PKGBUILD =
      "pkgname=foo\npkgver='1'\npkgrel=1 # first\n_full=$pkgver-$pkgrel\narch=(any)\nprovides=(bar=$_full)";
    const folder = await folderOf(container, {
      PKGBUILD: withRelease(PKGBUILD, { version: "1-1", pkgrel: "1.1" }),
    });
    const { stdout } = await container.run(EVALUATE_SCRIPT, { arguments: [folder] });
    const evaluation = readEvaluation(stdout);
    assert.equal(evaluation.version, "1-1.1");
    assert.deepEqual(evaluation.packages[0]?.provides, ["bar=1-1.1"]);
    const late = withRelease("pkgname=foo\npkgver=1\narch=(any)\nlet pkgrel=2", {
      version: "1-2",
      pkgrel: "2.1",
    });
    const evaluated = await container.run(EVALUATE_SCRIPT, {
      arguments: [await folderOf(container, { PKGBUILD: late })],
    });
    assert.equal(readEvaluation(evaluated.stdout).version, "1-2.1");
  });
});

test("a PKGBUILD that sets another package format is made to write ours", async () => {
  const PKGBUILD = "pkgname=foo\npkgver=1\npkgrel=1\narch=(any)\nPKGEXT=.pkg.tar.gz\npackage() { :; }";
  const folder = await folderOf(container, { PKGBUILD });
  const { stdout } = await container.run(EVALUATE_SCRIPT, { arguments: [folder] });
  const edited = withPackageFormat(PKGBUILD, readEvaluation(stdout));
  assert.deepEqual(await build(PKGBUILD, edited), ["foo-1-1-any.pkg.tar.zst"]);
  assert.equal(
    withPackageFormat(edited, { ...readEvaluation(stdout), packageExtension: ".pkg.tar.zst" }),
    edited,
  );
});
