import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Differences, packaging, SUM_OLD, smallChange } from "./fixtures/small-change.ts";
import { review } from "./review.ts";
import { NOT_EVALUATED } from "./routine.ts";

function judged(differences: Differences) {
  const { routine, reason } = review(smallChange(differences));
  return { routine, reason };
}

const GIT = `("git+https://example.org/hello.git#commit=\${_commit}")`;
const pinned = (commit: string, more = {}) => ({
  set: { _commit: `'${commit.repeat(40)}'`, source: GIT, sha256sums: "('SKIP')", ...more },
});

describe("an update is routine", () => {
  it("when the version and its checksum moved", () => {
    assert.deepEqual(judged({}), { routine: true, reason: "only the version and its checksums moved" });
  });

  it("when only the release moved", () => {
    const differences = { new: { set: { pkgver: "1.0", pkgrel: "2", sha256sums: SUM_OLD } } };
    assert.deepEqual(judged(differences), { routine: true, reason: "only the release moved" });
  });

  it("when the commit of its repository moved together with the version", () => {
    assert.equal(judged({ old: pinned("a"), new: pinned("b") }).routine, true);
  });

  it("when a variable moved that the version is made of", () => {
    const side = (minor: string) => ({ set: { _minor: minor, pkgver: "1.$_minor" } });
    assert.equal(judged({ old: side("8"), new: side("9") }).routine, true);
  });

  it("when a checksum is kept in a variable of its own", () => {
    const side = (sum: string) => ({ set: { _sum: sum.repeat(32), sha256sums: '("$_sum")' } });
    assert.equal(judged({ old: side("a1"), new: side("b2") }).routine, true);
  });

  it("when SKIP became a checksum", () => {
    const differences = { old: { set: { sha256sums: "('SKIP')" } } };
    assert.equal(judged(differences).routine, true);
  });

  it("when only quotes were written otherwise beside the version", () => {
    assert.equal(judged({ new: { set: { license: '("MIT")' } } }).routine, true);
  });

  it("when nothing changed at all", () => {
    const { to, ...change } = smallChange({});
    const { routine, reason } = review({ ...change, from: { ...to, commit: "3".repeat(40) }, to });
    assert.deepEqual({ routine, reason }, { routine: true, reason: "nothing changed" });
  });

  it("when .SRCINFO follows", () => {
    const srcinfo = (version: string) => ({
      files: { ".SRCINFO": `pkgbase = hello\n\tpkgver = ${version}\n\npkgname = hello\n` },
    });
    assert.equal(judged({ old: srcinfo("1.0"), new: srcinfo("1.1") }).routine, true);
  });
});

describe("an update is not routine", () => {
  it("where nobody knows what its recipe means, though only the release moved", () => {
    const side = (pkgrel: string) => ({
      set: {
        pkgver: "1.0",
        pkgrel,
        sha256sums: SUM_OLD,
        source: '("https://example.org/$(uname -m).tar.gz")',
      },
    });
    const { routine, reason, evaluated, versions } = review(smallChange({ old: side("1"), new: side("2") }));
    assert.deepEqual([routine, evaluated], [false, false]);
    assert.equal(reason, `only the release moved${NOT_EVALUATED}`);
    assert.deepEqual(versions, { from: "1.0-1", to: "1.0-2" });
  });

  it("on a first review", () => {
    assert.deepEqual(judged({ old: null }), {
      routine: false,
      reason: "the first review, of the whole package",
    });
  });

  it("when dependencies changed, and says which", () => {
    const differences = {
      old: { set: { depends: "('glibc' 'gtk3')" } },
      new: { set: { depends: "('glibc' 'gtk4')" } },
    };
    assert.deepEqual(judged(differences), {
      routine: false,
      reason: "`depends` changed: + gtk4, − gtk3",
    });
  });

  it("when a function changed", () => {
    assert.match(judged({ new: { code: packaging("true") } }).reason, /^package\(\) changed$/);
  });

  it("when a file of the folder changed", () => {
    const differences = { old: { files: { "a.patch": "1" } }, new: { files: { "a.patch": "2" } } };
    assert.match(judged(differences).reason, /^files changed: "a\.patch"$/);
  });

  it("when a comment changed", () => {
    assert.equal(judged({ new: { set: { pkgname: "hello\n# see below" } } }).routine, false);
  });

  it("when the commit moved and the version did not", () => {
    assert.equal(judged({ old: pinned("a"), new: pinned("b", { pkgver: "1.0" }) }).routine, false);
  });

  it("when a source follows another branch", () => {
    const side = (branch: string) => ({
      set: { source: `("git+https://example.org/hello.git#branch=${branch}")`, sha256sums: "('SKIP')" },
    });
    assert.equal(judged({ old: side("main"), new: side("edge") }).routine, false);
  });

  it("when a variable moved that leads to another host", () => {
    const side = (host: string) => ({
      set: { _host: host, source: '("https://$_host/hello-$pkgver.tar.gz")' },
    });
    assert.equal(judged({ old: side("a1.example.org"), new: side("a2.example.net") }).routine, false);
  });

  it("when a condition at top level changed", () => {
    const side = (test: string) => ({ code: `[[ ${test} ]] && pkgdesc=other\n${packaging()}` });
    assert.equal(judged({ old: side("$CARCH == a"), new: side("$CARCH == b") }).routine, false);
  });

  it("when something is redirected at top level", () => {
    const side = (file: string) => ({ code: `: > ${file}\n${packaging()}` });
    assert.equal(judged({ old: side("/dev/null"), new: side("~/.bashrc") }).routine, false);
  });

  it("when a condition on the version turns something on", () => {
    const code = `if [[ $pkgver == 1.1 ]]; then\n  depends+=(npm)\nfi\n${packaging()}`;
    assert.equal(judged({ old: { code }, new: { code } }).routine, false);
  });

  it("when the version goes down", () => {
    assert.match(judged({ new: { set: { pkgver: "0.9" } } }).reason, /goes down/);
  });

  it("when nothing but the layout changed", () => {
    const differences = { new: { set: { pkgver: "1.0", sha256sums: `${SUM_OLD}\n\n` } } };
    assert.deepEqual(judged(differences), {
      routine: false,
      reason: "only the layout of the PKGBUILD changed",
    });
  });
});
