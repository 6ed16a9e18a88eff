import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type BashContainer, bashContainer, folderOf } from "../../../test/bash-container.ts";
import { EVALUATE_SCRIPT, type Evaluation, literalPkgbuild, readEvaluation } from "./index.ts";

let container: BashContainer;
before(async () => {
  container = await bashContainer(["git"]);
});
after(() => container[Symbol.asyncDispose]());

async function evaluateIn(folder: string): Promise<Evaluation> {
  const { stdout } = await container.run(EVALUATE_SCRIPT, { arguments: [folder] });
  return readEvaluation(stdout);
}

/** A served tarball and a repository with a tag and a branch, all below /tmp/upstream. */
const UPSTREAM = `
mkdir -p /tmp/upstream/code && cd /tmp/upstream && echo data > "a'b.tar.gz" && echo blob > blob.bin
cd code && export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
git init -q -b main . && echo 1 > f && git add f && git commit -qm 1 && git tag v1 && echo 2 > f && git commit -qam 2
git -c core.abbrev=no archive --format tar v1 | sha256sum | cut -d' ' -f1
`;

/** Runs makepkg's own fetching and lists what it put into SRCDEST. */
const VERIFY = `
cd "$1" && export SRCDEST="$1/fetched" && mkdir "$SRCDEST" || exit
MAKEPKG_LINT_PKGBUILD=0 makepkg --verifysource >&2 && cd "$SRCDEST" && find . -path '*/objects' -prune -o -type f -print | sort
`;

describe("the literal PKGBUILD", () => {
  test("fetches what the original fetches, and verifies it as strictly", async () => {
    const tagSum = (await container.run(UPSTREAM)).stdout.toString().trim();
    const original = `
pkgbase=foo
pkgname=(foo foo-docs)
pkgver=1.0
pkgrel=1
epoch=1
arch=(x86_64)
_base=file:///tmp/upstream
for _file in "a'b.tar.gz"; do source+=("renamed it's.gz::$_base/$_file"); done
source+=("code::git+$_base/code#tag=v1" "tip::git+$_base/code#branch=main" local.patch)
sha256sums=('6667b2d1aab6a00caa5aee5af8ad9f1465e567abf1c209d15727d57b3e8f6e5f' ${tagSum} SKIP '${"0".repeat(64)}')
source_x86_64=("$_base/blob.bin")
cksums_x86_64=(SKIP)
noextract=(blob.bin)
package_foo() { :; }
package_foo-docs() { :; }
`;
    const files = { PKGBUILD: original, "local.patch": "patch" };
    const folder = await folderOf(container, files);
    const literal = literalPkgbuild(await evaluateIn(folder));
    const fetched = [];
    for (const PKGBUILD of [original, literal]) {
      const wrong = await folderOf(container, { ...files, PKGBUILD });
      const failed = await container.run(VERIFY, { arguments: [wrong] });
      assert.notEqual(failed.exit, 0);
      assert.match(failed.stderr, /local\.patch \.\.\. FAILED/);
      const right = await folderOf(container, {
        ...files,
        PKGBUILD: PKGBUILD.replace("0".repeat(64), "SKIP"),
      });
      const { exit, stdout, stderr } = await container.run(VERIFY, { arguments: [right] });
      assert.equal(exit, 0, stderr);
      fetched.push(stdout.toString());
    }
    assert.match(fetched[0] ?? "", /renamed it's\.gz/);
    assert.equal(fetched[1], fetched[0]);
  });

  test("has no code in it, whatever its values are", async () => {
    const evil = `$(touch /tmp/evil)\`touch /tmp/evil\`';touch /tmp/evil;'`;
    const quoted = `'${evil.replaceAll("'", `'\\''`)}'`;
    const PKGBUILD = `pkgname=foo\npkgver=1\npkgrel=1\narch=(x86_64)\nsource=(${quoted})\nmd5sums=(SKIP)\n`;
    const evaluation = await evaluateIn(await folderOf(container, { PKGBUILD }));
    const folder = await folderOf(container, { PKGBUILD: literalPkgbuild(evaluation) });
    assert.deepEqual((await evaluateIn(folder)).sources, [
      { suffix: "", sources: [evil], sums: [{ algorithm: "md5", values: ["SKIP"] }] },
    ]);
    assert.notEqual((await container.run("test -e /tmp/evil")).exit, 0);
  });

  test("is refused where the PKGBUILD brings its own download program", async () => {
    const PKGBUILD = "pkgname=foo\npkgver=1\npkgrel=1\narch=(any)\nDLAGENTS=('https::/usr/bin/evil %u')\n";
    const evaluation = await evaluateIn(await folderOf(container, { PKGBUILD }));
    assert.throws(() => literalPkgbuild(evaluation), { code: "not-literal", message: /own DLAGENTS/ });
  });

  test("is refused where the PKGBUILD writes one of its sources", async () => {
    const PKGBUILD =
      "pkgname=foo\npkgver=1\npkgrel=1\narch=(any)\necho > x.patch\nsource=(x.patch)\nmd5sums=(SKIP)\n";
    const evaluation = await evaluateIn(await folderOf(container, { PKGBUILD }));
    assert.throws(() => literalPkgbuild(evaluation), { code: "not-literal", message: /"x\.patch"/ });
  });
});
