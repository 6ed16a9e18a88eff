import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { git, save, upstreamWorld, write } from "../../../test/upstream-world.ts";
import { type GitSource, treeId, UpstreamError } from "./index.ts";

const world = upstreamWorld();
after(world.remove);

test("a commit after the pin follows it, and both folders are read whole", async () => {
  const { source, folder } = remote("follows", { path: "a" });
  write(folder, { "a/PKGBUILD": "1", "b/PKGBUILD": "1" });
  const from = save(folder);
  write(folder, { "a/PKGBUILD": "2" });
  const to = save(folder);
  const branches = world.openBranches("follows");
  const compared = await branches.compareTrees({ source, from, to });
  assert.equal(compared.history, "follows");
  assert.deepEqual(
    [compared.from, compared.to].map((tree) => [tree?.commit, text(tree?.files[0]?.content)]),
    [
      [from, "1"],
      [to, "2"],
    ],
  );
  const first = await branches.compareTrees({ source, from: null, to });
  assert.deepEqual([first.from, first.history], [null, "first"]);
});

test("what is at hand is not fetched again, and a folder that came later is new as a whole", async () => {
  const { source, folder } = remote("at-hand", { path: "late" });
  write(folder, { other: "1" });
  const from = save(folder);
  write(folder, { "late/PKGBUILD": "1" });
  const to = save(folder);
  const branches = world.openBranches("at-hand");
  const surveyed = await branches.survey({ source, head: to, commits: [from] });
  git(folder, "checkout", "-q", "--orphan", "elsewhere");
  git(folder, "branch", "-D", "main");
  const compared = await branches.compareTrees({ source, from, to });
  assert.deepEqual([compared.from?.files, compared.from?.tree], [[], treeId([])]);
  assert.deepEqual(surveyed.commits.get(from), { kind: "inside", tree: treeId([]) });
});

test("history that was rewritten is told apart from a pin that is gone (cases 7, 20 and 21)", async () => {
  const { source, folder } = remote("rewritten");
  write(folder, { PKGBUILD: "1" });
  const first = save(folder);
  write(folder, { PKGBUILD: "2" });
  const pin = save(folder);
  const old = world.openBranches("rewritten");
  await old.survey({ source, head: pin, commits: [] });
  git(folder, "reset", "-q", "--hard", first);
  write(folder, { PKGBUILD: "3" });
  const to = save(folder);
  const fresh = world.openBranches("rewritten-fresh");
  for (const branches of [old, fresh]) {
    const compared = await branches.compareTrees({ source, from: pin, to });
    assert.deepEqual([compared.history, text(compared.from?.files[0]?.content)], ["rewritten", "2"]);
  }
  const surveyed = await old.survey({ source, head: to, commits: [first, pin] });
  assert.equal(surveyed.head, to);
  assert.deepEqual(
    [...surveyed.commits.values()].map(({ kind }) => kind),
    ["inside", "apart", "inside"],
  );

  git(folder, "reflog", "expire", "--expire=now", "--all");
  git(folder, "gc", "-q", "--prune=now");
  const collected = await world.openBranches("collected").compareTrees({ source, from: pin, to });
  assert.deepEqual([collected.history, collected.from], ["vanished", null]);
  const gone = await world.openBranches("collected").survey({ source, head: to, commits: [pin] });
  assert.deepEqual(gone.commits.get(pin), { kind: "gone" });
});

test("a candidate that the branch has lost since is refused", async () => {
  const { source, folder } = remote("lost");
  write(folder, { PKGBUILD: "1" });
  const from = save(folder);
  git(folder, "checkout", "-q", "-b", "fork");
  write(folder, { PKGBUILD: "evil" });
  const to = save(folder);
  git(folder, "checkout", "-q", "main");
  await assert.rejects(
    world.openBranches("lost").compareTrees({ source: { ...source, branch: "main" }, from, to }),
    (error) => error instanceof UpstreamError && error.code === "pin-not-reachable",
  );
});

test("a branch that was deleted is told apart from a repository that was emptied (case 20)", async () => {
  const { source, folder } = remote("deleted");
  write(folder, { PKGBUILD: "1" });
  save(folder);
  git(folder, "branch", "other");
  git(folder, "checkout", "-q", "--detach");
  git(folder, "branch", "-D", "main");
  const ask = async (branch: string | null) => {
    const [newest] = await world.openBranches("deleted").newestCommits([{ ...source, branch }]);
    return newest?.kind;
  };
  assert.equal(await ask("main"), "no-branch");
  git(folder, "symbolic-ref", "HEAD", "refs/heads/none");
  assert.equal(await ask(null), "no-branch");
  git(folder, "branch", "-D", "other");
  assert.equal(await ask("main"), "empty");
});

test("a fetch of more than its share is stopped, and the disk is free again (case 16)", async () => {
  const { source, folder } = remote("large");
  write(folder, { PKGBUILD: "1" });
  writeFileSync(join(folder, "noise"), randomBytes(150_000_000));
  git(folder, "config", "core.compression", "0");
  const to = save(folder);
  const branches = world.openBranches("large", { mostBytes: 1_000_000 });
  await assert.rejects(
    branches.compareTrees({ source, from: null, to }),
    (error) => error instanceof UpstreamError && error.code === "too-large",
  );
  assert.deepEqual(readdirSync(join(world.root, "cache-large", "git")), []);
});

function remote(name: string, source: Partial<GitSource> = {}): { source: GitSource; folder: string } {
  const folder = world.newRemote(name);
  return { folder, source: { git: `file://${folder}`, branch: null, path: "", ...source } };
}

function text(content: Uint8Array | undefined): string {
  return Buffer.from(content ?? []).toString();
}
