import assert from "node:assert/strict";
import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import {
  backdate,
  clientsView,
  entryOf,
  type PublishingWorld,
  publishingWorld,
  publishPackages,
  REPOSITORY,
  repairOf,
  requestOf,
} from "../../../../test/publishing-world.ts";
import type { Store } from "../../store/index.ts";
import {
  publish,
  type Repair,
  readPublished,
  repairStore,
  type Verification,
  verifyStore,
} from "../index.ts";

const alpha = entryOf("alpha");
const headers = { contentType: "x", cacheControl: "no-cache" } as const;

const version = async (world: PublishingWorld, number: number) =>
  await publishPackages(world, [alpha], { packages: [{ pkgname: "alpha", version: `${number}-1` }] });
const verify = (world: PublishingWorld) => verifyStore(world.store, { repositoryName: REPOSITORY });
const repair = (world: PublishingWorld, from: string | null = null): Promise<Repair> =>
  repairStore(world.store, repairOf({ from, entries: [alpha] }));
const kinds = ({ problems }: Verification) => problems.map(({ key, problem }) => [key, problem]);

async function firstKey({ store }: PublishingWorld, prefix: string): Promise<string> {
  for await (const { key } of store.list(prefix)) return key;
  throw new Error(`nothing begins with ${prefix}`);
}

/** A second publisher that reads the same state, and dies before its own is written. */
async function lostPublisher(world: PublishingWorld, number: number): Promise<void> {
  const swap: Store["swap"] = () => Promise.reject(new Error("killed"));
  await assert.rejects(version({ ...world, store: { ...world.store, swap } }, number), /killed/);
  await backdate(world.root);
}

test("verify reads every byte, changes nothing, and tells objects that nobody names", async () => {
  await using world = await publishingWorld();
  const { state } = await version(world, 1);
  assert.deepEqual(await verify(world), { state, checked: 5, problems: [], notes: [] });
  const object = await firstKey(world, "alpha-1-1");
  const original = await readFile(path.join(world.root, object));
  await writeFile(path.join(world.root, object), original.with(20, 255 - (original[20] ?? 0)));
  await writeFile(path.join(world.root, `${REPOSITORY}.db`), "damaged");
  await world.store.put(`${REPOSITORY}.db.sig`, Buffer.from("signature"), headers);
  await world.store.put("stray-1-1-any.01234567.pkg.tar.zst", Buffer.from("x"), headers);
  await world.store.put("index.html", Buffer.from("mine"), headers);
  const found = await verify(world);
  assert.deepEqual(kinds(found), [
    [object, "different"],
    [`${REPOSITORY}.db`, "outdated"],
    [`${REPOSITORY}.db.sig`, "stray"],
  ]);
  assert.match(found.notes.join("\n"), /1 object .* no publication names.*stray-1-1/);
  assert.match(found.notes.join("\n"), /autorepo did not make.*index\.html/);
  const { repaired, ...left } = await repair(world);
  assert.deepEqual(repaired, [
    `${REPOSITORY}.db.sig was deleted`,
    `${REPOSITORY}.db is that of generation 0 again`,
  ]);
  assert.deepEqual(kinds(left), [[object, "different"]]);
  await rm(path.join(world.root, object));
  assert.deepEqual(kinds(await repair(world)), [[object, "missing"]]);
});

test("databases that are gone or damaged are written anew from the packages", async () => {
  await using world = await publishingWorld();
  await version(world, 1);
  const { state } = await version(world, 2);
  await rm(path.join(world.root, state.database), { recursive: true });
  await writeFile(path.join(world.root, `${REPOSITORY}.files`), "damaged");
  const { repaired, problems } = await repair(world);
  assert.equal(repaired.filter((done) => done.includes("was written anew from the packages")).length, 2);
  assert.deepEqual(problems, []);
  await version(world, 3);
  assert.deepEqual(await clientsView(world.root), ["alpha 3-1"]);
});

for (const [what, damage] of [
  ["lost", (file: string) => rm(file)],
  ["empty", (file: string) => writeFile(file, "")],
  ["cut in half", async (file: string) => await writeFile(file, (await readFile(file)).subarray(0, 100))],
] as const) {
  test(`a state that is ${what} is made anew from the newest publication, and only by a repair (case 73)`, async () => {
    await using world = await publishingWorld();
    await version(world, 1);
    const { state } = await version(world, 2);
    await damage(path.join(world.root, "state.json"));
    await assert.rejects(publish(requestOf(world.store, [alpha])), { message: /autorepo verify --repair/ });
    await assert.rejects(verify(world), { message: /autorepo verify --repair/ });
    const { repaired, problems } = await repair(world);
    assert.match(repaired.join(), new RegExp(`made anew from ${state.manifest.key}: generation 1`));
    assert.deepEqual(problems, []);
    assert.deepEqual((await readPublished(world.store, REPOSITORY))?.state, state);
    await version(world, 3);
    assert.deepEqual(await clientsView(world.root), ["alpha 3-1"]);
  });
}

test("of two publications that may be the newest the one that clients are served is", async () => {
  await using world = await publishingWorld();
  await version(world, 1);
  await lostPublisher(world, 9);
  const { state } = await version(world, 2);
  await rm(path.join(world.root, "state.json"));
  await repair(world);
  assert.equal((await readPublished(world.store, REPOSITORY))?.state.publication, state.publication);
  assert.deepEqual(await clientsView(world.root), ["alpha 2-1"]);
});

test("where that does not tell, both are named and a person chooses", async () => {
  await using world = await publishingWorld();
  await version(world, 1);
  const served = await readFile(path.join(world.root, `${REPOSITORY}.db`));
  await lostPublisher(world, 9);
  const { state } = await version(world, 2);
  await writeFile(path.join(world.root, `${REPOSITORY}.db`), served);
  await rm(path.join(world.root, "state.json"));
  const { key } = state.manifest;
  await assert.rejects(repair(world), {
    code: "missing",
    message: new RegExp(`may each be the newest publication.*--from KEY.*${key}`),
  });
  assert.equal(await world.store.read("state.json"), null);
  await assert.rejects(repair(world, "manifests/7.json"), { message: /manifests\/7\.json is no manifest/ });
  const { problems } = await repair(world, key);
  assert.deepEqual(problems, []);
  assert.deepEqual(await clientsView(world.root), ["alpha 2-1"]);
});

test("a publication that lost long ago is never taken for the newest", async () => {
  await using world = await publishingWorld();
  await version(world, 1);
  await lostPublisher(world, 9);
  await version(world, 2);
  await version(world, 3);
  await rm(path.join(world.root, "state.json"));
  await rm(path.join(world.root, `${REPOSITORY}.db`));
  await rm(path.join(world.root, `${REPOSITORY}.files`));
  await repair(world);
  assert.deepEqual(await clientsView(world.root), ["alpha 3-1"]);
});

test("a publication whose packages are gone is not gone on from without a word", async () => {
  await using world = await publishingWorld();
  await version(world, 1);
  await version(world, 2);
  const old = await firstKey(world, "manifests/0-");
  await rm(path.join(world.root, await firstKey(world, "alpha-2-1")));
  await rm(path.join(world.root, "state.json"));
  const { message } = await repair(world).catch((error) => error);
  assert.match(
    message,
    /alpha-2-1\S+ is gone\. .*`scripts\/autorepo verify --repair --drop alpha` .* manifests\/0-/,
  );
  const key = await firstKey(world, "manifests/1-");
  const whole = await repair(world, key);
  assert.equal(whole.state?.manifest.key, key);
  assert.match(whole.problems[0]?.message ?? "", /^alpha-2-1\S+ is gone: .*--rebuild --packages alpha`$/);
  await rm(path.join(world.root, "state.json"));
  const { repaired, notes } = await repair(world, old);
  assert.deepEqual(await clientsView(world.root), ["alpha 1-1"]);
  assert.match(repaired.join(), /published later are remembered: alpha 2-1/);
  assert.match(notes.join(), /after generation 0, .* may be given out a second time/);
  assert.equal((await readPublished(world.store, REPOSITORY))?.manifest.highest.alpha, "2-1");
  await version(world, 3);
  assert.deepEqual(await clientsView(world.root), ["alpha 3-1"]);
});

test("what a lost publisher left half is passed over", async () => {
  await using world = await publishingWorld();
  await version(world, 1);
  await lostPublisher(world, 2);
  await rm(path.join(world.root, await firstKey(world, "alpha-2-1")));
  await rm(path.join(world.root, "state.json"));
  await repair(world);
  assert.deepEqual(await clientsView(world.root), ["alpha 1-1"]);
});

test("a manifest that was changed is never gone on from", async () => {
  await using world = await publishingWorld();
  await version(world, 1);
  const { state } = await version(world, 2);
  const file = path.join(world.root, state.manifest.key);
  await writeFile(file, (await readFile(file, "utf8")).replaceAll("2-1", "8-1"));
  await assert.rejects(repair(world), { code: "missing" });
  assert.deepEqual(await clientsView(world.root), ["alpha 2-1"]);
});

test("an empty place has nothing to repair", async () => {
  await using world = await publishingWorld();
  assert.deepEqual(await repair(world), { state: null, checked: 0, problems: [], notes: [], repaired: [] });
});
