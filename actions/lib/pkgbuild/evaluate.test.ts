import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type BashContainer, bashContainer, folderOf } from "../../../test/bash-container.ts";
import {
  EVALUATE_SCRIPT,
  type Evaluation,
  metadataOf,
  type PkgbuildErrorCode,
  readEvaluation,
} from "./index.ts";

let container: BashContainer;
before(async () => {
  container = await bashContainer();
});
after(() => container[Symbol.asyncDispose]());

/** What makepkg demands of every PKGBUILD. */
const USUAL = "pkgname=foo\npkgver=1.0\npkgrel=1\narch=(x86_64)\n";

async function evaluate(files: Readonly<Record<string, string>>): Promise<Evaluation> {
  const folder = await folderOf(container, files);
  const { stdout } = await container.run(EVALUATE_SCRIPT, { arguments: [folder] });
  return readEvaluation(stdout);
}

async function refuses(files: Readonly<Record<string, string>>, code: PkgbuildErrorCode, message: RegExp) {
  await assert.rejects(evaluate(files), { name: "PkgbuildError", code, message });
}

describe("a PKGBUILD is evaluated as makepkg sees it", () => {
  test("with its arrays, those of the architecture and its functions", async () => {
    const PKGBUILD = `${USUAL}epoch=2
depends=(glibc)
depends_x86_64=('libfoo.so=1-64')
makedepends=(git cmake)
checkdepends=(python)
provides=(bar=1)
source=("$pkgname-$pkgver.tar.gz::https://example.org/v$pkgver.tar.gz" 'with space.patch')
sha256sums=(SKIP abc)
source_x86_64=(https://example.org/blob)
b2sums_x86_64=(SKIP)
noextract=(blob)
validpgpkeys=(0123456789ABCDEF0123456789ABCDEF01234567)
install=foo.install
build() { :; }
check() { :; }
package() { backup=(etc/foo); }
`;
    const evaluation = await evaluate({ PKGBUILD, "foo.install": "post_install() { :; }" });
    assert.equal(evaluation.version, "2:1.0-1");
    assert.deepEqual(evaluation.sources, [
      {
        suffix: "",
        sources: ["foo-1.0.tar.gz::https://example.org/v1.0.tar.gz", "with space.patch"],
        sums: [{ algorithm: "sha256", values: ["SKIP", "abc"] }],
      },
      {
        suffix: "_x86_64",
        sources: ["https://example.org/blob"],
        sums: [{ algorithm: "b2", values: ["SKIP"] }],
      },
    ]);
    assert.deepEqual(evaluation.packages[0]?.depends, ["glibc", "libfoo.so=1-64"]);
    assert.deepEqual(evaluation.packages[0]?.backup, ["etc/foo"]);
    assert.equal(evaluation.packages[0]?.install, "foo.install");
    assert.deepEqual(evaluation.functions, ["build", "check", "package"]);
    assert.deepEqual(evaluation.changed, []);
    assert.deepEqual(metadataOf(evaluation, "tree").checkdepends, ["python"]);
  });

  test("in the ways that other people write them", async () => {
    const PKGBUILD = `
: \${_x:=1.2.3-rc4}
_names=(alpha beta)
pkgbase=others
pkgname=("\${_names[@]/#/others-}")
pkgver=\${_x:0:5}
pkgrel=\${PKGREL:-3}
arch=($CARCH)
for i in 1 2; do source+=("https://example.org/\${i}.tar.gz"); done
source+=(https://example.org/data.bin{,.sig})
md5sums=("\${source[@]/*/SKIP}")
[[ -v NOTHING ]] && makedepends+=(nothing)
makedepends+=(\${_names[@]^^})
depends=(common)
for _n in "\${pkgname[@]}"; do
  eval "package_$_n() { depends+=('$_n-data>=\${pkgver%.*}'); provides=(\${pkgname#others-}); }"
done
echo "noise on stdout"; echo "noise on stderr" >&2
`;
    const evaluation = await evaluate({ PKGBUILD });
    assert.equal(evaluation.version, "1.2.3-3");
    assert.deepEqual(
      evaluation.packages.map(({ pkgname, depends }) => ({ pkgname, depends })),
      [
        { pkgname: "others-alpha", depends: ["common", "others-alpha-data>=1.2"] },
        { pkgname: "others-beta", depends: ["common", "others-beta-data>=1.2"] },
      ],
    );
    assert.deepEqual(evaluation.makedepends, ["ALPHA", "BETA"]);
    assert.equal(evaluation.sources[0]?.sources.at(-1), "https://example.org/data.bin.sig");
    assert.deepEqual(evaluation.sources[0]?.sums[0]?.values, ["SKIP", "SKIP", "SKIP", "SKIP"]);
  });

  test("whatever it does to its shell", async () => {
    const unusual = [
      "IFS=,",
      "shopt -s nullglob failglob",
      "set -o posix",
      "trap 'echo bye' EXIT ERR",
      "exec 9>&-",
    ];
    for (const line of [...unusual, "return 0\ngarbage(", "cat /dev/zero | head -c 9000000"]) {
      const evaluation = await evaluate({ PKGBUILD: `${USUAL}depends=(a b)\n${line}\n` });
      assert.deepEqual(evaluation.packages[0]?.depends, ["a", "b"], line);
    }
  });

  test("with what a split package replaces, while the build still installs the rest", async () => {
    const PKGBUILD = `${USUAL.replace("foo", "(foo foo-docs)")}
depends=(libbar)
package_foo() { depends=(libfoo); depends_x86_64=(libx86); }
package_foo-docs() { arch=(any); depends=(); }
`;
    const evaluation = await evaluate({ PKGBUILD });
    assert.deepEqual(
      evaluation.packages.map(({ depends }) => depends),
      [["libfoo", "libx86"], []],
    );
    assert.deepEqual(evaluation.packages[1]?.arch, ["any"]);
    assert.deepEqual(metadataOf(evaluation, "tree").makedepends, ["libbar"]);
  });

  test("with the settings it changes and the files it writes", async () => {
    const PKGBUILD = `${USUAL}
DLAGENTS=("https::/usr/bin/wget %u")
PKGEXT=.pkg.tar.xz
echo made > made.patch
package() { :; }
`;
    const evaluation = await evaluate({ PKGBUILD });
    assert.deepEqual(evaluation.changed, ["DLAGENTS", "PKGEXT"]);
    assert.equal(evaluation.packageExtension, ".pkg.tar.xz");
    assert.deepEqual(evaluation.written, ["made.patch"]);
  });

  test("within a second", async () => {
    const folder = await folderOf(container, { PKGBUILD: USUAL });
    const times = [];
    for (let run = 0; run < 3; run++) {
      const started = performance.now();
      await container.run(EVALUATE_SCRIPT, { arguments: [folder] });
      times.push(performance.now() - started);
    }
    assert.ok(Math.min(...times) < 1000, `${times.join(", ")} ms`);
  });
});

describe("a PKGBUILD that cannot be used is refused in words", () => {
  test("where there is none, or none that is text", async () => {
    await refuses({ README: "" }, "missing", /no file PKGBUILD/);
    await refuses({ PKGBUILD: `${USUAL}#\0` }, "unreadable", /NUL/);
    await refuses({ PKGBUILD: USUAL.replaceAll("\n", "\r\n") }, "unreadable", /CRLF/);
  });

  test("where bash cannot parse it", async () => {
    await refuses(
      { PKGBUILD: `${USUAL}package() {\n` },
      "syntax",
      /PKGBUILD: line 6: .*unexpected end of file/,
    );
  });

  test("where it ends its shell", async () => {
    await refuses({ PKGBUILD: `${USUAL}exit 0` }, "exited", /at top level, with status 0/);
    await refuses({ PKGBUILD: `${USUAL}false` }, "exited", /the last one fails/);
    await refuses({ PKGBUILD: `${USUAL}printf() { :; }` }, "exited", /at top level|top level had run/);
    await refuses({ PKGBUILD: `${USUAL}exec true` }, "exited", /at top level/);
    await refuses({ PKGBUILD: `${USUAL}kill -9 $$` }, "exited", /by killing its shell/);
  });

  test("where it breaks rules of makepkg, all at once", async () => {
    const PKGBUILD = "pkgname=foo\npkgver=1-0\narch=(x86_64)\ninstall=foo.install\n";
    await refuses({ PKGBUILD }, "rule", /pkgver .*hyphens.*; pkgrel .*empty|pkgrel .*empty.*; pkgver/s);
    await refuses({ PKGBUILD }, "rule", /foo\.install\) does not exist/);
    await refuses({ PKGBUILD: "" }, "rule", /pkgname is not allowed to be empty/);
    await refuses({ PKGBUILD: USUAL.replace("foo", "Föö") }, "rule", /pkgname/);
    await refuses({ PKGBUILD: USUAL.replace("foo", "../foo") }, "rule", /invalid characters/);
    await refuses({ PKGBUILD: USUAL.replace("pkgrel=1", "pkgrel=1.1.1") }, "rule", /integer/);
    await refuses({ PKGBUILD: USUAL.replace("x86_64", "armv7h") }, "rule", /not available for the 'x86_64'/);
    await refuses({ PKGBUILD: `${USUAL}depends=('foo bar')` }, "rule", /depends contains invalid/);
    await refuses({ PKGBUILD: `${USUAL}package() { depends=('foo;bar'); }` }, "rule", /foo;bar/);
  });

  test("where it forges its own evaluation badly", async () => {
    const forged = "printf 'pkgver\\0001\\0009\\000' > /proc/$$/fd/1; printf x >&9";
    const evaluation = await evaluate({ PKGBUILD: `${USUAL}${forged} || true` }).catch((error) => error);
    assert.match(String(evaluation.code ?? evaluation.version), /^(output|1\.0-1)$/);
  });
});
