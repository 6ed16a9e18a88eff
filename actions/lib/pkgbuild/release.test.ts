import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { chooseRelease, splitVersion, vercmp } from "./index.ts";

const choose = (version: string, ...published: string[]) => chooseRelease({ version, published });

describe("the pkgrel of a build", () => {
  test("stays as it is where nothing was published, and where the version is newer", () => {
    assert.equal(choose("1.0-1"), null);
    assert.equal(choose("1.1-1", "1.0-3", "1.0-3.2"), null);
    assert.equal(choose("1:0.1-1", "1.0-3"), null);
    assert.equal(choose("1.0-2", "1.0-1.7"), null);
  });

  test("gets a sub-release where the same version was published", () => {
    assert.equal(choose("1.0-1", "1.0-1"), "1.1");
    assert.equal(choose("1.0-1", "1.0-1", "1.0-1.9"), "1.10");
    assert.equal(choose("2:1.0-4", "2:1.0-4"), "4.1");
  });

  test("goes on from upstream's own sub-release", () => {
    assert.equal(choose("1.0-1.1", "1.0-1.1"), "1.2");
  });

  test("follows a greater pkgrel that was published once", () => {
    assert.equal(choose("1.0-1", "1.0-3"), "3.1");
    assert.equal(choose("1.0-2.5", "1.0-3.2"), "3.3");
  });

  test("of a lower version is left alone", () => {
    assert.equal(choose("0.9-1", "1.0-1"), null);
    assert.equal(choose("1.0-1", "1:0.1-1"), null);
  });

  test("counts beyond what a double holds", () => {
    assert.equal(
      choose("1-1", "1-90071992547409931.90071992547409939"),
      "90071992547409931.90071992547409940",
    );
  });

  test("is greater than everything of that version, in a form that makepkg takes", () => {
    const pkgrel = fc
      .tuple(fc.nat(4), fc.option(fc.nat(12)))
      .map(([major, minor]) => (minor === null ? `${major}` : `${major}.${minor}`));
    const version = fc
      .tuple(fc.nat(1), fc.constantFrom("1.0", "1.00", "1.1", "2"), pkgrel)
      .map(([epoch, pkgver, release]) => `${epoch}:${pkgver}-${release}`);
    fc.assert(
      fc.property(version, fc.array(version, { minLength: 1, maxLength: 6 }), (candidate, published) => {
        const chosen = chooseRelease({ version: candidate, published });
        const { epoch, pkgver } = splitVersion(candidate);
        const front = `${epoch}:${pkgver}`;
        const greatest = published.reduce((a, b) => (vercmp(a, b) < 0 ? b : a));
        if (chosen === null) return vercmp(candidate, greatest) > 0 || vercmp(front, greatest) < 0;
        return (
          /^[0-9]+\.[0-9]+$/.test(chosen) && published.every((one) => vercmp(`${front}-${chosen}`, one) > 0)
        );
      }),
      { numRuns: 1000 },
    );
  });
});
