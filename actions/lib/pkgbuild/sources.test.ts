import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { isVcsSource, movingSources, vcsClients } from "./index.ts";

const moving = (source: string) => movingSources({ pkgbase: "foo", sources: [source] })[0];

describe("a source moves", () => {
  test("where it is a repository and nothing pins it", () => {
    assert.deepEqual(moving("git+https://example.org/foo.git"), {
      source: "git+https://example.org/foo.git",
      url: "https://example.org/foo.git",
      kind: "git",
      branch: null,
      folder: "foo",
    });
    assert.deepEqual(moving("bar::git+https://example.org/foo#branch=a/b?signed"), {
      source: "bar::git+https://example.org/foo#branch=a/b?signed",
      url: "https://example.org/foo",
      kind: "git",
      branch: "a/b",
      folder: "bar",
    });
    assert.equal(moving("git://example.org/foo?signed#branch=x")?.url, "git://example.org/foo");
  });

  test("in every version control that makepkg knows", () => {
    assert.equal(moving("svn+ssh://example.org/trunk")?.url, "svn+ssh://example.org/trunk");
    assert.equal(moving("svn+https://example.org/trunk/")?.folder, "trunk");
    assert.equal(moving("foo::hg+http://example.org/foo#branch=stable")?.branch, "stable");
    assert.deepEqual(moving("bzr+lp:foo"), {
      source: "bzr+lp:foo",
      url: "lp:foo",
      kind: "bzr",
      branch: null,
      folder: "foo",
    });
    assert.equal(moving("fossil+https://example.org/foo")?.folder, "foo.fossil");
  });

  test("but not where a tag, commit or revision pins it, nor where it is a file", () => {
    const pinned = [
      "git+https://example.org/foo#tag=v1?signed",
      "git+https://example.org/foo.git#commit=abc",
      "svn+https://example.org/foo#revision=3",
      "hg+https://example.org/foo#revision=3",
      "bzr+https://example.org/foo#revision=3",
      "fossil+https://example.org/foo#tag=3",
      "https://example.org/foo.git",
      "foo.patch",
      "git.patch",
      "name::https://example.org/git+https",
    ];
    assert.deepEqual(pinned.filter(moving), []);
    assert.deepEqual(pinned.filter(isVcsSource), pinned.slice(0, 6));
  });
});

test("submodules beside a pinned repository do not move, unless the name says that it follows them", () => {
  const sources = ["git+https://example.org/foo#tag=v1", "git+https://example.org/submodule"];
  assert.deepEqual(movingSources({ pkgbase: "foo", sources }), []);
  assert.deepEqual(
    movingSources({ pkgbase: "foo-git", sources }).map(({ folder }) => folder),
    ["submodule"],
  );
});

test("the clients of sources are those that makepkg asks for", () => {
  const sources = [
    "git+https://example.org/a",
    "x::git://example.org/b#tag=1",
    "svn+https://example.org/c",
    "hg+https://example.org/d",
    "bzr+lp:e",
    "fossil+https://example.org/f",
    "rsync://example.org/g",
    "scp://example.org/h",
    "https://example.org/i",
    "constructor://example.org",
    "j.patch",
  ];
  assert.deepEqual(vcsClients(sources), [
    "breezy",
    "fossil",
    "git",
    "mercurial",
    "openssh",
    "rsync",
    "subversion",
  ]);
});
