import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Candidate, parseDependency, parseProvision, satisfies } from "./index.ts";

const foo = (version: string, ...provides: string[]): Candidate => ({ pkgname: "foo", version, provides });
const holds = (dependency: string, candidate: Candidate) => satisfies(parseDependency(dependency), candidate);

describe("a dependency", () => {
  test("is a name, perhaps with a comparison and a version", () => {
    assert.deepEqual(parseDependency("foo>=1:2.0"), { name: "foo", comparison: ">=", version: "1:2.0" });
    assert.deepEqual(parseDependency("c++lib.x<2"), { name: "c++lib.x", comparison: "<", version: "2" });
    assert.deepEqual(parseDependency("foo"), { name: "foo", comparison: null, version: null });
  });

  test("may be a soname, and may say what it is good for", () => {
    assert.deepEqual(parseDependency("libfoo.so=1-64"), {
      name: "libfoo.so",
      comparison: "=",
      version: "1-64",
    });
    assert.deepEqual(parseDependency("lib:libfoo.so.1"), {
      name: "lib:libfoo.so.1",
      comparison: null,
      version: null,
    });
    assert.equal(parseDependency("foo: for 2>=1").name, "foo");
  });

  test("is satisfied by the package's own version", () => {
    assert.ok(holds("foo>=1:2.0", foo("1:2.0-1")));
    assert.ok(!holds("foo>=1:2.0", foo("3.0-1")));
    assert.ok(holds("foo=2.0", foo("2.0-7")));
    assert.ok(!holds("foo=2.0-1", foo("2.0-7")));
    assert.ok(holds("foo<2", foo("1.9-1")));
    assert.ok(!holds("foo>2", foo("2-1")));
    assert.ok(!holds("foobar", foo("1-1")));
  });

  test("with a version is satisfied only by provisions that have one", () => {
    assert.ok(holds("bar", foo("1-1", "bar")));
    assert.ok(!holds("bar>=1", foo("9-1", "bar")));
    assert.ok(holds("bar>=1", foo("9-1", "bar=1.5")));
    assert.ok(!holds("bar>=2", foo("9-1", "bar=1.5")));
  });

  test("on a soname is satisfied by exactly that one", () => {
    assert.ok(holds("libfoo.so=1-64", foo("1-1", "libfoo.so=1-64")));
    assert.ok(!holds("libfoo.so=1-64", foo("1-1", "libfoo.so=1-32")));
    assert.ok(!holds("libfoo.so=1-64", foo("1-1", "libfoo.so=2-64")));
    assert.ok(holds("libfoo.so", foo("1-1", "libfoo.so=2-64")));
    assert.ok(holds("lib:libfoo.so.1", foo("1-1", "lib:libfoo.so.1")));
  });
});

test("a provision with another comparison than = provides no version", () => {
  assert.deepEqual(parseProvision("bar>=2"), { name: "bar", version: null });
  assert.deepEqual(parseProvision("bar=1:2-1"), { name: "bar", version: "1:2-1" });
});
