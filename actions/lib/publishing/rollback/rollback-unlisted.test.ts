import assert from "node:assert/strict";
import { test } from "node:test";
import {
  backdate,
  changeOf,
  clientsView,
  collected,
  entryOf,
  type PublishingWorld,
  publishingWorld,
  REPOSITORY,
  requestOf,
} from "../../../../test/publishing-world.ts";
import type { Entry } from "../../packages-yaml/packages-yaml.ts";
import { publish, type Rollback, type RollbackRequest, readPublished, rollback } from "../index.ts";

const alpha = entryOf("alpha");
const both = entryOf("twins", { publishes: ["twins", "part"] });
const first = entryOf("twins");

/** Every generation: alpha, and the names that twins lists, all in this version. */
async function publishAll(world: PublishingWorld, twins: Entry, version: string): Promise<void> {
  const plannedOn = (await readPublished(world.store, REPOSITORY))?.state ?? null;
  const results = [];
  for (const entry of [alpha, twins]) {
    const packages = entry.publishes.map((pkgname) => ({
      pkgname,
      version,
      lines: [`pkgbase = ${entry.name}`],
    }));
    results.push(await collected(world, { entry, packages }));
  }
  await publish(requestOf(world.store, [alpha, twins], { results, plannedOn }));
  await backdate(world.root);
}

async function back(
  world: PublishingWorld,
  entries: readonly Entry[],
  wish: RollbackRequest["wish"],
): Promise<Rollback> {
  return await rollback({ ...changeOf(world.store, entries), wish, remove: null, progress: () => {} });
}

const toFirst = { kind: "generation", generation: 0 } as const;

test("the parts of a split package go back together, also one that packages.yaml lists no more", async () => {
  await using world = await publishingWorld();
  await publishAll(world, both, "1-1");
  await publishAll(world, both, "2-1");
  const rolled = await back(world, [alpha, first], { kind: "version", name: "twins", version: "1-1" });
  assert.deepEqual(rolled.unlisted, []);
  assert.match(rolled.notes.join(), /packages\.yaml no longer lists part: a later publication takes it away/);
  assert.deepEqual(await clientsView(world.root), ["alpha 2-1", "part 1-1", "twins 1-1"]);
});

test("a part that there was none of then goes, whether packages.yaml lists it or not", async () => {
  for (const now of [both, first]) {
    await using world = await publishingWorld();
    await publishAll(world, first, "1-1");
    await publishAll(world, both, "2-1");
    const rolled = await back(world, [alpha, now], toFirst);
    assert.deepEqual(
      rolled.removed.map(({ pkgname, reason }) => [pkgname, reason]),
      [["part", "generation 0 did not have it"]],
    );
    assert.deepEqual(await clientsView(world.root), ["alpha 1-1", "twins 1-1"]);
  }
});

test("what is gone and packages.yaml no longer lists is not brought back, and is told", async () => {
  await using world = await publishingWorld();
  await publishAll(world, both, "1-1");
  await publishAll(world, first, "2-1");
  const named = (name: string) => ({ kind: "version", name, version: "1-1" }) as const;
  await assert.rejects(back(world, [alpha, first], named("part")), {
    code: "unknown-name",
    message:
      /no longer lists part, and part 1-1 would be removed again: list it, under the `packages:` of twins/,
  });
  const rolled = await back(world, [alpha, first], toFirst);
  assert.deepEqual(rolled.unlisted, [{ pkgname: "part", version: "1-1" }]);
  assert.deepEqual(await clientsView(world.root), ["alpha 1-1", "twins 1-1"]);
});

test("a rollback to what packages.yaml lists nothing of says so, and is no success where it was asked for by name", async () => {
  await using world = await publishingWorld();
  await publishAll(world, both, "1-1");
  await publish(requestOf(world.store, [alpha], { remove: 2 }));
  await backdate(world.root);
  const rolled = await back(world, [alpha], toFirst);
  assert.deepEqual([rolled.outcome, rolled.unlisted.length], ["unchanged", 2]);
  assert.deepEqual(rolled.notes, [
    "packages.yaml lists nothing of generation 0 that is not published already: list again what is to come back",
  ]);
  await assert.rejects(back(world, [alpha], { kind: "version", name: "twins", version: "1-1" }), {
    code: "unknown-name",
    message: /no longer lists twins, and twins 1-1 would be removed again: list it and roll back then/,
  });
});

test("an entry that packages.yaml no longer has goes where the generation did not have it", async () => {
  await using world = await publishingWorld();
  const results = [
    await collected(world, { entry: alpha, packages: [{ pkgname: "alpha", version: "1-1" }] }),
  ];
  await publish(requestOf(world.store, [alpha], { results }));
  await backdate(world.root);
  await publishAll(world, first, "2-1");
  const rolled = await back(world, [alpha], toFirst);
  assert.deepEqual(
    rolled.removed.map(({ pkgname }) => pkgname),
    ["twins"],
  );
  assert.deepEqual(await clientsView(world.root), ["alpha 1-1"]);
});
