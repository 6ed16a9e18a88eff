import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type ActRun, type ActWorld, actWorld } from "../act.ts";
import { rerunFailedJobs } from "../act-again.ts";
import { testImage } from "../image.ts";
import { emptyPackage } from "./empty-package.ts";
import { publishedVersions } from "./published-versions.ts";

const PUSH = { workflow: "build", event: "push" } as const;

let world: ActWorld;
let quick: string;
const image = `autorepo-story-image:${process.pid}`;
before(async () => {
  world = actWorld();
  quick = world.commit("quick", emptyPackage("quick", "1.0"));
  docker("tag", testImage(), image);
  // act's runs have no number of their own, by which publish knows the repetition of a repository's first run.
  world.list({});
  world.save();
  await world.act(PUSH);
});
after(() => {
  world[Symbol.dispose]();
  docker("rmi", "--force", image);
});

function docker(...words: readonly string[]): string {
  return execFileSync("docker", words, { encoding: "utf8" }).trim();
}

/** packages.yaml has a package that builds at once, and one with a further line in its recipe. */
function list(line: string): void {
  const moody = world.commit("moody", emptyPackage("moody", "1.0", line));
  world.list({ quick: [`ref: ${quick}`], moody: [`ref: ${moody}`] }, [`image: ${image}`]);
  world.save();
}

test("a run is cancelled between a build and publishing: nothing is published, and nothing goes on", async () => {
  list("sleep 600");
  const run = await world.act({ ...PUSH, interruptedAt: /Success - Main Hand over/ });
  assert.match(run.log, /quick: built/);
  assert.match(run.log, /\[build moody\] this step has been cancelled/, run.log);
  assert.deepEqual(publishedVersions(world.folder), {});
  await until(() => !containers().some((purpose) => purpose.startsWith("moody ")));
});

/** What each container of a build is for: "hello sources". */
function containers(): readonly string[] {
  return docker("ps", "--format", '{{.Label "autorepo.purpose"}}').split("\n");
}

async function until(isSo: () => boolean): Promise<void> {
  for (let seconds = 0; !isSo(); seconds++) {
    if (seconds === 60) throw new Error(`still running: ${containers().join(", ")}`);
    await sleep(1000);
  }
}

let first: ActRun;

test("the next run heals it: what builds is published, though another fails on a broken image", async () => {
  list("[[ -e /usr/share/mended ]]");
  first = await world.act(PUSH);
  const jobs = { plan: "success", "build quick": "success", "build moody": "failure", publish: "success" };
  assert.deepEqual(first.jobs, jobs, first.log);
  assert.deepEqual(publishedVersions(world.folder), { quick: "1.0-1" });
});

test("its failed jobs are run again on a mended image: what they build now is published by the same run", async () => {
  mendImage();
  const again = await rerunFailedJobs(world, PUSH, first);
  assert.deepEqual(again.jobs, { plan: "success", "build moody": "success", publish: "success" }, again.log);
  assert.deepEqual(publishedVersions(world.folder), { quick: "1.0-1", moody: "1.0-1" });
});

/** The tag moves to an image in which one more file lies. */
function mendImage(): void {
  const container = docker("create", image);
  const tar = execFileSync("tar", ["-c", "--transform", "s,.*,mended,", "/dev/null"]);
  execFileSync("docker", ["cp", "-", `${container}:/usr/share`], { input: tar });
  docker("commit", container, image);
  docker("rm", container);
}
