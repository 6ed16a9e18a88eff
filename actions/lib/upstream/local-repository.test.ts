import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { git, save, upstreamWorld, write } from "../../../test/upstream-world.ts";
import { compareLocalTrees, type LocalComparison } from "./local-repository.ts";

const world = upstreamWorld();
after(world.remove);
const { signal } = new AbortController();

type Asked = readonly [from: string | null, to: string, path?: string];

function compare(folder: string, ...[from, to, path = ""]: Asked): Promise<LocalComparison> {
  return compareLocalTrees({ folder, signal }, { from, to, path });
}

const paths = (tree: LocalComparison["from"]) => tree?.files.map(({ path }) => path) ?? null;

test("two commits of a folder, named as git lets one name them, in a checkout and in a bare copy of it", async () => {
  const folder = world.newRemote("plain");
  write(folder, { "a/PKGBUILD": "one\n", other: "x" });
  const first = save(folder);
  git(folder, "tag", "v1");
  write(folder, { "a/PKGBUILD": "two\n", "a/a.install": "y" });
  const second = save(folder);
  git(folder, "clone", "-q", "--bare", folder, join(world.root, "plain.git"));
  git(folder, "worktree", "add", "-q", join(world.root, "plain-beside"));
  for (const place of [folder, join(world.root, "plain.git"), join(world.root, "plain-beside")]) {
    const { from, to, history } = await compare(place, "v1", second.slice(0, 10), "a");
    assert.deepEqual([from?.commit, to.commit, history], [first, second, "follows"]);
    assert.deepEqual([paths(from), paths(to)], [["PKGBUILD"], ["PKGBUILD", "a.install"]]);
    assert.equal(String(to.files[0]?.content), "two\n");
    assert.equal(to.tree, git(folder, "rev-parse", `${second}:a`));
    assert.equal(to.date, Number(git(folder, "show", "-s", "--format=%ct", second)));
  }
  assert.equal((await compare(folder, "HEAD", "HEAD~1", "a")).history, "rewritten");
  assert.deepEqual(paths((await compare(folder, null, "HEAD", "a")).from), null);
  assert.equal((await compare(folder, "HEAD~1", "HEAD")).to.files.length, 3);
});

test("a folder that is new is a first version, and one that is gone an error", async () => {
  const folder = world.newRemote("grows");
  write(folder, { other: "x" });
  const first = save(folder);
  write(folder, { "a/PKGBUILD": "one\n" });
  const second = save(folder);
  const { from, history } = await compare(folder, first, second, "a");
  assert.deepEqual([from, history], [null, "first"]);
  await assert.rejects(compare(folder, second, first, "a"), {
    code: "no-such-folder",
    message: /has no folder "a" at/,
  });
});

test("words that look like options, or name nothing, are no commits", async () => {
  const folder = world.newRemote("words");
  write(folder, { PKGBUILD: "one\n" });
  save(folder);
  for (const revision of [
    "--all",
    "-",
    "",
    "HEAD..HEAD",
    "nowhere",
    "HEAD\nHEAD",
    ":0:PKGBUILD",
    "HEAD:PKGBUILD",
  ]) {
    await assert.rejects(compare(folder, revision, "HEAD"), { code: "no-such-ref" }, revision);
  }
  await assert.rejects(compare(folder, "HEAD", "HEAD", "../words"), { name: "UpstreamError" });
});

test("a folder below a repository is not that repository", async () => {
  const folder = world.newRemote("above");
  write(folder, { "below/PKGBUILD": "one\n" });
  save(folder);
  await assert.rejects(compare(join(folder, "below"), null, "HEAD"), {
    message: /is no git repository: name the folder that holds \.git/,
  });
});

test("nothing that the repository's configuration names is run, and nothing in it changes", async () => {
  const folder = world.newRemote("configured");
  write(folder, { PKGBUILD: "one\n" });
  save(folder);
  write(folder, { PKGBUILD: "two\n" });
  git(folder, "commit", "-q", "-a", "-m", "change");
  const ran = join(world.root, "ran");
  write(world.root, { "bin/touch-it": `#!/bin/sh\ntouch ${ran}\n` });
  const program = join(world.root, "bin", "touch-it");
  chmodSync(program, 0o755);
  const named = [
    "core.fsmonitor",
    "gpg.program",
    "core.pager",
    "core.sshCommand",
    "diff.external",
    "core.editor",
  ];
  for (const setting of named) git(folder, "config", setting, program);
  git(folder, "config", "log.showSignature", "true");
  write(folder, { ".gitattributes": "* filter=x diff=x\n" });
  for (const setting of ["filter.x.smudge", "diff.x.textconv"]) git(folder, "config", setting, program);
  const before = listing(join(folder, ".git"));
  await compare(folder, "HEAD~1", "HEAD");
  assert.equal(existsSync(ran), false);
  assert.deepEqual(listing(join(folder, ".git")), before);
});

function listing(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true }).map(String).sort();
}

test("an object that another one replaces is read as it is named", async () => {
  const folder = world.newRemote("replaced");
  write(folder, { PKGBUILD: "harmless\n" });
  save(folder);
  const harmless = git(folder, "rev-parse", "HEAD:PKGBUILD");
  write(folder, { PKGBUILD: "evil\n" });
  save(folder);
  git(folder, "replace", git(folder, "rev-parse", "HEAD:PKGBUILD"), harmless);
  assert.equal(git(folder, "show", "HEAD:PKGBUILD"), "harmless");
  const { to } = await compare(folder, null, "HEAD");
  assert.equal(String(to.files[0]?.content), "evil\n");
});

test("what a partial clone left elsewhere is not fetched, and a shallow one cannot tell its history", async () => {
  const folder = world.newRemote("whole");
  git(folder, "config", "uploadpack.allowFilter", "true");
  for (const text of ["1", "2", "3"]) {
    write(folder, { PKGBUILD: `${text}\n` });
    save(folder);
  }
  const [one = "", , three = ""] = git(folder, "rev-list", "--reverse", "HEAD").split("\n");
  const partial = join(world.root, "partial");
  git(folder, "clone", "-q", "--bare", "--filter=blob:none", `file://${folder}`, partial);
  await assert.rejects(compare(partial, one, three), {
    message: /partial clone, and objects .* are not fetched/,
  });
  const shallow = join(world.root, "shallow");
  git(folder, "clone", "-q", "--bare", "--depth=1", `file://${folder}`, shallow);
  execFileSync("git", ["-C", shallow, "fetch", "-q", "--depth=1", `file://${folder}`, one]);
  assert.equal((await compare(shallow, one, three)).history, "unknown");
});

test("a repository of SHA-256 objects is said to be one", async () => {
  const folder = join(world.root, "long");
  mkdirSync(folder);
  git(folder, "init", "-q", "--object-format=sha256");
  write(folder, { PKGBUILD: "one\n" });
  save(folder);
  await assert.rejects(compare(folder, null, "HEAD"), { message: /SHA-256 commit/ });
});
