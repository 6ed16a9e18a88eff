import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { type ActRun, type ActWorld, actWorld } from "../act.ts";
import { git } from "../upstream-world.ts";

let world: ActWorld;
let base: string;
let pin: string;
before(() => {
  world = actWorld();
  pin = world.commit("hello", { PKGBUILD: recipe("hello", "1.0") });
  write({ "pkgbuilds/tool/PKGBUILD": recipe("tool", "1.0") });
  list(pin);
  base = world.save();
});
after(() => world[Symbol.dispose]());

function recipe(pkgname: string, pkgver: string, more = ""): string {
  return `pkgname=${pkgname}
pkgver=${pkgver}
pkgrel=1
pkgdesc='Says hello'
arch=(any)
url=https://example.org
license=(MIT)
${more}package() { install -Dm644 /dev/null "$pkgdir/usr/share/${pkgname}/$pkgver"; }
`;
}

function list(hello: string, more: readonly string[] = []): void {
  world.list({ hello: [`ref: ${hello}`, ...more], tool: ["path: pkgbuilds/tool"] });
}

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(world.folder, name)), { recursive: true });
    writeFileSync(join(world.folder, name), content);
  }
}

/** What lies in the folder as a pull request, merged into what was there before it. */
async function pullRequest(ref: string, repository: string): Promise<ActRun> {
  world.save();
  const head = { ref, repo: { full_name: repository } };
  const payload = { pull_request: { number: 7, base: { sha: base }, head } };
  const run = await world.act({
    ...{ workflow: "check", event: "pull_request", payload, origin: world.folder },
  });
  base = world.save();
  return run;
}

test("a person's change of a folder of the repository is reviewed, built and tested, and the rest let be", async () => {
  write({ "pkgbuilds/tool/PKGBUILD": recipe("tool", "1.1") });
  const run = await pullRequest("better-hello", "owner/name");
  assert.deepEqual(run.jobs, { "autorepo/trial": "success" }, run.log);
  assert.match(run.log, /\| tool \| built \| built tool 1\.1-1 \|/);
  assert.match(run.log, /## Review[\s\S]*\| tool \|/);
  assert.doesNotMatch(run.log, /\| hello \|/);
  assert.ok(!existsSync(join(world.folder, "public")), "what a trial builds is thrown away");
});

test("an alarm fails the required check before anything is built, whatever action and branch it brings along", async () => {
  const evil = "pre_install() {\n  npm install atomic-lockfile\n}\n";
  list(world.commit("hello", { PKGBUILD: recipe("hello", "1.2", "install=x.install\n"), "x.install": evil }));
  const bundle = "actions/dist/build.js";
  const own = readFileSync(join(world.folder, bundle), "utf8");
  write({ [bundle]: "console.log('the action of the change ran');\n" });
  const run = await pullRequest("autorepo/update/hello", "stranger/name");
  write({ [bundle]: own });
  assert.deepEqual(run.jobs, { "autorepo/trial": "failure" }, run.log);
  assert.match(run.log, /nothing was built: the review raises an alarm for hello/);
  assert.match(run.log, /\| alarm \|.*npm.*\| x\.install:2 \|/, "the finding stands in the summary");
  assert.doesNotMatch(run.log, /the action of the change ran|==> build/);
});

test("in a merge queue, a change that builds nothing is green, and says so", async () => {
  list(pin, ["vcs: daily"]);
  const before = world.save();
  list(pin, ["# nobody builds a comment", "vcs: never"]);
  world.save();
  const payload = { merge_group: { base_sha: before, head_ref: "refs/heads/gh-readonly-queue/main/pr-7" } };
  const run = await world.act({
    ...{ workflow: "check", event: "merge_group", payload, origin: world.folder },
  });
  assert.deepEqual(run.jobs, { "autorepo/trial": "success" }, run.log);
  assert.match(run.log, /`packages.yaml` is valid, and nothing that would be built has changed/);
  assert.doesNotMatch(run.log, /==> /);
});

test("detect's own pull requests are tried by the dispatch alone", async () => {
  const run = await pullRequest("autorepo/update/hello", "owner/name");
  assert.deepEqual(run.jobs, {}, run.log);
});

test("a proposal is compared with where it left the default branch, not with what was merged since", async () => {
  const left = world.save();
  list(pin, ["# proposed"]);
  const head = world.save();
  git(world.folder, "update-ref", "refs/pull/8/head", head);
  git(world.folder, "reset", "-q", "--hard", left);
  list("f".repeat(40));
  world.save();
  const run = await world.act({
    ...{ workflow: "check", event: "workflow_dispatch", origin: world.folder },
    inputs: { number: "8", head },
  });
  assert.equal(run.jobs["trial of"], "success", run.log);
  assert.match(run.log, /nothing that would be built has changed/);
});
