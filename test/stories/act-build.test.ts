import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type ActRun, type ActWorld, actWorld } from "../act.ts";
import { greetingLibrary, greetingProgram } from "./greeting-packages.ts";
import { publishedVersions } from "./published-versions.ts";

let world: ActWorld;
let first: ActRun;
before(() => {
  world = actWorld();
});
after(() => world[Symbol.dispose]());

const BROKEN = `pkgname=broken
pkgver=1.0
pkgrel=1
arch=(any)
package() { echo '::error::forged'; echo "::set-output name=outcome::built"; false; }
`;

test("a push builds a library and what links it side by side, and publishes both, though a third fails", async () => {
  const library = world.commit("libgreeting", greetingLibrary({ pkgver: "1.0", soname: 1 }));
  const program = world.commit("greeter", greetingProgram());
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
