import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { repositoryIn } from "./find-repository.ts";

const GITHUB = "https://github.com";

test("a remote is GitHub's in each form that git takes", () => {
  for (const remote of [
    "https://github.com/me/packages.git",
    "https://github.com/me/packages",
    "https://x-access-token@github.com/me/packages/",
    "git@github.com:me/packages.git",
    "ssh://git@github.com/me/packages.git",
    "ssh://git@ssh.github.com:443/me/packages.git",
  ]) {
    assert.equal(repositoryIn(remote, GITHUB), "me/packages", remote);
  }
});

test("another server's, a folder's and a lookalike's are not", () => {
  for (const remote of [
    "https://gitlab.com/me/packages.git",
    "/srv/git/packages.git",
    "../packages",
    "https://github.com.example.org/me/packages",
    "https://example.org/github.com/me/packages",
    "git@github.com:me/packages;rm -rf",
  ]) {
    assert.equal(repositoryIn(remote, GITHUB), null, remote);
  }
});

test("whatever a remote says, a name is only ever owner and repository, and takes no time", () => {
  const part = fc.constantFrom(
    "git@",
    "github.com",
    "/",
    ":",
    "me",
    "a b",
    "'",
    "$(id)",
    "//",
    "https:",
    ".git",
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
      const name = repositoryIn(parts.join(""), GITHUB);
      assert.ok(name === null || /^[\w.-]+\/[\w.-]+$/.test(name), String(name));
    }),
  );
  const started = performance.now();
  repositoryIn(`https://${"a@".repeat(50_000)}`, GITHUB);
  assert.ok(performance.now() - started < 1000);
});
