import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { PkgbuildError, readEvaluation } from "./index.ts";

const ARRAYS =
  "arch options noextract validpgpkeys depends makedepends checkdepends source cksums md5sums sha1sums " +
  "sha224sums sha256sums sha384sums sha512sums b2sums depends_x86_64 makedepends_x86_64 checkdepends_x86_64 " +
  "source_x86_64 cksums_x86_64 md5sums_x86_64 sha1sums_x86_64 sha224sums_x86_64 sha256sums_x86_64 " +
  "sha384sums_x86_64 sha512sums_x86_64 b2sums_x86_64 functions changed written";
const PACKAGE_ARRAYS =
  "arch options groups backup depends depends_x86_64 provides provides_x86_64 conflicts conflicts_x86_64 " +
  "replaces replaces_x86_64 install";

type Fact = readonly [name: string, ...values: string[]];
const FACTS: readonly Fact[] = [
  ["autorepo-evaluation", "1"],
  ["sourced"],
  ["carch", "x86_64"],
  ["pkgbase", "foo"],
  ["pkgver", "1.0"],
  ["pkgrel", "1"],
  ["epoch", ""],
  ["PKGEXT", ".pkg.tar.zst"],
  ["pkgname", "foo"],
  ...ARRAYS.split(" ").map((name): Fact => [name]),
  ["package", "foo"],
  ...PACKAGE_ARRAYS.split(" ").map((name): Fact => [name]),
  ["end"],
  ["status", "0", ""],
];

const exactly = (facts: readonly Fact[]) =>
  Buffer.from(
    facts
      .map(([name, ...values]) => [name, values.length, ...values].map((field) => `${field}\0`).join(""))
      .join(""),
  );
const instead = (...fact: Fact) => exactly(FACTS.map((one) => (one[0] === fact[0] ? fact : one)));
const isPkgbuildError = (error: unknown) => error instanceof PkgbuildError;

describe("what an evaluation printed", () => {
  test("is read where it is as the script prints it", () => {
    assert.equal(readEvaluation(exactly(FACTS)).version, "1.0-1");
  });

  test("is refused where facts are missing, doubled, cut or too many", () => {
    assert.throws(
      () => readEvaluation(exactly(FACTS.filter(([name]) => name !== "pkgver"))),
      /"pkgver" is missing/,
    );
    assert.throws(() => readEvaluation(exactly([...FACTS.slice(0, 4), ...FACTS.slice(3)])), /twice/);
    assert.throws(() => readEvaluation(exactly(FACTS).subarray(0, -3)), /in the middle/);
    assert.throws(() => readEvaluation(Buffer.alloc(5_000_000)), /more than/);
    assert.throws(() => readEvaluation(Buffer.from([0xff, 0])), /UTF-8/);
    assert.throws(() => readEvaluation(Buffer.alloc(0)), { code: "output" });
  });

  test("is refused where values are not what makepkg takes, whatever its lint said", () => {
    assert.throws(() => readEvaluation(instead("pkgver", "1 0")), { code: "rule" });
    assert.throws(() => readEvaluation(instead("pkgrel", "1;id")), { code: "rule" });
    assert.throws(() => readEvaluation(instead("pkgname", "--foo")), { code: "rule" });
    assert.throws(() => readEvaluation(instead("pkgbase", "../foo")), { code: "rule" });
    assert.throws(() => readEvaluation(instead("makedepends", "-Syu")), { code: "rule" });
    assert.throws(() => readEvaluation(instead("install", "../../etc/passwd")), { code: "rule" });
    assert.throws(() => readEvaluation(instead("source", "a\u001b[2Jb")), /control character/);
  });

  test("gives an Evaluation or a PkgbuildError for any bytes", () => {
    const tampered = fc
      .tuple(fc.nat(exactly(FACTS).length), fc.uint8Array({ maxLength: 4 }), fc.nat(3))
      .map(([at, inserted, removed]) => {
        const whole = exactly(FACTS);
        return Buffer.concat([whole.subarray(0, at), inserted, whole.subarray(at + removed)]);
      });
    fc.assert(
      fc.property(fc.oneof(tampered, fc.uint8Array({ maxLength: 200 })), (stdout) => {
        try {
          assert.match(readEvaluation(stdout).version, /^[\x21-\x7e]+-[0-9.]+$/);
        } catch (error) {
          assert.ok(isPkgbuildError(error), String(error));
        }
      }),
      { numRuns: 3000 },
    );
  });
});
