import assert from "node:assert/strict";
import { test } from "node:test";
import {
  changeOf,
  clientsView,
  collected,
  entryOf,
  publishingWorld,
  publishPackages,
  REPOSITORY,
  requestOf,
} from "../../../../test/publishing-world.ts";
import type { Store } from "../../store/index.ts";
import { publish, readPublished, rollback } from "../index.ts";
import { singleWriterNote, swapState } from "../state/swap-state.ts";

const alpha = entryOf("alpha");

/** A store that keeps the redirects it is given, as a bucket does. */
function redirecting(store: Store): { store: Store; redirects: Map<string, string | undefined> } {
  const redirects = new Map<string, string | undefined>();
  const put: Store["put"] = async (key, body, headers) => {
    await store.put(key, body, headers);
    redirects.set(key, headers.redirect);
  };
  return { store: { ...store, put }, redirects };
}

test("the well-known names redirect to the generation that the state names, and nothing lies at their signatures", async () => {
  await using world = await publishingWorld();
  const { store, redirects } = redirecting(world.store);
  for (const version of ["1-1", "2-1"]) {
    const packages = [{ pkgname: "alpha", version }];
    const { state } = await publishPackages({ ...world, store }, [alpha], { packages });
    for (const kind of ["db", "files"]) {
      assert.equal(
        redirects.get(`${REPOSITORY}.${kind}`),
        `gen/${state.generation}-${state.publication}/${REPOSITORY}.${kind}`,
      );
      assert.equal(await store.stat(`${REPOSITORY}.${kind}.sig`), null);
    }
  }
});

test("a name that has the right bytes from an older generation is written again for the new one", async () => {
  await using world = await publishingWorld();
  await publishPackages(world, [alpha], { packages: [{ pkgname: "alpha", version: "1-1" }] });
  const plannedOn = (await readPublished(world.store, REPOSITORY))?.state ?? null;
  const results = [
    await collected(world, { entry: alpha, packages: [{ pkgname: "alpha", version: "2-1" }] }),
  ];
  const put: Store["put"] = async (key, ...rest) => {
    if (key.startsWith(REPOSITORY)) throw new Error("connection reset");
    await world.store.put(key, ...rest);
  };
  const cut = publish(requestOf({ ...world.store, put }, [alpha], { results, plannedOn }));
  await assert.rejects(cut, { code: "unswitched" });
  const { store, redirects } = redirecting(world.store);
  const wish = { kind: "version", name: "alpha", version: "1-1" } as const;
  const { state, switched } = await rollback({
    ...changeOf(store, [alpha]),
    wish,
    remove: null,
    progress: () => {},
  });
  assert.deepEqual(switched, [`${REPOSITORY}.files`, `${REPOSITORY}.db`]);
  assert.equal(
    redirects.get(`${REPOSITORY}.db`),
    `gen/${state.generation}-${state.publication}/${REPOSITORY}.db`,
  );
  assert.deepEqual(await clientsView(world.root), ["alpha 1-1"]);
});

test("another publisher's commit between ours and the switch is what clients see in the end", async () => {
  await using world = await publishingWorld();
  await publishPackages(world, [alpha], { packages: [{ pkgname: "alpha", version: "1-1" }] });
  let isFirst = true;
  const put: Store["put"] = async (key, ...rest) => {
    await world.store.put(key, ...rest);
    if (key !== `${REPOSITORY}.db` || !isFirst) return;
    isFirst = false;
    await publishPackages(world, [alpha], { packages: [{ pkgname: "alpha", version: "3-1" }] });
    await world.store.put(key, ...rest);
  };
  const racing = { ...world, store: { ...world.store, put } };
  await publishPackages(racing, [alpha], { packages: [{ pkgname: "alpha", version: "2-1" }] });
  assert.deepEqual(await clientsView(world.root), ["alpha 3-1"]);
});

test("a publisher that is slow to switch never leads clients back to its older database", async () => {
  await using world = await publishingWorld();
  await publishPackages(world, [alpha], { packages: [{ pkgname: "alpha", version: "1-1" }] });
  let isFirst = true;
  const written: string[] = [];
  const store: Store = {
    ...world.store,
    stream: async (key) => {
      const generation = await world.store.stream(key);
      if (!/^gen\/1-.*\.db$/.test(key) || !isFirst) return generation;
      isFirst = false;
      await publishPackages(world, [alpha], { packages: [{ pkgname: "alpha", version: "3-1" }] });
      return generation;
    },
    put: async (key, ...rest) => {
      await world.store.put(key, ...rest);
      if (!isFirst) written.push(key);
    },
  };
  await publishPackages({ ...world, store }, [alpha], { packages: [{ pkgname: "alpha", version: "2-1" }] });
  assert.equal(isFirst, false);
  assert.deepEqual(written, []);
  assert.deepEqual(await clientsView(world.root), ["alpha 3-1"]);
});

test("a database that another publisher switches right after the state was read is not taken for a foreign one", async () => {
  await using world = await publishingWorld();
  await publishPackages(world, [alpha], { packages: [{ pkgname: "alpha", version: "1-1" }] });
  let isFirst = true;
  const stream: Store["stream"] = async (key) => {
    if (key === `${REPOSITORY}.db` && isFirst) {
      isFirst = false;
      await publishPackages(world, [alpha], { packages: [{ pkgname: "alpha", version: "2-1" }] });
    }
    return await world.store.stream(key);
  };
  const { state, outcome } = await publish(requestOf({ ...world.store, stream }, [alpha]));
  assert.deepEqual([state.generation, outcome], [1, "unchanged"]);
  assert.deepEqual(await clientsView(world.root), ["alpha 2-1"]);
});

/** A store whose swap looks first and writes then, as that of a bucket without conditions. */
function unconditional(store: Store): Store {
  return {
    ...store,
    capabilities: async () => ({ conditionalCreate: false, compareAndSwap: false }),
    swap: async (key, body, { version, headers }) => {
      if (((await store.read(key))?.version ?? null) !== version) return "conflict";
      await store.put(key, body, headers);
      return "swapped";
    },
  };
}

test("a store that ignores conditions is announced, and publishing reads back what it wrote (case 71)", async () => {
  await using world = await publishingWorld();
  const store = unconditional(world.store);
  assert.match((await singleWriterNote(store)) ?? "", /ignores conditional writes .* single-writer mode/);
  assert.equal(await singleWriterNote(world.store), null);
  const packages = [{ pkgname: "alpha", version: "1-1" }];
  const { notes } = await publishPackages({ ...world, store }, [alpha], { packages });
  assert.ok(notes.some((note) => note.includes("single-writer mode")));
  assert.deepEqual(await clientsView(world.root), ["alpha 1-1"]);
});

test("a state that another writer wrote over without a word is seen as lost (case 71)", async () => {
  await using world = await publishingWorld();
  const store = unconditional(world.store);
  const { version = null } = (await store.read("state.json")) ?? {};
  const put: Store["put"] = async (key, body, headers) => {
    await world.store.put(key, body, headers);
    await world.store.put(key, Buffer.from("another's"), headers);
  };
  const overwritten = unconditional({ ...world.store, put });
  assert.equal(await swapState(overwritten, { bytes: Buffer.from("ours"), version }), false);
});
