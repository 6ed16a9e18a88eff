import assert from "node:assert/strict";
import { cp, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import {
  backdate,
  clientsView,
  collected,
  entryOf,
  type PublishingWorld,
  publishingWorld,
  REPOSITORY,
  repairOf,
  requestOf,
} from "../../../../test/publishing-world.ts";
import type { Store } from "../../store/index.ts";
import {
  fetchPublished,
  type Publication,
  publish,
  publishedUnlessEmpty,
  readPublished,
  repairStore,
  verifyStore,
} from "../index.ts";
import { encodeState } from "./state-document.ts";

const alpha = entryOf("alpha");

async function publishVersion(world: PublishingWorld, version: string): Promise<Publication> {
  const plannedOn = (await readPublished(world.store, REPOSITORY))?.state ?? null;
  const results = [await collected(world, { entry: alpha, packages: [{ pkgname: "alpha", version }] })];
  const publication = await publish(requestOf(world.store, [alpha], { results, plannedOn }));
  await backdate(world.root);
  return publication;
}

const publishNothing = (world: PublishingWorld) => publish(requestOf(world.store, [alpha]));
const verify = (world: PublishingWorld) => verifyStore(world.store, { repositoryName: REPOSITORY });
const repair = (world: PublishingWorld) => repairStore(world.store, repairOf());

test("other bytes under the name of a package are never written over (case 72)", async () => {
  await using world = await publishingWorld();
  const result = await collected(world, { entry: alpha, packages: [{ pkgname: "alpha", version: "1-1" }] });
  const name = `alpha-1-1-any.${result.result.packages[0]?.sha256.slice(0, 8)}.pkg.tar.zst`;
  const headers = { contentType: "application/zstd", cacheControl: "immutable" } as const;
  await world.store.create(name, Buffer.from("something else"), headers);
  await assert.rejects(publish(requestOf(world.store, [alpha], { results: [result] })), {
    code: "foreign-object",
    message: new RegExp(name.replaceAll(".", "\\.")),
  });
  assert.equal(await readFile(path.join(world.root, name), "utf8"), "something else");
  assert.equal(await world.store.read("state.json"), null);
});

test("a corrupt state or manifest stops publishing, names the repair and changes nothing (case 73)", async () => {
  await using world = await publishingWorld();
  const { state } = await publishVersion(world, "1-1");
  const good = await readFile(path.join(world.root, "state.json"), "utf8");
  const wrong = [
    "",
    "{",
    "null",
    '{"state":"{}","signature":null}',
    good.replace('"state"', '"stat"'),
    good.replace(state.manifest.sha256, "0".repeat(64)),
    good.replace(state.manifest.key, "manifests/../state.json"),
  ];
  for (const text of wrong) {
    await writeFile(path.join(world.root, "state.json"), text);
    await assert.rejects(publishNothing(world), { code: "corrupt", message: /autorepo verify/ }, text);
    assert.equal(await readFile(path.join(world.root, "state.json"), "utf8"), text);
  }
});

test("a state that names another publication's manifest is corrupt (case 73)", async () => {
  await using world = await publishingWorld();
  const first = await publishVersion(world, "1-1");
  const { state } = await publishVersion(world, "2-1");
  const torn = await encodeState({ ...state, manifest: first.state.manifest }, null);
  await writeFile(path.join(world.root, "state.json"), torn);
  await assert.rejects(publishNothing(world), {
    code: "corrupt",
    message: /manifest of another publication/,
  });
});

test("a lost manifest is named", async () => {
  await using world = await publishingWorld();
  const { state } = await publishVersion(world, "1-1");
  await rm(path.join(world.root, state.manifest.key));
  await assert.rejects(publishNothing(world), { code: "missing", message: new RegExp(state.manifest.key) });
});

test("a lost state is not taken for an empty place (case 73)", async () => {
  await using world = await publishingWorld();
  await publishVersion(world, "1-1");
  await publishVersion(world, "2-1");
  await rm(path.join(world.root, "state.json"));
  await assert.rejects(publishNothing(world), { code: "missing", message: /shelf\.db.*state is lost/ });
  const { place, read, stream } = world.store;
  const seen = () => publishedUnlessEmpty({ place, read, stream }, REPOSITORY);
  await assert.rejects(seen(), { code: "missing", message: /shelf\.db.*is lost, or a cache before it/ });
  await rm(path.join(world.root, `${REPOSITORY}.db`));
  await rm(path.join(world.root, `${REPOSITORY}.files`));
  await assert.rejects(publishNothing(world), { code: "missing", message: /manifests\/1-.*state is lost/ });
  // Who cannot list has nothing left to see.
  assert.equal(await seen(), null);
});

test("nor is one that vanishes while another publisher comes first (case 73)", async () => {
  await using world = await publishingWorld();
  const { state } = await publishVersion(world, "1-1");
  const swap: Store["swap"] = async () => {
    await rm(path.join(world.root, "state.json"));
    return "conflict";
  };
  const store = { ...world.store, swap };
  const results = [
    await collected(world, { entry: alpha, packages: [{ pkgname: "alpha", version: "2-1" }] }),
  ];
  const request = requestOf(store, [alpha], { results, plannedOn: state });
  await assert.rejects(publish(request), { code: "missing", message: /its state is lost/ });
});

test("a manifest of a later generation that cannot be read stops neither verify nor a repair", async () => {
  await using world = await publishingWorld();
  const { state } = await publishVersion(world, "1-1");
  const junk = "manifests/7-0123456789abcdef.json";
  await writeFile(path.join(world.root, junk), "cut off");
  const { problems, notes } = await verify(world);
  assert.deepEqual(problems, []);
  assert.match(notes.join(), new RegExp(`no publication names.*${junk}`));
  const repaired = await repair(world);
  assert.deepEqual([repaired.repaired, repaired.problems, repaired.state], [[], [], state]);
});

test("a state that is older than the database in service stops publishing until it is repaired (case 73)", async () => {
  await using world = await publishingWorld();
  await publishVersion(world, "1-1");
  const copy = await mkdtemp(path.join(world.folder, "backup-"));
  await cp(path.join(world.root, "state.json"), path.join(copy, "state.json"));
  await publishVersion(world, "2-1");
  await publishVersion(world, "3-1");
  await cp(path.join(copy, "state.json"), path.join(world.root, "state.json"));
  await assert.rejects(publishNothing(world), { code: "older", message: /verify --repair/ });
  const { problems } = await verify(world);
  assert.deepEqual(problems.map(({ problem }) => problem).sort(), ["newer", "outdated", "outdated"]);
  const { repaired } = await repair(world);
  assert.match(repaired.join(), /state\.json was made anew from manifests\/2-.*generation 2/);
  assert.deepEqual(await clientsView(world.root), ["alpha 3-1"]);
  assert.equal((await publishNothing(world)).outcome, "unchanged");
});

test("a store that belongs to another repository is left alone", async () => {
  await using world = await publishingWorld();
  await publishVersion(world, "1-1");
  await assert.rejects(publish(requestOf(world.store, [alpha], { repositoryName: "other" })), {
    code: "other-repository",
    message: /holds the repository shelf/,
  });
});

test("a publication that only had to switch the well-known names does so, and later than what was served", async () => {
  await using world = await publishingWorld();
  await publishVersion(world, "1-1");
  const old = path.join(world.folder, "old.db");
  await cp(path.join(world.root, `${REPOSITORY}.db`), old);
  await publishVersion(world, "2-1");
  await rename(old, path.join(world.root, `${REPOSITORY}.db`));
  const served = await world.store.stat(`${REPOSITORY}.db`);
  const { outcome, switched } = await publishNothing(world);
  assert.deepEqual([outcome, switched], ["unchanged", [`${REPOSITORY}.db`]]);
  assert.deepEqual(await clientsView(world.root), ["alpha 2-1"]);
  const now = await world.store.stat(`${REPOSITORY}.db`);
  const seconds = (date: Date | undefined) => Math.floor((date?.getTime() ?? 0) / 1000);
  assert.ok(seconds(now?.modified) > seconds(served?.modified));
});

test("two publications within one second are a second apart for clients", async () => {
  await using world = await publishingWorld();
  const times: { key: string; second: number }[] = [];
  for (const version of ["1-1", "2-1", "3-1"]) {
    const plannedOn = (await readPublished(world.store, REPOSITORY))?.state ?? null;
    const results = [await collected(world, { entry: alpha, packages: [{ pkgname: "alpha", version }] })];
    const { state } = await publish(requestOf(world.store, [alpha], { results, plannedOn }));
    for (const key of [`${state.database}${REPOSITORY}.db`, `${REPOSITORY}.db`]) {
      const stat = await world.store.stat(key);
      times.push({ key, second: Math.floor((stat?.modified.getTime() ?? 0) / 1000) });
    }
  }
  const of = (isWellKnown: boolean) =>
    times.filter(({ key }) => key.startsWith("gen/") !== isWellKnown).map(({ second }) => second);
  for (const seconds of [of(true), of(false)]) {
    assert.deepEqual(
      seconds,
      [...new Set(seconds)].sort((one, two) => one - two),
    );
  }
});

test("a published package is fetched with its bytes checked", async () => {
  await using world = await publishingWorld();
  const { manifest } = await publishVersion(world, "1-1");
  const [one] = manifest.entries[0]?.built?.packages ?? [];
  assert.ok(one);
  const folder = path.join(world.folder, "fetched");
  const file = await fetchPublished(world.store, one, folder);
  assert.ok(file);
  assert.deepEqual(await readFile(file), await readFile(path.join(world.root, one.object)));
  await writeFile(path.join(world.root, one.object), Buffer.alloc(one.bytes + 10_000_000));
  await rm(folder, { recursive: true });
  assert.equal(await fetchPublished(world.store, one, folder), null);
  assert.deepEqual(await readdir(folder), []);
  await rm(path.join(world.root, one.object));
  assert.equal(await fetchPublished(world.store, one, folder), null);
});
