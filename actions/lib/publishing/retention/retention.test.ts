import assert from "node:assert/strict";
import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import {
  after,
  alpha,
  daily,
  date,
  isWhole,
  keysIn,
  pruned,
  versions,
} from "../../../../test/daily-publications.ts";
import { changeOf, publishingWorld, REPOSITORY } from "../../../../test/publishing-world.ts";
import { history, readPublished, rollback, verifyStore } from "../index.ts";
import { retain } from "./retention.ts";

test("what was current within the kept days stays, counted from the end of its time", async () => {
  await using world = await publishingWorld();
  await daily(world, 3);
  // Generation 1 ended with the third publication, on day 2.
  const { kept, garbage, deleted } = await pruned(world, { now: after(2 + 14) });
  assert.deepEqual(kept, [2, 1]);
  assert.deepEqual(versions(deleted), ["1"]);
  assert.deepEqual(
    [...new Set(garbage.map(({ reason }) => reason))],
    ["of generation 0, current until 2026-11-23 12:00 UTC"],
  );
  await isWhole(world);
  const told = await history(world.store, { repositoryName: REPOSITORY, name: null });
  assert.deepEqual(
    told.map(({ generation, changes }) => [generation, changes === null]),
    [
      [2, false],
      [1, true],
    ],
  );
  assert.deepEqual((await pruned(world, { now: after(2 + 14) })).garbage, []);
});

test("without --delete nothing goes, and sizes are told", async () => {
  await using world = await publishingWorld();
  await daily(world, 3);
  const before = await keysIn(world.store);
  const { garbage, deleted } = await pruned(world, { isDeletion: false });
  assert.deepEqual(deleted, []);
  assert.deepEqual(garbage.map(({ kind }) => kind).sort(), [
    "database",
    "database",
    "database",
    "database",
    "manifest",
    "manifest",
    "package",
    "package",
  ]);
  for (const { key, bytes } of garbage)
    assert.equal(bytes, (await readFile(path.join(world.root, key))).length);
  assert.deepEqual(await keysIn(world.store), before);
});

test("what a lost publisher left goes after a day, and not before", async () => {
  await using world = await publishingWorld();
  await daily(world, 1);
  const left = [
    "lost-1-1-any.01234567.pkg.tar.zst",
    "lost-1-1-any.01234567.pkg.tar.zst.sig",
    "gen/1-0123456789abcdef/shelf.db",
    "probe/0123-create",
  ];
  for (const key of left) {
    await world.store.put(key, Buffer.from("x"), { contentType: "x", cacheControl: "no-cache" });
    await date(world, key, after(10));
  }
  assert.deepEqual((await pruned(world, { now: new Date(after(11).getTime() - 1) })).deleted, []);
  const { deleted, garbage } = await pruned(world, { now: after(11) });
  assert.deepEqual([...deleted].sort(), left.toSorted());
  assert.deepEqual(garbage[0]?.reason, "of a publication that did not come through");
});

test("what autorepo did not name itself is left alone, however old", async () => {
  await using world = await publishingWorld();
  await daily(world, 1);
  const own = [
    "index.html",
    "mine-1-1-any.pkg.tar.zst",
    "gen/readme.txt",
    "heads/lost-1-1-any.01234567.pkg.tar.zst",
    "shelf.asc",
    "report/index.html",
    "report/run/old/index.html",
  ];
  for (const key of own) {
    await world.store.put(key, Buffer.from("x"), { contentType: "x", cacheControl: "no-cache" });
    await date(world, key, after(-1000));
  }
  assert.deepEqual((await pruned(world)).garbage, []);
});

test("pages of runs go when they are old and the report lists the run no longer", async () => {
  await using world = await publishingWorld();
  await daily(world, 1);
  const pages = { old: after(0), listed: after(0), young: after(10) };
  for (const [run, when] of Object.entries(pages)) {
    const key = `report/run/${run}/index.html`;
    await world.store.put(key, Buffer.from("x"), { contentType: "x", cacheControl: "no-cache" });
    await date(world, key, when);
  }
  const { deleted } = await pruned(world, { runs: new Set(["listed"]) });
  assert.deepEqual(deleted, ["report/run/old/index.html"]);
});

test("a package that several generations share stays for the youngest of them", async () => {
  await using world = await publishingWorld();
  await daily(world, 3);
  const wish = { kind: "version", name: "alpha", version: "1-1" } as const;
  await rollback({
    ...changeOf(world.store, [alpha], { hours: 72 }),
    wish,
    remove: null,
    progress: () => {},
  });
  const { deleted } = await pruned(world, { now: after(40) });
  assert.deepEqual([...versions(deleted)].sort(), ["2", "3"]);
  await isWhole(world);
});

test("what is served though the switch is still to come stays", async () => {
  await using world = await publishingWorld();
  await daily(world, 1);
  const served = await readFile(path.join(world.root, `${REPOSITORY}.db`));
  await daily(world, 3, 1);
  await world.store.put(`${REPOSITORY}.db`, served, { contentType: "x", cacheControl: "no-cache" });
  const { kept, deleted } = await pruned(world, { now: after(100) });
  assert.deepEqual([kept, deleted], [[2, 1, 0], []]);
});

test("a state that is older than the store stops pruning before anything goes (case 73)", async () => {
  await using world = await publishingWorld();
  await daily(world, 2);
  const state = await readFile(path.join(world.root, "state.json"));
  await daily(world, 4, 2);
  const published = await readPublished(world.store, REPOSITORY);
  const before = await keysIn(world.store);
  const headers = { contentType: "x", cacheControl: "no-cache" } as const;
  await world.store.put("state.json", state, headers);
  await assert.rejects(pruned(world, { now: after(100) }), { code: "older", message: /verify --repair/ });
  await rm(path.join(world.root, published?.state.manifest.key ?? ""));
  await assert.rejects(pruned(world, { now: after(100) }), { code: "older" });
  assert.equal((await keysIn(world.store)).length, before.length - 1);
  await rm(path.join(world.root, "state.json"));
  await assert.rejects(pruned(world, { now: after(100) }), { code: "missing" });
});

test("nothing goes while the manifest of a publication that should be kept is not there", async () => {
  await using world = await publishingWorld();
  await daily(world, 4);
  const short = await pruned(world, { now: after(7), keepSeconds: 4 * 86_400 });
  assert.deepEqual(short.kept, [3, 2]);
  const longer = await pruned(world, { now: after(8), keepSeconds: 30 * 86_400 });
  assert.match(longer.waits ?? "", /generation 1, current until .* where repository\.keep was made longer/);
  assert.match(
    longer.waits ?? "",
    /generation 2 is the oldest that `scripts\/autorepo rollback` goes back to/,
  );
  const wanted = { entries: [alpha], keepSeconds: 30 * 86_400 };
  const looked = { repositoryName: REPOSITORY, now: after(8), wanted };
  const { problems, notes } = await verifyStore(world.store, looked);
  assert.deepEqual([problems, notes[0]], [[], longer.waits]);
  assert.deepEqual(longer.garbage, []);
  assert.equal((await pruned(world, { now: after(2 + 30), keepSeconds: 30 * 86_400 })).waits, null);
});

test("where publishers' clocks differ from the store's, the later time counts", () => {
  const link = (generation: number, previous: null) => ({
    ...{ generation, time: after(generation).toISOString(), previous, database: `${generation}` },
    ...{ key: `manifests/${generation}-0123456789abcdef.json`, keys: [] },
  });
  const facts = (written: Date) => ({
    listing: [{ key: "manifests/1-0123456789abcdef.json", bytes: 1, modified: written }],
    chain: [link(1, null), link(0, null)],
    ...{ served: null, runs: null, keepSeconds: 14 * 86_400, now: after(20) },
  });
  assert.equal(retain(facts(after(1))).kept.length, 1);
  assert.equal(retain(facts(after(10))).kept.length, 2);
});
