import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import {
  backdate,
  changeOf,
  clientsView,
  collected,
  entryOf,
  type PublishingWorld,
  publishingWorld,
  publishPackages,
  REPOSITORY,
  requestOf,
} from "../../../../test/publishing-world.ts";
import type { Entry } from "../../packages-yaml/packages-yaml.ts";
import {
  history,
  publish,
  type Rollback,
  type RollbackRequest,
  readPublished,
  release,
  rollback,
  verifyStore,
} from "../index.ts";

const [alpha, beta] = [entryOf("alpha"), entryOf("beta")];

function toVersion(name: string, version: string): RollbackRequest["wish"] {
  return { kind: "version", name, version };
}

async function back(
  world: PublishingWorld,
  entries: readonly Entry[],
  wish: RollbackRequest["wish"] & { readonly remove?: number },
): Promise<Rollback> {
  const options = { wish, remove: wish.remove ?? null, progress: () => {} };
  return await rollback({ ...changeOf(world.store, entries), ...options });
}

/** alpha 1-1, then alpha 2-1 and beta 1-1, then alpha 3-1: generations 0 to 2. */
async function threeGenerations(world: PublishingWorld): Promise<void> {
  const entries = [alpha, beta];
  await publishPackages(world, entries, { packages: [{ pkgname: "alpha", version: "1-1" }] });
  await publishPackages(world, entries, {
    packages: [
      { pkgname: "alpha", version: "2-1" },
      { pkgname: "beta", version: "1-1" },
    ],
  });
  await publishPackages(world, entries, { packages: [{ pkgname: "alpha", version: "3-1" }] });
}

async function holds(world: PublishingWorld): Promise<readonly string[]> {
  const published = await readPublished(world.store, REPOSITORY);
  return (published?.manifest.entries ?? []).flatMap(({ entry, hold }) => (hold ? [entry] : []));
}

async function problems(world: PublishingWorld) {
  return (await verifyStore(world.store, { repositoryName: REPOSITORY })).problems;
}

test("a rollback to a generation is a new generation, held, and says what clients need (case 78)", async () => {
  await using world = await publishingWorld();
  await threeGenerations(world);
  const rolled = await back(world, [alpha, beta], { kind: "generation", generation: 1 });
  assert.deepEqual([rolled.outcome, rolled.state.generation], ["committed", 3]);
  assert.deepEqual(rolled.steps, [
    { entry: "alpha", pkgname: "alpha", from: "3-1", to: "2-1", because: null },
  ]);
  assert.ok(rolled.notes.some((note) => note.includes("pacman -Syuu")));
  assert.deepEqual(await clientsView(world.root), ["alpha 2-1", "beta 1-1"]);
  assert.deepEqual(await holds(world), ["alpha"]);
  assert.deepEqual(rolled.manifest.highest, { alpha: "3-1", beta: "1-1" });
  assert.deepEqual(await problems(world), []);
  const [newest] = await history(world.store, { repositoryName: REPOSITORY, name: null });
  assert.deepEqual([newest?.held, newest?.changes?.[0]?.to], [["alpha"], "2-1"]);
});

test("a rollback's databases are fresh uploads, dated after all that were served before", async () => {
  await using world = await publishingWorld();
  await threeGenerations(world);
  const served = await world.store.stat(`${REPOSITORY}.db`);
  const { state } = await back(world, [alpha, beta], toVersion("alpha", "1-1"));
  const second = (date?: Date) => Math.floor((date?.getTime() ?? 0) / 1000);
  for (const key of [`${REPOSITORY}.db`, `${state.database}${REPOSITORY}.db`]) {
    const now = await world.store.stat(key);
    assert.ok(second(now?.modified) > second(served?.modified), key);
  }
});

test("a package that did not exist then goes, and comes back when it is released and built", async () => {
  await using world = await publishingWorld();
  await threeGenerations(world);
  const rolled = await back(world, [alpha, beta], { kind: "generation", generation: 0 });
  assert.deepEqual(
    rolled.removed.map(({ pkgname, reason }) => [pkgname, reason]),
    [["beta", "generation 0 did not have it"]],
  );
  assert.deepEqual(await clientsView(world.root), ["alpha 1-1"]);
  assert.deepEqual(await holds(world), ["alpha", "beta"]);
  const again = { packages: [{ pkgname: "beta", version: "1-1.1" }] };
  const held = await publishPackages(world, [alpha, beta], again);
  assert.deepEqual(
    held.verdicts.map(({ outcome }) => outcome),
    ["held"],
  );
  const released = await release({ ...changeOf(world.store, [alpha, beta], { hours: 2 }), name: "beta" });
  assert.deepEqual([released.entry, released.outcome], ["beta", "committed"]);
  assert.deepEqual(await holds(world), ["alpha"]);
  await publishPackages(world, [alpha, beta], again);
  assert.deepEqual(await clientsView(world.root), ["alpha 1-1", "beta 1-1.1"]);
});

test("a hold ends with a new ref, and the versions that were ever published are remembered", async () => {
  await using world = await publishingWorld();
  await threeGenerations(world);
  await back(world, [alpha, beta], toVersion("alpha", "1-1"));
  const moved = entryOf("alpha", { ref: { kind: "commit", sha: "b".repeat(40) } });
  const next = await publishPackages(world, [moved, beta], {
    packages: [{ pkgname: "alpha", version: "3-1.1" }],
  });
  assert.deepEqual(
    next.verdicts.map(({ outcome }) => outcome),
    ["published"],
  );
  assert.deepEqual(next.manifest.highest, { alpha: "3-1.1", beta: "1-1" });
  assert.deepEqual(await holds(world), []);
});

test("a rollback to what is published changes nothing", async () => {
  await using world = await publishingWorld();
  await threeGenerations(world);
  for (const wish of [toVersion("alpha", "3-1"), { kind: "generation", generation: 2 } as const]) {
    const rolled = await back(world, [alpha, beta], wish);
    assert.equal(rolled.outcome, "unchanged");
    assert.match(rolled.notes.join(), /is what is published/);
  }
  assert.deepEqual(await holds(world), []);
});

test("what was never published, or is no longer kept, is refused with what there is", async () => {
  await using world = await publishingWorld();
  await threeGenerations(world);
  const refused = async (wish: RollbackRequest["wish"], message: RegExp) =>
    await assert.rejects(back(world, [alpha, beta], wish), { code: "not-kept", message });
  await refused(toVersion("alpha", "9-1"), /alpha 9-1: kept are 3-1, 2-1, 1-1/);
  await assert.rejects(back(world, [alpha, beta], toVersion("alpa", "1-1")), {
    code: "unknown-name",
    message: /no publication that is kept had a package or an entry "alpa"; did you mean alpha\?/,
  });
  await refused({ kind: "generation", generation: 7 }, /no generation 7 to go back to: 0 to 2 are kept/);
  const manifest = (await readPublished(world.store, REPOSITORY))?.manifest;
  const first = (await history(world.store, { repositoryName: REPOSITORY, name: null })).at(-1);
  await rm(path.join(world.root, `manifests/0-${first?.publication}.json`));
  await refused({ kind: "generation", generation: 0 }, /1 to 2 are kept/);
  assert.deepEqual((await readPublished(world.store, REPOSITORY))?.manifest, manifest);
});

test("a rollback whose packages are gone names them, and the oldest generation that is whole", async () => {
  await using world = await publishingWorld();
  await threeGenerations(world);
  const old = (await world.store.list("alpha-1-1")[Symbol.asyncIterator]().next()).value?.key;
  await rm(path.join(world.root, old ?? ""));
  await assert.rejects(back(world, [alpha, beta], toVersion("alpha", "1-1")), {
    code: "not-kept",
    message: /1 of 1 packages it needs are gone .*: alpha 1-1\. The oldest generation .* is 1$/,
  });
  assert.deepEqual(await clientsView(world.root), ["alpha 3-1", "beta 1-1"]);
});

test("a kept package whose bytes changed is not published again", async () => {
  await using world = await publishingWorld();
  await threeGenerations(world);
  const { key, bytes } = (await world.store.list("alpha-1-1")[Symbol.asyncIterator]().next()).value ?? {};
  await world.store.put(key, Buffer.alloc(bytes), { contentType: "x", cacheControl: "immutable" });
  await assert.rejects(back(world, [alpha, beta], toVersion("alpha", "1-1")), { code: "corrupt" });
  assert.deepEqual(await clientsView(world.root), ["alpha 3-1", "beta 1-1"]);
});

test("a rollback that would take more than half of the names has to be confirmed", async () => {
  await using world = await publishingWorld();
  const entries = ["alpha", "beta", "gamma"].map((name) => entryOf(name));
  await publishPackages(world, entries, { packages: [{ pkgname: "alpha", version: "1-1" }] });
  const packages = ["beta", "gamma"].map((pkgname) => ({ pkgname, version: "1-1" }));
  await publishPackages(world, entries, { packages });
  const wish = { kind: "generation", generation: 0 } as const;
  await assert.rejects(back(world, entries, wish), {
    code: "removal",
    message: /2 of 3 published names were not in generation 0: beta, gamma.*--remove 2/,
  });
  assert.equal((await back(world, entries, { ...wish, remove: 2 })).outcome, "committed");
  assert.deepEqual(await clientsView(world.root), ["alpha 1-1"]);
});

test("an entry that is released from a rollback to its own inputs is built again, after what it uses and is held still", async () => {
  await using world = await publishingWorld();
  const entries = [alpha, beta];
  const uses = [{ entry: "alpha", value: "libalpha.so=1-64" }];
  for (const version of ["1-1", "1-1.1"]) {
    const plannedOn = (await readPublished(world.store, REPOSITORY))?.state ?? null;
    const results = [
      await collected(world, { entry: alpha, packages: [{ pkgname: "alpha", version }] }),
      await collected(world, { entry: beta, packages: [{ pkgname: "beta", version }], uses }),
    ];
    await publish(requestOf(world.store, entries, { results, plannedOn }));
    await backdate(world.root);
  }
  await back(world, entries, { kind: "generation", generation: 0 });
  const released = async (name: string, hours: number) => {
    const { entry, heldUses, manifest } = await release({
      ...changeOf(world.store, entries, { hours }),
      name,
    });
    const marked = manifest.entries.filter(({ rebuild }) => rebuild !== null);
    return [entry, heldUses, marked.map((one) => one.entry)];
  };
  assert.deepEqual(await released("beta", 2), ["beta", ["alpha"], ["beta"]]);
  assert.deepEqual(await released("alpha", 3), ["alpha", [], ["alpha", "beta"]]);
});

test("release says when there is nothing to lift, and knows neither entry nor package", async () => {
  await using world = await publishingWorld();
  await threeGenerations(world);
  const released = await release({ ...changeOf(world.store, [alpha, beta]), name: "alpha" });
  assert.deepEqual([released.outcome, released.heldSince], ["unchanged", null]);
  assert.match(released.notes.join(), /alpha is not held/);
  await assert.rejects(release({ ...changeOf(world.store, [alpha, beta]), name: "alhpa" }), {
    code: "unknown-name",
  });
});
