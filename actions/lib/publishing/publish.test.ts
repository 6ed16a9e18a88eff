import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { test } from "node:test";
import {
  backdate,
  clientsView,
  collected,
  entryOf,
  type PublishingWorld,
  publishingWorld,
  REPOSITORY,
  requestOf,
  resultOf,
} from "../../../test/publishing-world.ts";
import type { BuildPlan } from "../documents/index.ts";
import type { Entry } from "../packages-yaml/packages-yaml.ts";
import { openStore } from "../store/index.ts";
import { type Publication, type PublishRequest, publish, readPublished, verifyStore } from "./index.ts";

const [alpha, beta] = [entryOf("alpha"), entryOf("beta")];

async function plannedOn({ store }: PublishingWorld): Promise<BuildPlan["base"]> {
  const published = await readPublished(store, REPOSITORY);
  return published && { ...published.state };
}

/** Publishes on top of what is there, as a run does that planned a moment before. */
async function publishNext(
  world: PublishingWorld,
  entries: readonly Entry[],
  changes: Partial<PublishRequest> = {},
): Promise<Publication> {
  await backdate(world.root).catch(() => {});
  return await publish(requestOf(world.store, entries, { plannedOn: await plannedOn(world), ...changes }));
}

async function published(world: PublishingWorld, entry: Entry, version: string): Promise<Publication> {
  const results = [await collected(world, { entry, packages: [{ pkgname: entry.name, version }] })];
  return await publishNext(world, [alpha, beta], { results });
}

async function assertWhole({ store }: PublishingWorld): Promise<void> {
  const verification = await verifyStore(store, { repositoryName: REPOSITORY });
  assert.deepEqual(verification.problems, []);
}

test("the first publication makes generation 0, the next one adds to it", async () => {
  await using world = await publishingWorld();
  const first = await published(world, alpha, "1.0-1");
  assert.equal(first.state.generation, 0);
  assert.deepEqual(first.verdicts, [{ entry: "alpha", outcome: "published", reason: "alpha 1.0-1" }]);
  const second = await published(world, beta, "2:1.0+git-1");
  assert.equal(second.state.generation, 1);
  assert.equal(second.manifest.previous?.publication, first.state.publication);
  assert.deepEqual(await clientsView(world.root), ["alpha 1.0-1", "beta 2:1.0+git-1"]);
  assert.deepEqual(second.manifest.highest, { alpha: "1.0-1", beta: "2:1.0+git-1" });
  const [, betaEntry] = second.manifest.entries;
  assert.match(
    betaEntry?.built?.packages[0]?.object ?? "",
    /^beta-2_1\.0_git-1-any\.[0-9a-f]{8}\.pkg\.tar\.zst$/,
  );
  await assertWhole(world);
});

test("publishing without results makes an empty repository that pacman can sync, and then nothing more", async () => {
  await using world = await publishingWorld();
  assert.equal((await publishNext(world, [alpha])).outcome, "committed");
  assert.deepEqual(await clientsView(world.root), []);
  const again = await publishNext(world, [alpha]);
  assert.deepEqual([again.outcome, again.switched, again.state.generation], ["unchanged", [], 0]);
});

test("a run in which everything failed records the failures and keeps the databases", async () => {
  await using world = await publishingWorld();
  const before = await published(world, alpha, "1.0-1");
  const failed = resultOf(alpha, {
    outcome: "failed",
    phase: "build",
    fault: "package",
    reason: "make: error",
    commit: alpha.ref?.kind === "commit" ? alpha.ref.sha : null,
  });
  const after = await publishNext(world, [alpha, beta], {
    results: [{ result: failed, folder: world.folder }],
  });
  assert.deepEqual(after.verdicts, [{ entry: "alpha", outcome: "failed", reason: "make: error" }]);
  assert.equal(after.outcome, "committed");
  assert.equal(after.state.generation, before.state.generation);
  assert.equal(after.state.database, before.state.database);
  assert.notEqual(after.state.publication, before.state.publication);
  const [entry] = after.manifest.entries;
  assert.equal(entry?.built?.packages[0]?.version, "1.0-1");
  assert.deepEqual([entry?.failure?.phase, entry?.failure?.reason], ["build", "make: error"]);
});

test("infrastructure that failed is no fact about the package", async () => {
  await using world = await publishingWorld();
  await published(world, alpha, "1.0-1");
  const result = resultOf(alpha, {
    outcome: "failed",
    phase: "sources",
    fault: "infrastructure",
    reason: "mirror 503",
  });
  const after = await publishNext(world, [alpha, beta], { results: [{ result, folder: world.folder }] });
  assert.equal(after.outcome, "unchanged");
  assert.deepEqual(after.verdicts, [{ entry: "alpha", outcome: "postponed", reason: "mirror 503" }]);
});

test("the same results published again change nothing", async () => {
  await using world = await publishingWorld();
  const results = [
    await collected(world, { entry: alpha, packages: [{ pkgname: "alpha", version: "1.0-1" }] }),
  ];
  await publishNext(world, [alpha], { results });
  const before = (await readdir(world.root, { recursive: true })).sort();
  const again = await publishNext(world, [alpha], { results });
  assert.deepEqual(
    again.verdicts.map(({ outcome }) => outcome),
    ["already published"],
  );
  assert.equal(again.outcome, "unchanged");
  assert.deepEqual((await readdir(world.root, { recursive: true })).sort(), before);
});

test("a name leaves the repository when no entry lists it, and half of them only when confirmed", async () => {
  await using world = await publishingWorld();
  await published(world, alpha, "1.0-1");
  await published(world, beta, "1.0-1");
  const one = await publishNext(world, [alpha]);
  assert.deepEqual(
    one.removed.map(({ pkgname, reason }) => [pkgname, reason]),
    [["beta", "packages.yaml no longer has entry beta"]],
  );
  assert.deepEqual(await clientsView(world.root), ["alpha 1.0-1"]);
  assert.equal(one.manifest.highest.beta, "1.0-1", "a removed name keeps its highest version");
  await assert.rejects(publishNext(world, []), { code: "removal", message: /1 of 1 .* alpha.*--remove 1/s });
  await assert.rejects(publishNext(world, [], { remove: 2 }), { code: "removal", message: /another number/ });
  assert.deepEqual(await clientsView(world.root), ["alpha 1.0-1"]);
  await publishNext(world, [], { remove: 1 });
  assert.deepEqual(await clientsView(world.root), []);
});

test("results planned on nothing are refused where something is published", async () => {
  await using world = await publishingWorld();
  await published(world, alpha, "1.0-1");
  const results = [await collected(world, { entry: beta, packages: [{ pkgname: "beta", version: "1-1" }] })];
  await assert.rejects(publishNext(world, [alpha, beta], { results, plannedOn: null }), {
    code: "planned-blind",
    message: /repository\.url/,
  });
});

test("a rebuild asked for by hand stays marked until it is built or fails", async () => {
  await using world = await publishingWorld();
  await published(world, alpha, "1.0-1");
  await published(world, beta, "1.0-1");
  const marks = ({ manifest }: Publication) => manifest.entries.map(({ rebuild }) => rebuild !== null);
  const results = [
    await collected(world, { entry: alpha, packages: [{ pkgname: "alpha", version: "1.0-1.1" }] }),
  ];
  const asked = await publishNext(world, [alpha, beta], { results, rebuildAsked: { kind: "all" } });
  assert.deepEqual(marks(asked), [false, true]);
  assert.deepEqual(await clientsView(world.root), ["alpha 1.0-1.1", "beta 1.0-1"]);
  assert.deepEqual(marks(await published(world, beta, "1.0-1.1")), [false, false]);
});

test("packages from branch heads live below the reviewed repository, with a state of their own", async () => {
  await using world = await publishingWorld();
  await published(world, alpha, "1.0-1");
  const heads = await openStore({ kind: "directory", path: "public/heads" }, world);
  const results = [
    await collected(world, { entry: alpha, packages: [{ pkgname: "alpha", version: "2.0-1" }] }),
  ];
  const repositoryName = `${REPOSITORY}-heads`;
  const { state } = await publish(requestOf(heads, [alpha], { results, repositoryName }));
  assert.deepEqual([state.generation, state.repository], [0, repositoryName]);
  assert.deepEqual((await verifyStore(heads, { repositoryName })).problems, []);
  assert.deepEqual(await clientsView(world.root), ["alpha 1.0-1"]);
  assert.deepEqual(
    (await heads.stat(`${repositoryName}.db`))?.bytes,
    (await world.store.stat(`heads/${state.database}${repositoryName}.db`))?.bytes,
  );
});
