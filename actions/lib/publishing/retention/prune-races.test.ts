import assert from "node:assert/strict";
import { test } from "node:test";
import { after, alpha, daily, date, isWhole, pruned, versions } from "../../../../test/daily-publications.ts";
import { changeOf, publishingWorld, publishPackages } from "../../../../test/publishing-world.ts";
import type { Store } from "../../store/index.ts";
import { rollback } from "../index.ts";

test("an object that is written again while prune looks at it stays", async () => {
  await using world = await publishingWorld();
  await daily(world, 3);
  const again: Store = {
    ...world.store,
    stat: async (key) => {
      if (key.startsWith("alpha-1-1")) await date(world, key, after(20));
      return await world.store.stat(key);
    },
  };
  const { garbage, deleted } = await pruned(world, { store: again });
  const spared = garbage.filter(({ key }) => !deleted.includes(key));
  assert.deepEqual(versions(spared.map(({ key }) => key)), ["1"]);
});

test("what a rollback brings back between the look and the deletion stays", async () => {
  await using world = await publishingWorld();
  await daily(world, 3);
  const wish = { kind: "version", name: "alpha", version: "1-1" } as const;
  let reads = 0;
  const racing: Store = {
    ...world.store,
    read: async (key) => {
      if (key === "state.json" && ++reads === 2) {
        const change = changeOf(world.store, [alpha], { hours: 19 * 24 });
        await rollback({ ...change, wish, remove: null, progress: () => {} });
      }
      return await world.store.read(key);
    },
  };
  const { deleted } = await pruned(world, { store: racing });
  assert.deepEqual(versions(deleted), ["2"]);
  await isWhole(world);
});

test("an old object that a publisher needs again is young again, and prune leaves it", async () => {
  await using world = await publishingWorld();
  const swap: Store["swap"] = () => Promise.reject(new Error("killed"));
  const publish = (store: Store) =>
    publishPackages({ ...world, store }, [alpha], { packages: [{ pkgname: "alpha", version: "1-1" }] });
  await assert.rejects(publish({ ...world.store, swap }), /killed/);
  const keys = (await Array.fromAsync(world.store.list("alpha-1-1"))).map(({ key }) => key);
  const twoDaysAgo = new Date(Date.now() - 2 * 86_400_000);
  for (const key of keys) await date(world, key, twoDaysAgo);
  const dates: number[] = [];
  const put: Store["put"] = async (key, ...rest) => {
    await world.store.put(key, ...rest);
    if (keys.includes(key)) dates.push((await world.store.stat(key))?.modified.getTime() ?? 0);
  };
  await publish({ ...world.store, put });
  assert.equal(dates.length, 1);
  assert.ok(Date.now() - (dates[0] ?? 0) < 60_000);
});

test("what came to be needed in the very instant of its deletion is told", async () => {
  await using world = await publishingWorld();
  await daily(world, 3);
  const wish = { kind: "version", name: "alpha", version: "1-1" } as const;
  const seen = new Map<string, Awaited<ReturnType<Store["stat"]>>>();
  for await (const { key } of world.store.list("alpha-1-1")) seen.set(key, await world.store.stat(key));
  const change = changeOf(world.store, [alpha], { hours: 19 * 24 });
  let back: Promise<unknown> | null = null;
  const racing: Store = {
    ...world.store,
    // As if it had looked at the object just before the rollback wrote it again.
    stat: async (key) => seen.get(key) ?? (await world.store.stat(key)),
    delete: async (key) => {
      back ??= rollback({ ...change, wish, remove: null, progress: () => {} });
      await back;
      await world.store.delete(key);
    },
  };
  await assert.rejects(pruned(world, { store: racing }), {
    code: "missing",
    message: /generation 3 came to need alpha-1-1.*`scripts\/autorepo verify` tells/,
  });
});
