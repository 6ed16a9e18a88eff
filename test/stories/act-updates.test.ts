import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type ActWorld, actWorld } from "../act.ts";
import { BOT, type ProposalWorld, proposalWorld, REPOSITORY } from "../github/proposal-world.ts";
import { publishedVersions } from "./published-versions.ts";

let world: ActWorld;
let forge: ProposalWorld;
before(async () => {
  world = actWorld({ repository: REPOSITORY });
  const pin = world.commit("hello", hello("1.0"));
  world.list({ hello: [`ref: ${pin}`] });
  forge = await proposalWorld(readFileSync(join(world.folder, "packages.yaml"), "utf8"));
});
after(async () => {
  world[Symbol.dispose]();
  await forge[Symbol.asyncDispose]();
});

function hello(pkgver: string): Record<string, string> {
  return {
    PKGBUILD: `pkgname=hello
pkgver=${pkgver}
pkgrel=1
pkgdesc='Says hello'
arch=(any)
url=https://example.org
license=(MIT)
package() { install -Dm644 /dev/null "$pkgdir/usr/share/hello/$pkgver"; }
`,
  };
}

/** The last one keeps the issues of what fails. */
const BUILT = { plan: "success", "build hello": "success", publish: "success", issues: "success" };

const onGitHub = () => ({
  secrets: { GITHUB_TOKEN: BOT },
  variables: { GITHUB_API_URL: forge.github.url },
});

test("what is pinned is built and published", async () => {
  world.save();
  const run = await world.act({ workflow: "build", event: "push", ...onGitHub() });
  assert.deepEqual(run.jobs, BUILT, run.log);
  assert.deepEqual(publishedVersions(world.folder), { hello: "1.0-1" });
});

test("upstream moves: a pull request proposes it, with its review, and its trial is started", async () => {
  world.commit("hello", hello("1.1"));
  const held = await world.act({ workflow: "updates", event: "schedule", ...onGitHub() });
  assert.deepEqual(held.jobs, { read: "success", propose: "success" }, held.log);
  assert.match(held.log, /Held: 1/);

  const inputs = { "no-cooldown": "hello" };
  const run = await world.act({ workflow: "updates", event: "workflow_dispatch", inputs, ...onGitHub() });
  assert.deepEqual(run.jobs, { read: "success", propose: "success" }, run.log);
  const { title, body, head, labels } = await forge.pull(1);
  assert.equal(title, "hello: 1.0-1 → 1.1-1");
  assert.equal(head.ref, "autorepo/update/hello");
  assert.ok(
    labels.some(({ name }) => name === "routine"),
    body,
  );
  const dispatched = forge.github.events.find(({ event }) => event === "workflow_dispatch");
  assert.deepEqual(dispatched?.facts.inputs, { number: "1", head: head.sha });
  assert.equal(forge.github.statuses.at(-1)?.state, "pending");
});

test("its trial builds the change, throws the packages away, and reports the required status", async () => {
  const { facts } = forge.github.events.find(({ event }) => event === "workflow_dispatch") ?? {};
  const inputs = facts?.inputs as Record<string, string>;
  const { folder: origin, git } = forge.github.git(REPOSITORY);
  // GitHub shows the head of each pull request under this name too.
  git(["update-ref", "refs/pull/1/head", inputs.head ?? ""]);
  const trial = { workflow: "check", event: "workflow_dispatch", origin, ...onGitHub() };
  const run = await world.act({ ...trial, inputs });
  assert.deepEqual(run.jobs, { "trial of": "success", report: "success" }, run.log);
  assert.match(run.log, /\| hello \| built \| built hello 1\.1-1 \|/);
  const status = forge.github.statuses.at(-1);
  assert.deepEqual([status?.sha, status?.context, status?.state], [inputs.head, "autorepo/trial", "success"]);
  assert.deepEqual(publishedVersions(world.folder), { hello: "1.0-1" });

  const other = await world.act({ ...trial, inputs: { ...inputs, head: "0".repeat(40) } });
  assert.equal(other.jobs["trial of"], "failure", "the pull request has another commit than was asked for");
});

test("it is merged, built and published", async () => {
  await forge.person("PUT /pulls/1/merge");
  writeFileSync(join(world.folder, "packages.yaml"), forge.read("main"));
  world.save();
  const run = await world.act({ workflow: "build", event: "push", ...onGitHub() });
  assert.deepEqual(run.jobs, BUILT, run.log);
  assert.match(run.log, /pin moved/);
  assert.deepEqual(publishedVersions(world.folder), { hello: "1.1-1" });
});

test("the store's verbs run with its keys: a rollback holds the entry, and a release lifts that", async () => {
  const store = (verb: string, words: string) =>
    world.act({ workflow: "store", event: "workflow_dispatch", inputs: { verb, arguments: words } });
  const back = await store("rollback", "hello 1.0-1");
  assert.deepEqual(back.jobs, { store: "success" }, back.log);
  assert.deepEqual(publishedVersions(world.folder), { hello: "1.0-1" });
  const held = await world.act({ workflow: "build", event: "schedule" });
  assert.match(held.log, /held at 1\.0-1 by a rollback/);
  assert.deepEqual((await store("release", "hello")).jobs, { store: "success" });
  assert.deepEqual((await store("verify", "")).jobs, { store: "success" });
  const wrong = await store("rollback", "nonsense");
  assert.deepEqual(wrong.jobs, { store: "failure" });
  assert.match(wrong.log, /"nonsense" is no generation/);
});
