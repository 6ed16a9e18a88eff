import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type ActRun, type ActWorld, actWorld } from "../act.ts";
import { greetingLibrary, greetingProgram } from "./greeting-packages.ts";
import { publishedVersions } from "./published-versions.ts";
import { folderClient, type UpgradingClient } from "./upgrading-client.ts";

let world: ActWorld;
let client: UpgradingClient;
let first: ActRun;
before(async () => {
  world = actWorld();
  client = await folderClient("story", join(world.folder, "public"));
});
after(async () => {
  world[Symbol.dispose]();
  await client[Symbol.asyncDispose]();
});

const BROKEN = `pkgname=broken
pkgver=1.0
pkgrel=1
arch=(any)
package() { echo '::error::forged'; echo "::set-output name=outcome::built"; false; }
`;

let program: string;

test("a push builds a library and what links it side by side, and publishes both, though a third fails", async () => {
  const library = world.commit("libgreeting", greetingLibrary({ pkgver: "1.0", soname: 1 }));
  program = world.commit("greeter", greetingProgram());
  const broken = world.commit("broken", { PKGBUILD: BROKEN });
  world.list({
    libgreeting: [`ref: ${library}`],
    greeter: [`ref: ${program}`, "test:", "  - greeter"],
    broken: [`ref: ${broken}`],
  });
  world.save();
  first = await world.act({ workflow: "build", event: "push" });
  assert.deepEqual(first.jobs, {
    plan: "success",
    "build libgreeting": "success",
    "build greeter": "success",
    "build broken": "failure",
    publish: "success",
  });
  assert.match(first.log, /greetings from 1\.0/, "the program was run with the library of the same run");
  assert.deepEqual(publishedVersions(world.folder), { libgreeting: "1.0-1", greeter: "1.0-1" });
  assert.deepEqual(await client.upgrade("greeter"), ["greeter 1.0-1", "libgreeting 1.0-1"]);
  assert.match(first.log, /Failed: 1[\s\S]*\| broken \|/, "the failure stands in the summary");
});

test("what package code prints is no command to the runner", () => {
  // Case 45: commands are stopped while a package is built, and their lines are taken apart.
  assert.match(first.log, /: :error::forged/);
  assert.match(first.log, /: :set-output name=outcome::built/);
});

test("an unchanged night builds nothing, and publishes nothing", async () => {
  const run = await world.act({ workflow: "build", event: "schedule" });
  assert.deepEqual(run.jobs, { plan: "success", publish: "success" });
  assert.match(run.log, /Plan: nothing to build/);
  assert.match(run.log, /failed with these inputs/);
});

/** The library moves on, with its soname, and the pin with it. */
function moveLibrary(version: number, changed: Record<string, string> = {}): void {
  const moved = greetingLibrary({ pkgver: `${version}.0`, soname: version });
  const library = world.commit("libgreeting", { ...moved, ...changed });
  world.list({ libgreeting: [`ref: ${library}`], greeter: [`ref: ${program}`] });
  world.save();
}

/** What the client has after an upgrade, and what the program says there. */
async function upgraded(): Promise<readonly string[]> {
  return [...(await client.upgrade()), (await client.run("greeter")).trim()];
}

const BOTH = {
  plan: "success",
  "build libgreeting": "success",
  "build greeter": "success",
  publish: "success",
};

test("a soname transition that is split over two runs is never half-way", async () => {
  moveLibrary(2);
  const inputs = { packages: "libgreeting" };
  const half = await world.act({ workflow: "build", event: "workflow_dispatch", inputs });
  assert.deepEqual(
    half.jobs,
    { plan: "success", "build libgreeting": "success", publish: "success" },
    half.log,
  );
  assert.match(
    half.log,
    /Postponed: 1[^#]*\| libgreeting \| it no longer offers .* and greeter that needs it/,
  );
  assert.deepEqual(await upgraded(), ["greeter 1.0-1", "libgreeting 1.0-1", "greetings from 1.0"]);
  const whole = await world.act({ workflow: "build", event: "schedule" });
  assert.deepEqual(whole.jobs, BOTH, whole.log);
  assert.match(whole.log, /upgrade greeter: passed/);
  assert.deepEqual(await upgraded(), ["greeter 1.0-1.1", "libgreeting 2.0-1", "greetings from 2.0"]);
});

test("a library goes out though what links it cannot be rebuilt, and that one is called broken", async () => {
  moveLibrary(3, { "greeting.h": "int renamed(void);\n" });
  const run = await world.act({ workflow: "build", event: "push" });
  assert.deepEqual(run.jobs, { ...BOTH, "build greeter": "failure" }, run.log);
  assert.match(run.log, /Failed: 1[^#]*\| greeter \| build\(\) failed/);
  assert.deepEqual(publishedVersions(world.folder), { libgreeting: "3.0-1", greeter: "1.0-1.1" });
  const lost = "greeter needs libgreeting\\.so=2-64, which libgreeting 3\\.0-1 no longer offers";
  assert.match(run.log, new RegExp(`Published, and broken: 1[^#]*\\| greeter \\| ${lost} \\|`));
  const front = await readFile(join(world.folder, "public/report/index.html"), "utf8");
  assert.match(front, new RegExp(`broken</span><div [^>]*>${lost}; failed in build`));
  const night = await world.act({ workflow: "build", event: "schedule" });
  assert.deepEqual(night.jobs, { plan: "success", publish: "success" }, night.log);
  assert.match(night.log, new RegExp(`\\| greeter \\| broken: ${lost}; failed with these inputs`));
});

test("a new copy's first run is green, and its page says what to do next", async () => {
  using copy = actWorld();
  copy.list({});
  copy.save();
  const run = await copy.act({ workflow: "build", event: "push" });
  assert.deepEqual(run.jobs, { plan: "success", publish: "success" }, run.log);
  assert.match(run.log, /## Set-up/);
  assert.match(run.log, /Missing: \d+/);
  assert.match(run.log, /scripts\/autorepo doctor/);
});
