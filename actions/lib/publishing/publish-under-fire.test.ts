import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdtemp, readdir } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { PublisherOrder, PublisherReport } from "../../../test/publisher.ts";
import {
  backdate,
  clientsView,
  collected,
  entryOf,
  publishingWorld,
  REPOSITORY,
  requestOf,
} from "../../../test/publishing-world.ts";
import { openStore } from "../store/index.ts";
import { history, publish, readPublished, verifyStore } from "./index.ts";

const [alpha, beta] = [entryOf("alpha"), entryOf("beta")];
const PUBLISHER = fileURLToPath(import.meta.resolve("../../../test/publisher.ts"));

/** Runs a publisher in a process of its own; null: it was killed, as it was ordered to. */
async function runPublisher(order: PublisherOrder): Promise<PublisherReport | null> {
  const env = { ...process.env, TMPDIR: order.folder };
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [PUBLISHER, JSON.stringify(order)], {
      env,
    });
    return JSON.parse(stdout);
  } catch (error) {
    if (error instanceof Error && "signal" in error && error.signal === "SIGKILL") return null;
    throw error;
  }
}

/** Works through a list with a few workers at a time. */
async function forEach<T>(values: readonly T[], work: (value: T) => Promise<void>): Promise<void> {
  const rest = values.values();
  const worker = async () => {
    for (const value of rest) await work(value);
  };
  await Promise.all([worker(), worker(), worker()]);
}

type Story = {
  /** A folder whose `public` is the store before; each death works on a copy of it. */
  readonly folder: string;
  readonly order: Omit<PublisherOrder, "folder" | "death">;
  /** What clients may see before and must see after. */
  readonly before: readonly string[] | null;
  readonly after: readonly string[];
};

/** Kills the publisher of a story before and after each of its calls of the store, and looks at what is left. */
async function assertSurvivesEveryDeath(story: Story): Promise<void> {
  const unharmed = await runPublisher({ ...story.order, folder: await copyOf(story.folder), death: null });
  assert.ok(unharmed);
  assert.ok(unharmed.calls.includes("swap state.json"));
  const deaths = unharmed.calls.flatMap((name, call) =>
    momentsOf(name).map((when) => ({ call, when, name })),
  );
  await forEach(deaths, async ({ call, when, ...death }) => {
    const name = `death ${when} ${death.name}`;
    const folder = await copyOf(story.folder);
    const killed = await runPublisher({ ...story.order, folder, death: { call, when } });
    assert.equal(killed, null, `${name} did not kill it`);
    await assertOldOrNew(folder, story, name);
    await assertHeals(folder, story, name);
  });
}

/** After a call that only reads, the store is as it is before the next call. */
function momentsOf(call: string): readonly ("before" | "after")[] {
  return /^(read|stream|stat) /.test(call) ? ["before"] : ["before", "after"];
}

async function copyOf(folder: string): Promise<string> {
  const copy = await mkdtemp(path.join(path.dirname(folder), "copy-"));
  await cp(folder, copy, { recursive: true, preserveTimestamps: true });
  return copy;
}

async function assertOldOrNew(folder: string, story: Story, name: string): Promise<void> {
  const root = path.join(folder, "public");
  const isServed = existsSync(path.join(root, `${REPOSITORY}.db`));
  const seen = isServed ? await clientsView(root) : null;
  const isOld = JSON.stringify(seen) === JSON.stringify(story.before);
  assert.ok(isOld || JSON.stringify(seen) === JSON.stringify(story.after), `${name}: clients see ${seen}`);
  const store = await openStore({ kind: "directory", path: "public" }, { folder });
  const { problems } = await verifyStore(store, { repositoryName: REPOSITORY });
  const broken = problems.filter(({ problem }) => problem !== "outdated");
  assert.deepEqual(broken, [], name);
}

async function assertHeals(folder: string, story: Story, name: string): Promise<void> {
  const store = await openStore({ kind: "directory", path: "public" }, { folder });
  // The next run plans on what it sees; what was published already is dropped by itself.
  const plannedOn = (await readPublished(store, REPOSITORY))?.state ?? null;
  await publish(requestOf(store, story.order.entries, { results: story.order.results, plannedOn }));
  const { problems } = await verifyStore(store, { repositoryName: REPOSITORY });
  assert.deepEqual(problems, [], name);
  assert.deepEqual(await clientsView(path.join(folder, "public")), story.after, name);
  assert.deepEqual(await readdir(path.join(folder, "public", ".incoming")), [], name);
}

test("the first publisher may die before and after every call (case 68)", async () => {
  await using world = await publishingWorld();
  const results = [
    await collected(world, { entry: alpha, packages: [{ pkgname: "alpha", version: "1-1" }] }),
  ];
  const folder = await mkdtemp(path.join(world.folder, "story-"));
  await assertSurvivesEveryDeath({
    folder,
    order: { entries: [alpha], results, plannedOn: null },
    before: null,
    after: ["alpha 1-1"],
  });
});

test("a publisher that replaces, adds and removes may die before and after every call (case 68)", async () => {
  await using world = await publishingWorld();
  const gone = entryOf("gone");
  const folder = await mkdtemp(path.join(world.folder, "story-"));
  const store = await openStore({ kind: "directory", path: "public" }, { folder });
  const first = [
    await collected(world, { entry: alpha, packages: [{ pkgname: "alpha", version: "1-1" }] }),
    await collected(world, { entry: gone, packages: [{ pkgname: "gone", version: "1-1" }] }),
  ];
  const { state } = await publish(requestOf(store, [alpha, gone], { results: first }));
  await backdate(path.join(folder, "public"));
  const moved = entryOf("alpha", { ref: { kind: "commit", sha: "a".repeat(40) } });
  const results = [
    await collected(world, { entry: moved, packages: [{ pkgname: "alpha", version: "2-1" }] }),
    await collected(world, { entry: beta, packages: [{ pkgname: "beta", version: "1-1" }] }),
  ];
  await assertSurvivesEveryDeath({
    folder,
    order: { entries: [moved, beta], results, plannedOn: state },
    before: ["alpha 1-1", "gone 1-1"],
    after: ["alpha 2-1", "beta 1-1"],
  });
});

for (const publishers of [2, 5]) {
  test(`of ${publishers} publishers at once every package ends up in, one generation each (case 69)`, async () => {
    await using world = await publishingWorld();
    const names = Array.from({ length: publishers }, (_, index) => `package-${index}`);
    const entries = names.map((name) => entryOf(name));
    const { state } = await publish(requestOf(world.store, entries));
    const reports = await Promise.all(
      entries.map(async (entry) => {
        const results = [
          await collected(world, { entry, packages: [{ pkgname: entry.name, version: "1-1" }] }),
        ];
        return await runPublisher({ folder: world.folder, entries, results, plannedOn: state, death: null });
      }),
    );
    assert.deepEqual(
      reports.map((report) => report?.generation).sort(),
      names.map((_, index) => index + 1),
    );
    assert.deepEqual(
      await clientsView(world.root),
      names.map((name) => `${name} 1-1`),
    );
    const publications = await history(world.store, { repositoryName: REPOSITORY, name: null });
    assert.deepEqual(
      publications.map(({ generation, changes }) => [generation, changes?.length]),
      [...names.map((_, index) => [publishers - index, 1]), [0, 0]],
    );
    const { problems } = await verifyStore(world.store, { repositoryName: REPOSITORY });
    assert.deepEqual(problems, []);
  });
}
