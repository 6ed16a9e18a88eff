import assert from "node:assert/strict";
import { test } from "node:test";
import { objectionToSources } from "./index.ts";

const objection = (...sources: string[]) =>
  objectionToSources(sources, ["PKGBUILD", "fix.patch", "x/config"]);

test("sources as packagers write them are fetched", () => {
  const sources = [
    "fix.patch",
    "foo-1.0.tar.gz::https://example.org/archive/v1.0.tar.gz",
    "https://example.org/get?name=a-1.0.tar.gz",
    "git+https://example.org/foo.git#tag=v1.0?signed",
    "bar::git+ssh://git@example.org/foo#branch=a/b",
    "git://example.org/baz.git",
    "git+file:///srv/git/local",
    "svn+ssh://example.org/trunk",
    "hg+https://example.org/hg",
    "bzr+lp:project",
    "fossil+https://example.org/fossil",
    "rsync://example.org/module/file",
    "scp://example.org:/file",
    "ftp://example.org/.hidden",
  ];
  assert.equal(objection(...sources), null);
});

test("one repository at two commits is one clone", () => {
  assert.equal(objection("git+https://example.org/a#tag=1", "git+https://example.org/a#tag=2"), null);
});

test("a name never leads out of the folder of sources", () => {
  for (const name of ["../../home/.gitconfig", "/build/home/.gitconfig", "a/b", "..", ".", ".git", ""])
    assert.match(objection(`${name}::https://example.org/a`) ?? "", /the source .* has (a|the) name/, name);
  assert.match(objection("git+https://example.org/..") ?? "", /has the name ".."/);
  assert.match(objection("git+https://example.org/.git") ?? "", /has the name ""/);
});

test("neither a name nor an address becomes an option of a download program", () => {
  for (const source of [
    "--rsh=sh -c id #::rsync://example.org/x",
    "rsync://example.org/--rsh=sh -c id #",
    "git+--config=core.hooksPath=/build/tree/x://",
    "a::hg+--config=alias.clone=!id://",
    "a::svn+-x://",
    "a::scp://b://-oProxyCommand=id",
    "a::bzr+lp:-x",
    "a::ssh://-oProxyCommand=id/x",
    "a::git+ext::sh -c id://",
    "help::git",
  ])
    assert.notEqual(objection(source), null, source);
});

test("a clone is made from its address, not found in the package's folder or made by another source", () => {
  assert.match(objection("x::git+https://example.org/x") ?? "", /"x" of the package's folder/);
  assert.match(objection("git+https://example.org/fix.patch") ?? "", /"fix.patch" of the package's folder/);
  assert.match(
    objection("a::svn+https://example.org/evil", "a::git+https://example.org/a") ?? "",
    /same name/,
  );
  assert.match(objection("a::git+https://evil.example/", "a::git+https://example.org/a") ?? "", /same name/);
});
