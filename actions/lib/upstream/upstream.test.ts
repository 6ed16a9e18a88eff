import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { git, save, upstreamWorld, write } from "../../../test/upstream-world.ts";
import type { Ref } from "../packages-yaml/index.ts";
import { treeId, UpstreamError } from "./index.ts";

const { root, open, newRemote, remove } = upstreamWorld();
after(remove);

const settings = {
  branch: null,
  timeoutSeconds: 60,
  network: "none",
  rebuildOn: "soname",
  vcs: "weekly",
} as const;

test("a pinned commit is read as blobs, with modes, links and odd names as they are", async () => {
  const remote = newRemote("plain");
  write(remote, { PKGBUILD: "pkgname=a\n", "keys/pgp/x.asc": "key\0bytes", "fix it.patch": "é\n" });
  chmodSync(join(remote, "PKGBUILD"), 0o755);
  symlinkSync("/etc/passwd", join(remote, ".SRCINFO"));
  const commit = save(remote);
  const tree = await open("plain").tree(entry({ git: `file://${remote}` }, { kind: "commit", sha: commit }));
  assert.equal(tree.commit, commit);
  assert.equal(tree.tree, git(remote, "rev-parse", "HEAD^{tree}"));
  assert.equal(tree.date, Number(git(remote, "show", "-s", "--format=%ct", "HEAD")));
  assert.deepEqual(
    tree.files.map(({ path, kind, content }) => [path, kind, Buffer.from(content).toString()]),
    [
      [".SRCINFO", "symlink", "/etc/passwd"],
      ["PKGBUILD", "executable", "pkgname=a\n"],
      ["fix it.patch", "file", "é\n"],
      ["keys/pgp/x.asc", "file", "key\0bytes"],
    ],
  );
});

test("two entries of one many-package repository each see their own folder", async () => {
  const remote = newRemote("many");
  write(remote, { "a/PKGBUILD": "a", "b/PKGBUILD": "b" });
  const sha = save(remote);
  const upstream = open("many");
  const trees = await Promise.all(
    ["a", "b"].map((path) =>
      upstream.tree(entry({ git: `file://${remote}`, path }, { kind: "commit", sha })),
    ),
  );
  assert.deepEqual(
    trees.map((tree) => Buffer.from(tree.files[0]?.content ?? []).toString()),
    ["a", "b"],
  );
  await refused(
    upstream.tree(entry({ git: `file://${remote}`, path: "c" }, { kind: "commit", sha })),
    "no-such-folder",
  );
});

test("a pin that only another branch holds is refused: it may be a fork's", async () => {
  const remote = newRemote("impostor");
  write(remote, { PKGBUILD: "good" });
  save(remote);
  git(remote, "checkout", "-q", "-b", "evil");
  write(remote, { PKGBUILD: "evil" });
  const evil = save(remote);
  git(remote, "checkout", "-q", "main");
  const upstream = open("impostor");
  await refused(
    upstream.tree(entry({ git: `file://${remote}` }, { kind: "commit", sha: evil })),
    "pin-not-reachable",
  );
  const followed = await upstream.tree(
    entry(
      { git: `file://${remote}`, branch: "evil" },
      {
        kind: "commit",
        sha: evil,
      },
    ),
  );
  assert.equal(followed.commit, evil);
});

test("a pin in rewritten history is refused, an older pin of the same branch is not", async () => {
  const remote = newRemote("rewritten");
  write(remote, { PKGBUILD: "1" });
  const first = save(remote);
  write(remote, { PKGBUILD: "2" });
  const second = save(remote);
  git(remote, "reset", "-q", "--hard", first);
  write(remote, { PKGBUILD: "3" });
  save(remote);
  const from = entry({ git: `file://${remote}` });
  await refused(
    open("rewritten").tree({ ...from, ref: { kind: "commit", sha: second } }),
    "pin-not-reachable",
  );
  assert.equal(
    (await open("rewritten").tree({ ...from, ref: { kind: "commit", sha: first } })).commit,
    first,
  );
});

test("a known pin is read without the remote, also after a killed fetch left its locks", async () => {
  const remote = newRemote("cached");
  write(remote, { PKGBUILD: "1" });
  const sha = save(remote);
  const from = entry({ git: `file://${remote}` });
  await open("cached").tree({ ...from, ref: { kind: "commit", sha } });
  write(remote, { PKGBUILD: "2" });
  const next = save(remote);
  const copy = execFileSync("sh", ["-c", `echo ${join(root, "cache-cached", "git")}/*`], {
    encoding: "utf8",
  }).trim();
  mkdirSync(join(copy, "refs", "autorepo"), { recursive: true });
  writeFileSync(join(copy, "refs", "autorepo", "head.lock"), "");
  assert.equal((await open("cached").tree({ ...from, ref: { kind: "commit", sha: next } })).commit, next);
  rmSync(remote, { recursive: true });
  assert.equal((await open("cached").tree({ ...from, ref: { kind: "commit", sha } })).commit, sha);
  await refused(open("cached").tree({ ...from, ref: { kind: "branch", name: "main" } }), "no-such-ref");
});

test("branches and tags lead to their commits", async () => {
  const remote = newRemote("named");
  write(remote, { PKGBUILD: "1" });
  const first = save(remote);
  git(remote, "tag", "-a", "-m", "one", "v1");
  write(remote, { PKGBUILD: "2" });
  const second = save(remote);
  const upstream = open("named");
  const from = entry({ git: `file://${remote}` });
  assert.equal((await upstream.tree({ ...from, ref: { kind: "tag", name: "v1" } })).commit, first);
  assert.equal((await upstream.tree({ ...from, ref: { kind: "branch", name: "main" } })).commit, second);
  assert.equal((await upstream.tree({ ...from, ref: { kind: "branch", name: "HEAD" } })).commit, second);
  await refused(upstream.tree({ ...from, ref: { kind: "tag", name: "v2" } }), "no-such-ref");
});

test("options and other protocols in a remote's address do nothing", async () => {
  const canary = join(root, "canary");
  for (const address of [
    `--upload-pack=touch ${canary}`,
    `ext::touch ${canary}`,
    `ssh://-oProxyCommand=touch${canary}/x`,
  ]) {
    await refused(open("inject").tree(entry({ git: address }, { kind: "branch", name: "main" })), null);
  }
  assert.throws(() => execFileSync("ls", [canary], { stdio: "ignore" }));
  const remote = newRemote("closed");
  write(remote, { PKGBUILD: "1" });
  save(remote);
  const hosted = open("closed", { protocols: ["https"] });
  await refused(hosted.tree(entry({ git: `file://${remote}` }, { kind: "branch", name: "main" })), null);
});

test("a local folder has the id git would give it, ignored files left out", async () => {
  const remote = newRemote("local");
  write(remote, {
    ".gitignore": "src/\n",
    "p/PKGBUILD": "x",
    "p/a-b": "1",
    "p/a/b": "2",
    "p/a.c": "3",
    "p/src/big": "no",
  });
  chmodSync(join(remote, "p/a-b"), 0o755);
  const upstream = open("local", { folder: remote });
  const before = await upstream.tree(entry({ local: "p" }, null));
  save(remote);
  const committed = await upstream.tree(entry({ local: "p" }, null));
  assert.equal(before.tree, git(remote, "rev-parse", "HEAD:p"));
  assert.equal(committed.tree, before.tree);
  assert.equal(treeId(committed.files), before.tree);
  await refused(upstream.tree(entry({ local: "q" }, null)), "no-such-folder");
});

function entry(
  source: { git: string; branch?: string; path?: string } | { local: string },
  ref: Ref | null = null,
) {
  const full = "local" in source ? source : { branch: null, path: "", ...source };
  return { name: "a", source: full, ref, publishes: ["a"], settings, tests: [], allow: [] };
}

async function refused(work: Promise<unknown>, code: UpstreamError["code"] | null): Promise<void> {
  await assert.rejects(
    work,
    (error) => error instanceof UpstreamError && (code === null || error.code === code),
  );
}
