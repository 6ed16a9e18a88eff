import assert from "node:assert/strict";
import { test } from "node:test";
import { publishingWorld } from "../../../../test/publishing-world.ts";
import { WELL_KNOWN_HEADERS } from "./headers.ts";
import { putAfter } from "./last-modified.ts";

const second = (date: Date | undefined) => Math.floor((date?.getTime() ?? 0) / 1000);

test("a database is dated in a later second than the one served before", async () => {
  await using world = await publishingWorld();
  const served = new Date();
  const body = Buffer.from("new");
  const object = { key: "shelf.db", body, headers: WELL_KNOWN_HEADERS, served };
  assert.equal(await putAfter(world.store, object), null);
  const stat = await world.store.stat("shelf.db");
  assert.ok(second(stat?.modified) > second(served));
});

test("one that was served with a date far ahead is not waited for, but told", async () => {
  await using world = await publishingWorld();
  const served = new Date(Date.now() + 2 * 86_400_000);
  const object = { key: "shelf.db", body: Buffer.from("new"), headers: WELL_KNOWN_HEADERS, served };
  const started = performance.now();
  assert.match((await putAfter(world.store, object)) ?? "", /clients keep that one until/);
  assert.ok(performance.now() - started < 1000);
  assert.equal(Buffer.from((await world.store.read("shelf.db"))?.bytes ?? []).toString(), "new");
});

test("a store whose clock lags behind ours is given time", async () => {
  await using world = await publishingWorld();
  const lagMilliseconds = 1500;
  const lagging = {
    ...world.store,
    stat: async (key: string) => {
      const stat = await world.store.stat(key);
      return stat && { ...stat, modified: new Date(stat.modified.getTime() - lagMilliseconds) };
    },
  };
  const served = new Date(Date.now() - 1000);
  const object = { key: "shelf.db", body: Buffer.from("new"), headers: WELL_KNOWN_HEADERS, served };
  assert.equal(await putAfter(lagging, object), null);
  assert.ok(second((await lagging.stat("shelf.db"))?.modified) > second(served));
});

test("a store whose clock is far ahead of ours is asked, and not given up", async () => {
  await using world = await publishingWorld();
  const aheadMilliseconds = 60_000;
  const ahead = {
    ...world.store,
    stat: async (key: string) => {
      const stat = await world.store.stat(key);
      return stat && { ...stat, modified: new Date(stat.modified.getTime() + aheadMilliseconds) };
    },
  };
  const served = new Date(Date.now() + aheadMilliseconds - 3000);
  const object = { key: "shelf.db", body: Buffer.from("new"), headers: WELL_KNOWN_HEADERS, served };
  assert.equal(await putAfter(ahead, object), null);
});

test("what is not wanted any more when its second has come is not written", async () => {
  await using world = await publishingWorld();
  const object = { key: "shelf.db", body: Buffer.from("new"), headers: WELL_KNOWN_HEADERS };
  assert.equal(await putAfter(world.store, { ...object, served: null, isWanted: async () => false }), null);
  assert.equal(await world.store.stat("shelf.db"), null);
});
