import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import {
  collected,
  commitOf,
  entryOf,
  NO_DISTRIBUTION,
  NOW,
  type PublishingWorld,
  packagesYamlOf,
  publishingWorld,
  REPOSITORY,
  requestOf,
} from "../../test/publishing-world.ts";
import { aResult, aRun, someFacts } from "../../test/report-facts.ts";
import { DistributionError, type PlatformFiles } from "../lib/distribution/index.ts";
import type { BuildPlan, Metadata, UsedDependency } from "../lib/documents/index.ts";
import { publish, readPublished } from "../lib/publishing/index.ts";
import { writeReport } from "../lib/report/index.ts";
import { plan } from "./plan.ts";

const APP = entryOf("app");
const METADATA: Metadata = {
  tree: commitOf("tree of app"),
  pkgbase: "app",
  version: "1-1",
  packages: [{ pkgname: "app", depends: [], provides: [], conflicts: [] }],
  makedepends: [],
  checkdepends: [],
  sources: [],
};

/** A program that is linked with ICU 76, whatever there is when it is built: as a binary that upstream made. */
async function publishApp(world: PublishingWorld, version: string, uses: readonly UsedDependency[]) {
  const packages = [{ pkgname: "app", version, needed: ["libicuuc.so.76"] }];
  const result = await collected(world, { entry: APP, packages, uses, metadata: METADATA });
  const plannedOn = (await readPublished(world.store, REPOSITORY))?.state ?? null;
  const { verdicts } = await publish(requestOf(world.store, [APP], { results: [result], plannedOn }));
  assert.deepEqual(
    verdicts.map(({ outcome }) => outcome),
    ["published"],
  );
}

function extraHas(...extra: string[]): () => Promise<PlatformFiles> {
  return async () => ({ core: new Set(), extra: new Set(extra), notes: [] });
}

async function planOf(
  world: PublishingWorld,
  platformFiles: () => Promise<PlatformFiles>,
): Promise<{ plan: BuildPlan; notes: readonly string[] }> {
  const notes: string[] = [];
  const unasked = async () => assert.fail("nothing is to be looked up");
  const planned = await plan({
    packagesYaml: packagesYamlOf([APP]),
    commit: null,
    store: world.store,
    upstream: { tree: unasked, heads: async () => new Map(), ownCommit: unasked, ownHistoryHolds: unasked },
    distribution: async () => NO_DISTRIBUTION,
    platformFiles,
    sandbox: unasked,
    cacheFolder: join(world.folder, "cache"),
    selection: { packages: null, rebuild: false },
    now: NOW,
    signal: new AbortController().signal,
    note: (text) => notes.push(text),
  });
  return { plan: planned.plan, notes };
}

describe("a plan that compares what is published with core and extra", () => {
  let world: PublishingWorld;
  before(async () => {
    world = await publishingWorld();
    await publishApp(world, "1-1", []);
  });
  after(() => world[Symbol.asyncDispose]());

  test("builds nothing for what is as it was, or cannot be read", async () => {
    assert.deepEqual((await planOf(world, extraHas("libicuuc.so=76-64"))).plan.jobs, []);
    const { plan: unread, notes } = await planOf(world, async () => {
      throw new DistributionError("unreachable", "the mirror is away");
    });
    assert.deepEqual(unread.jobs, []);
    assert.match(notes.join(), /was not compared with core and extra: the mirror is away/);
  });

  test("builds again what needs a library that is gone, once, whatever comes of it", async () => {
    const gone = extraHas("libicuuc.so=78-64");
    const [job] = (await planOf(world, gone)).plan.jobs;
    assert.match(job?.reason ?? "", /^rebuilt because extra no longer offers libicuuc\.so=76-64/);
    await publishApp(world, "1-1.1", job?.uses ?? []);
    assert.deepEqual((await planOf(world, gone)).plan.jobs, []);
    assert.equal((await planOf(world, extraHas("libicuuc.so=79-64"))).plan.jobs.length, 1);
  });

  test("says of what it builds why the last run left it", async () => {
    const verdicts = [{ entry: "app", outcome: "postponed", reason: "the mirror was away" }];
    const { manifest = null } = (await readPublished(world.store, REPOSITORY)) ?? {};
    const run = aRun([aResult("app")], { verdicts });
    await writeReport(world.store, someFacts({ entries: [APP], manifest, run }), async () => null);
    const [job] = (await planOf(world, extraHas("libicuuc.so=79-64"))).plan.jobs;
    assert.match(
      job?.reason ?? "",
      /; last run: postponed by publish: the mirror was away; 1-1\.1 stays published$/,
    );
  });

  test("goes on without where this repository's own list is gone", async () => {
    const { state } = (await readPublished(world.store, REPOSITORY)) ?? assert.fail();
    await rm(join(world.root, `${state.database}${REPOSITORY}.files`));
    const { plan: blind, notes } = await planOf(world, extraHas("libicuuc.so=79-64"));
    assert.deepEqual(blind.jobs, []);
    assert.match(notes.join(), /has no gen\/.*shelf\.files/);
  });
});
