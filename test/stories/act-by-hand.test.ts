import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type ActRun, type ActWorld, actWorld } from "../act.ts";
import { emptyPackage } from "./empty-package.ts";
import { publishedIn, publishedVersions } from "./published-versions.ts";
import { folderClient, type UpgradingClient } from "./upgrading-client.ts";

let world: ActWorld;
let client: UpgradingClient;
before(async () => {
  world = actWorld();
  client = await folderClient("story", join(world.folder, "public"));
});
after(async () => {
  world[Symbol.dispose]();
  await client[Symbol.asyncDispose]();
});

/** Upstream moves, and so do the pins unless they are said to stay. */
function move(pkgver: string, { pins = true } = {}): void {
  const names = ["coat", "hat"];
  const heads = names.map((name) => [name, world.commit(name, emptyPackage(name, pkgver))]);
  if (pins) world.list(Object.fromEntries(heads.map(([name, head]) => [name, [`ref: ${head}`]])));
  world.save();
}

function byHand(inputs: Readonly<Record<string, string>>): Promise<ActRun> {
  return world.act({ workflow: "build", event: "workflow_dispatch", inputs });
}

const BUILT = { plan: "success", "build coat": "success", "build hat": "success", publish: "success" };

test("a full rebuild gives every package a sub-release, to which clients upgrade", async () => {
  move("1.0");
  const pushed = await world.act({ workflow: "build", event: "push" });
  assert.deepEqual(pushed.jobs, BUILT, pushed.log);
  assert.deepEqual(await client.upgrade("coat", "hat"), ["coat 1.0-1", "hat 1.0-1"]);
  const rebuilt = await byHand({ rebuild: "true" });
  assert.deepEqual(rebuilt.jobs, BUILT, rebuilt.log);
  assert.deepEqual(await client.upgrade(), ["coat 1.0-1.1", "hat 1.0-1.1"]);
});

test("of two moved pins a run for one entry publishes that one, and leaves the other as it is", async () => {
  move("2.0");
  const run = await byHand({ packages: "hat" });
  assert.deepEqual(run.jobs, { plan: "success", "build hat": "success", publish: "success" }, run.log);
  assert.deepEqual(await client.upgrade(), ["coat 1.0-1.1", "hat 2.0-1"]);
});

test("branch heads go to a repository of their own, and the reviewed one is not touched", async () => {
  move("3.0", { pins: false });
  const store = join(world.folder, "public");
  const reviewed = () =>
    ["state.json", "story.db", "story.files"].map((name) => readFileSync(join(store, name)));
  const before = reviewed();
  const run = await byHand({ "from-heads": "true" });
  assert.deepEqual(run.jobs, BUILT, run.log);
  assert.deepEqual(reviewed(), before);
  assert.equal(publishedIn(join(store, "heads")).state.repository, "story-heads");
  await using other = await folderClient("story-heads", join(store, "heads"));
  assert.deepEqual(await other.upgrade("coat", "hat"), ["coat 3.0-1", "hat 3.0-1"]);
});

test("names go when packages.yaml no longer lists them; more than half of them only when their number is said", async () => {
  world.list({});
  world.save();
  const refused = await world.act({ workflow: "build", event: "push" });
  assert.deepEqual(refused.jobs, { plan: "success", publish: "failure" }, refused.log);
  assert.match(refused.log, /2 of 2/);
  assert.deepEqual(publishedVersions(world.folder), { coat: "1.0-1.1", hat: "2.0-1" });
  const removed = await byHand({ remove: "2" });
  assert.deepEqual(removed.jobs, { plan: "success", publish: "success" }, removed.log);
  assert.deepEqual(publishedVersions(world.folder), {});
});
