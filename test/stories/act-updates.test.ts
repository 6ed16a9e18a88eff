import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type ActWorld, actWorld } from "../act.ts";
import { BOT, type ProposalWorld, proposalWorld, REPOSITORY } from "../github/proposal-world.ts";
import { emptyPackage } from "./empty-package.ts";
import { publishedVersions } from "./published-versions.ts";
import { folderClient, type UpgradingClient } from "./upgrading-client.ts";

let world: ActWorld;
let forge: ProposalWorld;
let client: UpgradingClient;
before(async () => {
  world = actWorld({ repository: REPOSITORY });
  const pin = world.commit("hello", hello("1.0"));
  world.list({ hello: [`ref: ${pin}`] });
  forge = await proposalWorld(readFileSync(join(world.folder, "packages.yaml"), "utf8"));
  client = await folderClient("story", join(world.folder, "public"));
});
after(async () => {
  world[Symbol.dispose]();
  await client[Symbol.asyncDispose]();
  await forge[Symbol.asyncDispose]();
});

/** Of its versions 1.1 cannot be packaged. */
function hello(pkgver: string): Record<string, string> {
  return emptyPackage("hello", pkgver, "[[ $pkgver != 1.1 ]]");
}

/** The last one keeps the issues of what fails. */
const BUILT = { plan: "success", "build hello": "success", publish: "success", issues: "success" };

const onGitHub = () => ({
  secrets: { GITHUB_TOKEN: BOT },
  variables: { GITHUB_API_URL: forge.github.url },
});

test("what is pinned is built and published, and a client installs it", async () => {
  world.save();
  const run = await world.act({ workflow: "build", event: "push", ...onGitHub() });
  assert.deepEqual(run.jobs, BUILT, run.log);
  assert.deepEqual(await client.upgrade("hello"), ["hello 1.0-1"]);
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

/** What check.yml is started with: the newest head that was proposed, which GitHub shows under this name too. */
function trial() {
  const dispatched = forge.github.events.findLast(({ event }) => event === "workflow_dispatch");
  const inputs = dispatched?.facts.inputs as { readonly number: string; readonly head: string };
  const { folder: origin, git } = forge.github.git(REPOSITORY);
  git(["update-ref", "refs/pull/1/head", inputs.head]);
  return { workflow: "check", event: "workflow_dispatch", origin, inputs, ...onGitHub() };
}

function lastStatus() {
  const { sha, context, state } = forge.github.statuses.at(-1) ?? {};
  return [sha, context, state];
}

test("its trial fails: the required status says so, and nothing is published", async () => {
  const request = trial();
  const run = await world.act(request);
  assert.deepEqual(run.jobs, { "trial of": "failure", report: "success" }, run.log);
  assert.match(run.log, /\| hello \| failed \| package\(\) failed/);
  assert.deepEqual(lastStatus(), [request.inputs.head, "autorepo/trial", "failure"]);
  assert.deepEqual(publishedVersions(world.folder), { hello: "1.0-1" });
});

test("upstream mends it: the new head is pending, and its trial passes and throws its packages away", async () => {
  world.commit("hello", hello("1.2"));
  const inputs = { "no-cooldown": "hello" };
  const updates = await world.act({ workflow: "updates", event: "workflow_dispatch", inputs, ...onGitHub() });
  assert.deepEqual(updates.jobs, { read: "success", propose: "success" }, updates.log);
  const { title, head } = await forge.pull(1);
  assert.equal(title, "hello: 1.0-1 → 1.2-1");
  assert.deepEqual(lastStatus(), [head.sha, "autorepo/trial", "pending"]);

  const request = trial();
  assert.equal(request.inputs.head, head.sha);
  const run = await world.act(request);
  assert.deepEqual(run.jobs, { "trial of": "success", report: "success" }, run.log);
  assert.match(run.log, /\| hello \| built \| built hello 1\.2-1 \|/);
  assert.deepEqual(lastStatus(), [head.sha, "autorepo/trial", "success"]);
  assert.deepEqual(publishedVersions(world.folder), { hello: "1.0-1" });

  const other = await world.act({ ...request, inputs: { ...request.inputs, head: "0".repeat(40) } });
  assert.equal(other.jobs["trial of"], "failure", "the pull request has another commit than was asked for");
});

test("it is merged, built and published, and the client upgrades", async () => {
  await forge.person("PUT /pulls/1/merge");
  writeFileSync(join(world.folder, "packages.yaml"), forge.read("main"));
  world.save();
  const run = await world.act({ workflow: "build", event: "push", ...onGitHub() });
  assert.deepEqual(run.jobs, BUILT, run.log);
  assert.match(run.log, /pin moved/);
  assert.deepEqual(await client.upgrade(), ["hello 1.2-1"]);
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
