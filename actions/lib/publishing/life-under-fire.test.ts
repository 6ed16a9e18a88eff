import assert from "node:assert/strict";
import { cp, mkdtemp, readdir } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import {
  backdate,
  changeOf,
  clientsView,
  entryOf,
  type PublishingWorld,
  publishingWorld,
  publishPackages,
  REPOSITORY,
  repairOf,
} from "../../../test/publishing-world.ts";
import { openStore, type Store } from "../store/index.ts";
import { prune, readPublished, release, repairStore, rollback, verifyStore } from "./index.ts";

const entries = [entryOf("alpha"), entryOf("beta")];

/** What a story does to a store; it is done again after each cut. */
type Deed = (store: Store) => Promise<unknown>;

const rollBack: Deed = async (store) =>
  await rollback({
    ...changeOf(store, entries),
    wish: { kind: "version", name: "alpha", version: "1-1" },
    remove: null,
    progress: () => {},
  });
const letGo: Deed = async (store) =>
  await release({ ...changeOf(store, entries, { hours: 2 }), name: "alpha" });
const clean: Deed = async (store) => {
  const now = new Date(Date.now() + 40 * 86_400_000);
  const request = { store, repositoryName: REPOSITORY, keepSeconds: 86_400, now, runs: null };
  await prune({ ...request, isDeletion: true, progress: () => {} });
};
const mend: Deed = async (store) => await repairStore(store, repairOf());

/** alpha 1-1 to 3-1 and beta 1-1, in three generations. */
async function threeGenerations(world: PublishingWorld): Promise<void> {
  for (const number of [1, 2, 3]) {
    const beta = number === 1 ? [{ pkgname: "beta", version: "1-1" }] : [];
    const packages = [{ pkgname: "alpha", version: `${number}-1` }, ...beta];
    await publishPackages(world, entries, { packages });
  }
}

type Cut = { readonly call: number; readonly when: "before" | "after" };

/** A store that breaks off at one call: the request never arrives, or its answer never does. */
function cutting(store: Store, cut: Cut | null, calls: string[]): Store {
  const around = async <T>(name: string, operation: () => Promise<T>): Promise<T> => {
    const isCut = cut !== null && calls.length >= cut.call;
    const isFirst = cut !== null && calls.length === cut.call;
    calls.push(name);
    if (isCut && !(isFirst && cut.when === "after")) throw new Error("cut");
    const answer = await operation();
    if (isCut) throw new Error("cut");
    return answer;
  };
  return {
    ...store,
    read: (key) => around(`read ${key}`, () => store.read(key)),
    stream: (key) => around(`stream ${key}`, () => store.stream(key)),
    stat: (key) => around(`stat ${key}`, () => store.stat(key)),
    create: (key, ...rest) => around(`create ${key}`, () => store.create(key, ...rest)),
    swap: (key, ...rest) => around(`swap ${key}`, () => store.swap(key, ...rest)),
    put: (key, ...rest) => around(`put ${key}`, () => store.put(key, ...rest)),
    delete: (key) => around(`delete ${key}`, () => store.delete(key)),
  };
}

type Story = {
  readonly world: PublishingWorld;
  readonly deed: Deed;
  readonly before: readonly string[];
  readonly after: readonly string[];
};

/** Cuts a deed off at every call; then clients see the old or the new, and doing it again finishes it. */
async function assertSurvivesEveryCut({ world, deed, before, after }: Story): Promise<void> {
  const calls: string[] = [];
  await deed(cutting((await copyOf(world)).store, null, calls));
  const cuts = calls.flatMap((name, call) => momentsOf(name).map((when) => ({ name, call, when })));
  const rest = cuts.values();
  const work = async () => {
    for (const { name, ...cut } of rest) {
      const { root, store } = await copyOf(world);
      const what = `cut ${cut.when} ${name}`;
      // An answer that got lost may be found out, so that the deed succeeds.
      await deed(cutting(store, cut, [])).catch(() => {});
      const seen = await clientsView(root);
      assert.ok(
        [before, after].some((one) => one.join() === seen.join()),
        `${what}: clients see ${seen}`,
      );
      const problems = (await verifyStore(store, { repositoryName: REPOSITORY })).problems;
      assert.deepEqual(
        problems.filter(({ problem }) => problem !== "outdated"),
        [],
        what,
      );
      await deed(store);
      assert.deepEqual(await clientsView(root), after, what);
      assert.deepEqual((await verifyStore(store, { repositoryName: REPOSITORY })).problems, [], what);
    }
  };
  // Most of it is waiting for a new second.
  await Promise.all(Array.from({ length: 8 }, work));
}

/** After a call that only reads, the store is as it is before the next call. */
function momentsOf(call: string): readonly Cut["when"][] {
  return /^(read|stream|stat) /.test(call) ? ["before"] : ["before", "after"];
}

async function copyOf({ folder, root }: PublishingWorld): Promise<{ root: string; store: Store }> {
  const copy = await mkdtemp(path.join(folder, "copy-"));
  await cp(root, path.join(copy, "public"), { recursive: true, preserveTimestamps: true });
  const store = await openStore({ kind: "directory", path: "public" }, { folder: copy });
  return { root: path.join(copy, "public"), store };
}

const newest = ["alpha 3-1", "beta 1-1"];
const oldest = ["alpha 1-1", "beta 1-1"];

test("a rollback may break off at every call, and is finished by doing it again (case 68)", async () => {
  await using world = await publishingWorld();
  await threeGenerations(world);
  await assertSurvivesEveryCut({ world, deed: rollBack, before: newest, after: oldest });
});

test("so may a release, a prune and a repair (case 68)", async () => {
  await using world = await publishingWorld();
  await threeGenerations(world);
  await rollBack(world.store);
  await backdate(world.root);
  for (const deed of [letGo, clean, mend]) {
    await assertSurvivesEveryCut({ world, deed, before: oldest, after: oldest });
  }
});

test("of a rollback and a publication at once both count, one after the other (case 69)", async () => {
  await using world = await publishingWorld();
  await threeGenerations(world);
  const [, published] = await Promise.all([
    rollBack(world.store),
    publishPackages(world, entries, { packages: [{ pkgname: "beta", version: "2-1" }] }),
  ]);
  assert.equal(published.outcome, "committed");
  assert.deepEqual(await clientsView(world.root), ["alpha 1-1", "beta 2-1"]);
  const { manifest } = (await readPublished(world.store, REPOSITORY)) ?? {};
  assert.deepEqual([manifest?.generation, manifest?.entries[0]?.hold !== null], [4, true]);
  assert.ok((await readdir(path.join(world.root, "gen"))).length >= 5);
});
