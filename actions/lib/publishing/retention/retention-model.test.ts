import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import {
  changeOf,
  clientsView,
  entryOf,
  NOW,
  type PublishingWorld,
  publishingWorld,
  publishPackages,
  REPOSITORY,
} from "../../../../test/publishing-world.ts";
import type { Manifest } from "../../documents/index.ts";
import type { Store } from "../../store/index.ts";
import { history, prune, rollback, verifyStore } from "../index.ts";
import { namedObjects, objectFaults } from "../repair/verify-objects.ts";
import { keysOf, kindOf } from "../state/object-kinds.ts";

const [MINUTE, DAY, KEEP_DAYS] = [60_000, 86_400_000, 14];
const NAMES = ["alpha", "beta", "gamma"];
const entries = NAMES.map((name) => entryOf(name));

/** A publication that clients have seen, and when it began. */
type Published = { readonly manifest: Manifest; readonly key: string; readonly from: number };

type Model = {
  readonly world: PublishingWorld;
  readonly clock: { now: number };
  /** Oldest first. */
  readonly publications: Published[];
  versions: number;
};

/** Objects are as old as the model's clock says. */
function clocked(store: Store, clock: { now: number }): Store {
  const written = new Map<string, Date>();
  const dated = async <T>(key: string, write: Promise<T>): Promise<T> => {
    const answer = await write;
    if (answer !== "exists" && answer !== "conflict") written.set(key, new Date(clock.now));
    return answer;
  };
  const modified = (key: string, otherwise: Date) => written.get(key) ?? otherwise;
  return {
    ...store,
    create: (key, ...rest) => dated(key, store.create(key, ...rest)),
    swap: (key, ...rest) => dated(key, store.swap(key, ...rest)),
    put: (key, ...rest) => dated(key, store.put(key, ...rest)),
    stat: async (key) => {
      const found = await store.stat(key);
      return found && { ...found, modified: modified(key, found.modified) };
    },
    async *list(prefix) {
      for await (const one of store.list(prefix)) yield { ...one, modified: modified(one.key, one.modified) };
    },
  };
}

type Step =
  | { readonly kind: "publish" | "lose"; readonly names: readonly string[] }
  | { readonly kind: "rollback"; readonly back: number }
  | { readonly kind: "wait"; readonly days: number }
  | { readonly kind: "prune" };

const names = fc.subarray(NAMES, { minLength: 1 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("publish" as const), names }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("lose" as const), names }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("rollback" as const), back: fc.integer({ min: 1, max: 4 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("wait" as const), days: fc.integer({ min: 1, max: 9 }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("prune" as const) }) },
);

async function act(model: Model, { ...wanted }: Step): Promise<void> {
  model.clock.now += MINUTE;
  switch (wanted.kind) {
    case "publish":
      return await publishNames(model, wanted.names);
    case "lose":
      return await loseNames(model, wanted.names);
    case "rollback":
      return await rollbackBy(model, wanted.back);
    case "wait":
      model.clock.now += wanted.days * DAY;
      return;
    case "prune":
      return await pruneAndCheck(model);
  }
}

async function publishNames(model: Model, chosen: readonly string[]): Promise<void> {
  const version = `${++model.versions}-1`;
  const packages = chosen.map((pkgname) => ({ pkgname, version }));
  const now = new Date(model.clock.now);
  const { state, manifest, outcome } = await publishPackages(model.world, entries, { packages, now });
  if (outcome === "committed") remember(model, { manifest, key: state.manifest.key });
}

/** Dies before its state counts. */
async function loseNames(model: Model, chosen: readonly string[]): Promise<void> {
  const { world } = model;
  const swap: Store["swap"] = () => Promise.reject(new Error("killed"));
  const dying = { ...model, world: { ...world, store: { ...world.store, swap } } };
  await publishNames(dying, chosen).catch((error) => {
    if (!(error instanceof Error && error.message === "killed")) throw error;
  });
  model.versions = dying.versions;
}

async function rollbackBy(model: Model, back: number): Promise<void> {
  const kept = keptOf(model);
  const target = kept.at(-1 - back);
  if (target === undefined) return;
  const { generation } = target.manifest;
  const done = await rollback({
    ...changeOf(model.world.store, entries),
    now: new Date(model.clock.now),
    wish: { kind: "generation", generation },
    remove: NAMES.length,
    progress: () => {},
  }).catch((error) => {
    // Confirming a number of names is for those that would go.
    assert.equal(error.code, "removal");
    return null;
  });
  if (done?.outcome === "committed") {
    remember(model, { manifest: done.manifest, key: done.state.manifest.key });
  }
}

function remember(model: Model, one: Omit<Published, "from">): void {
  model.publications.push({ ...one, from: model.clock.now });
}

/** The rule, said another way than the code says it. */
function keptOf({ publications, clock }: Model): readonly Published[] {
  return publications.filter((_, index) => {
    const until = publications[index + 1]?.from ?? clock.now;
    return clock.now - until <= KEEP_DAYS * DAY;
  });
}

async function pruneAndCheck(model: Model): Promise<void> {
  const { store } = model.world;
  const now = new Date(model.clock.now);
  const request = { store, repositoryName: REPOSITORY, keepSeconds: KEEP_DAYS * 86_400, now, runs: null };
  const { waits } = await prune({ ...request, isDeletion: true, progress: () => {} });
  assert.equal(waits, null);
  const kept = keptOf(model);
  for (const { manifest } of kept) {
    const objects = [...namedObjects(manifest, { repositoryName: REPOSITORY, databaseKey: null })];
    assert.deepEqual(await objectFaults(store, objects, null), []);
  }
  const needed = new Set(
    kept.flatMap(({ manifest, key }) => [...keysOf(manifest, { key, repositoryName: REPOSITORY })]),
  );
  for await (const { key, modified } of store.list("")) {
    const isOld = model.clock.now - modified.getTime() >= DAY;
    assert.ok(needed.has(key) || kindOf(key) === null || !isOld, `${key} is needed by nothing that is kept`);
  }
  const told = await history(store, { repositoryName: REPOSITORY, name: null });
  const publications = kept.map(({ manifest }) => manifest.publication).reverse();
  assert.deepEqual(
    told.slice(0, publications.length).map(({ publication }) => publication),
    publications,
  );
}

test("whatever was published, lost, rolled back and pruned, what is kept is whole and nothing else stays", async () => {
  const property = fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
    await using plain = await publishingWorld();
    const clock = { now: NOW.getTime() };
    const world = { ...plain, store: clocked(plain.store, clock) };
    const model: Model = { world, clock, publications: [], versions: 0 };
    await publishNames(model, NAMES);
    for (const one of steps) await act(model, one);
    await pruneAndCheck(model);
    const { problems } = await verifyStore(world.store, { repositoryName: REPOSITORY });
    assert.deepEqual(problems, []);
    const last = model.publications.at(-1)?.manifest.entries ?? [];
    const expected = last.flatMap(({ built }) => built?.packages ?? []);
    assert.deepEqual(
      await clientsView(path.join(plain.root)),
      expected.map(({ pkgname, version }) => `${pkgname} ${version}`).sort(),
    );
  });
  await fc.assert(property, { numRuns: 15 });
});
