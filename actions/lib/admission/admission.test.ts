import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type PackageContents, type PackageInfo, storeFileName } from "../archive/index.ts";
import { admitPackages, type BuiltFile, foreseeProblems, leftOutNames, leftOutNotes } from "./index.ts";

const FOO: PackageInfo = {
  pkgname: "foo",
  pkgbase: "foo",
  version: "1.0-1",
  pkgdesc: "",
  url: "",
  builddate: 1,
  packager: "",
  size: 1,
  arch: "x86_64",
  licenses: [],
  groups: [],
  replaces: [],
  conflicts: [],
  provides: [],
  backup: [],
  depends: [],
  optdepends: [],
  makedepends: [],
  checkdepends: [],
  xdata: [],
};

/** A package as makepkg would have made it, but for what `changes` says. */
function built(changes: Partial<PackageInfo> = {}, file?: string): BuiltFile {
  const info = { ...FOO, ...changes };
  const contents: PackageContents = {
    sha256: "0123456789abcdef",
    bytes: 1,
    info,
    buildInfo: { values: {} },
    files: [],
    scriptlet: false,
    observations: [],
    linkedFiles: [],
    offers: [],
    needs: [],
  };
  return { file: file ?? `${info.pkgname}-${info.version}-${info.arch}.pkg.tar.zst`, contents };
}

type Request = Parameters<typeof admitPackages>[0];

function admit(packages: readonly BuiltFile[], changes: Partial<Request> & Partial<Request["entry"]> = {}) {
  return admitPackages({
    entry: { name: "foo", publishes: changes.publishes ?? ["foo"], allow: changes.allow ?? [] },
    pkgbase: "foo",
    packages,
    published: new Map(),
    distribution: { version: (name) => (name === "glibc" ? "2.42-1" : null), providers: () => [] },
    ...changes,
  });
}

/** Nothing is admitted, and the only problem reads so. */
function refuses(message: RegExp, ...args: Parameters<typeof admit>) {
  const { admitted, problems } = admit(...args);
  assert.deepEqual(admitted, []);
  assert.equal(problems.length, 1, problems.join("; "));
  assert.match(problems[0] ?? "", message);
}

describe("packages of an entry", () => {
  it("are admitted when they are what it may publish", () => {
    const packages = [built(), built({ pkgname: "libfoo", arch: "any" })];
    const admission = admit(packages, { publishes: ["foo", "libfoo"] });
    assert.deepEqual(admission, { admitted: packages, problems: [], notes: [] });
  });

  it("are refused, all of them, with one that was not planned (case 57)", () => {
    refuses(/^glibc is an unplanned package: foo may publish foo$/, [built(), built({ pkgname: "glibc" })], {
      allow: ["official-name"],
    });
  });

  it("are refused when one of them is missing, and when there are none (case 58)", () => {
    refuses(/^libfoo was not built, though foo lists it under packages:/, [built()], {
      publishes: ["foo", "libfoo"],
    });
    refuses(/^foo was not built/, []);
  });

  it("are refused when two carry one name", () => {
    refuses(/one name twice: "foo-1.0-1-x86_64.pkg.tar.zst" and "foo-1.1-1-x86_64/, [
      built(),
      built({ version: "1.1-1" }),
    ]);
  });

  it("are refused under a file name, pkgbase or architecture that is not theirs (case 61)", () => {
    refuses(/^"foo-2-1-x86_64.pkg.tar.zst" holds the package "foo-1.0-1-x86_64/, [
      built({}, "foo-2-1-x86_64.pkg.tar.zst"),
    ]);
    refuses(/^foo says it belongs to pkgbase glibc, not foo/, [built({ pkgbase: "glibc" })]);
    refuses(/^foo is for aarch64/, [built({ arch: "aarch64" })]);
    const two = [built(), built({ pkgname: "libfoo", pkgbase: "bar" })];
    refuses(/more than one pkgbase: foo, bar/, two, { publishes: ["foo", "libfoo"], pkgbase: null });
  });

  it("leave debug symbols behind, and say so", () => {
    const { admitted, notes } = admit([built(), built({ pkgname: "foo-debug" })]);
    assert.deepEqual(
      admitted.map(({ file }) => file),
      ["foo-1.0-1-x86_64.pkg.tar.zst"],
    );
    assert.deepEqual(notes, [
      '"foo-debug-1.0-1-x86_64.pkg.tar.zst" holds debug symbols only and is left out',
    ]);
  });

  it("need an allowance for an official name, for replacing, and for going back (case 62)", () => {
    const official = [built({ pkgname: "glibc" })];
    refuses(/^glibc is also a package of the distribution \(2.42-1\)/, official, { publishes: ["glibc"] });
    assert.deepEqual(admit(official, { publishes: ["glibc"], allow: ["official-name"] }).problems, []);
    const replacing = [built({ replaces: ["bar<2", "baz"] })];
    refuses(/^foo replaces bar<2, baz on every machine; set allow: \[replaces\]/, replacing);
    assert.deepEqual(admit(replacing, { allow: ["replaces"] }).problems, []);
    const published = new Map([["foo", "1:0.1-1"]]);
    refuses(/^foo 1.0-1 is older than the published 1:0.1-1/, [built()], { published });
    assert.deepEqual(admit([built()], { published, allow: ["downgrade"] }).problems, []);
    assert.deepEqual(admit([built()], { published: new Map([["foo", "1.0-1"]]) }).problems, []);
  });

  it("are noted for what they take over", () => {
    const info = { version: "99999:1-1", provides: ["glibc=2.42", "libfoo.so=3-64"], groups: ["base-devel"] };
    assert.deepEqual(admit([built(info)]).notes, [
      "foo 99999:1-1 jumps by 99999 epochs",
      "foo provides the distribution's glibc",
      "foo joins the groups base-devel",
    ]);
    assert.deepEqual(
      admit([built({ version: "1:1-1" })], { published: new Map([["foo", "1-1"]]) }).notes,
      [],
    );
  });
});

describe("what a PKGBUILD announces", () => {
  const distribution = {
    version: (name: string) => (name === "glibc" ? "2.42-1" : null),
    providers: () => [],
  };
  const foresee = (
    packages: Parameters<typeof foreseeProblems>[0],
    changes: Partial<Parameters<typeof foreseeProblems>[1]["entry"]> = {},
  ) =>
    foreseeProblems(packages, {
      entry: { name: "foo", publishes: ["foo", "foo-docs"], allow: [], ...changes },
      distribution,
    });

  it("is foreseen to be refused by the rules for what is built", () => {
    const [missing, replacing, ...rest] = foresee([{ pkgname: "foo", replaces: ["exa"] }]);
    assert.match(missing ?? "", /^the PKGBUILD makes no foo-docs, though foo lists it under packages:/);
    assert.match(replacing ?? "", /^foo replaces exa on every machine; set allow: \[replaces\]/);
    assert.deepEqual(rest, []);
    const [official] = foresee([{ pkgname: "glibc", replaces: [] }], { publishes: ["glibc"] });
    assert.match(official ?? "", /^glibc is also a package of the distribution \(2.42-1\)/);
  });

  it("is left out where the entry does not list it, whatever it is, and that is told", () => {
    const packages = ["foo", "foo-docs", "glibc", "bash"].map((pkgname) => ({ pkgname, replaces: ["exa"] }));
    assert.deepEqual(foresee(packages, { allow: ["replaces"] }), []);
    const entry = { publishes: ["foo", "foo-docs"] };
    assert.deepEqual(leftOutNames(packages, entry), ["glibc", "bash"]);
    assert.deepEqual(leftOutNotes(packages, entry), [
      "glibc and bash left out: packages.yaml does not list them",
    ]);
    assert.deepEqual(leftOutNotes(packages.slice(0, 2), entry), []);
  });

  it("goes on where it is what the entry allows", () => {
    const packages = [
      { pkgname: "foo", replaces: ["exa"] },
      { pkgname: "foo-docs", replaces: [] },
    ];
    assert.deepEqual(foresee(packages, { allow: ["replaces"] }), []);
  });
});

describe("the name of a package in a store", () => {
  const pkg = { pkgname: "foo+", version: "1:2.0+r1~a%2f@b#c-1.1", arch: "any", sha256: "0123456789abcdef" };

  it("has no byte that a URL or a store could read otherwise", () => {
    assert.equal(storeFileName(pkg), "foo_-1_2.0_r1_a_2f_b_c-1.1-any.01234567.pkg.tar.zst");
    assert.equal(storeFileName({ ...pkg, pkgname: "@x" }).slice(0, 3), "_x-");
  });

  it("fits what pacman can download", () => {
    const name = storeFileName({ ...pkg, pkgname: "x".repeat(193) });
    assert.equal(name.length, 240);
    assert.throws(
      () => storeFileName({ ...pkg, pkgname: "x".repeat(194) }),
      /is too long: 241 bytes, pacman takes 240/,
    );
  });
});
