import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import {
  backdate,
  changeOf,
  collected,
  entryOf,
  NOW,
  type PublishingWorld,
  publishingWorld,
  publishPackages,
  REPOSITORY,
  requestOf,
} from "../../../test/publishing-world.ts";
import { type HistoryEntry, history, publish, release, rollback } from "./index.ts";

const alpha = entryOf("alpha");
const LATER = new Date(NOW.getTime() + 60_000);

const version = (world: PublishingWorld, number: string) =>
  publishPackages(world, [alpha], { packages: [{ pkgname: "alpha", version: number }] });

test("history tells what each publication changed, of everything or of one name", async () => {
  await using world = await publishingWorld();
  await version(world, "1-1");
  await version(world, "2-1");
  const { state } = await publish(requestOf(world.store, [], { remove: 1 }));
  const told = await history(world.store, { repositoryName: REPOSITORY, name: "alpha" });
  assert.deepEqual(
    told.map(({ generation, changes }) => [generation, changes?.map(({ from, to }) => [from, to])]),
    [
      [2, [["2-1", null]]],
      [1, [["1-1", "2-1"]]],
      [0, [[null, "1-1"]]],
    ],
  );
  const unknown = history(world.store, { repositoryName: REPOSITORY, name: "alhpa" });
  await assert.rejects(unknown, { code: "unknown-name", message: /"alhpa"; did you mean alpha\?/ });
  const listed = { repositoryName: REPOSITORY, name: "beta", wanted: ["beta"] };
  assert.deepEqual(await history(world.store, listed), []);
  const first = told.at(-1)?.publication;
  await writeFile(path.join(world.root, `manifests/0-${first}.json`), "damaged");
  const notes: string[] = [];
  const kept = await history(world.store, {
    ...{ repositoryName: REPOSITORY, name: null, keeping: { keepSeconds: 86_400, now: NOW } },
    note: (text) => void notes.push(text),
  });
  assert.match(
    notes.join(),
    /a manifest of generation 0, .* is gone or damaged before its time: generation 1 is the oldest/,
  );
  assert.deepEqual(
    kept.map(({ generation, changes }) => [generation, changes?.length]),
    [
      [state.generation, 1],
      [1, undefined],
    ],
  );
});

test("a publication that only records something stays within its generation, and says what", async () => {
  await using world = await publishingWorld();
  const { state } = await version(world, "1-1");
  await version(world, "2-1");
  const failed = await collected(world, { entry: alpha, packages: [], outcome: "failed", reason: "exit 2" });
  await publish(requestOf(world.store, [alpha], { results: [failed], plannedOn: state, now: LATER }));
  await backdate(world.root);
  const wish = { kind: "version", name: "alpha", version: "1-1" } as const;
  const back = { ...changeOf(world.store, [alpha]), wish, remove: null, progress: () => {} };
  await rollback(back);
  await release({ ...changeOf(world.store, [alpha], { hours: 2 }), name: "alpha" });
  const told = await history(world.store, { repositoryName: REPOSITORY, name: "alpha" });
  const facts = ({ generation, isRecord, changes, ...records }: HistoryEntry) => {
    const { held, released, failed, marked } = records;
    const kinds = Object.entries({ held, released, failed, marked }).filter(([, { length }]) => length > 0);
    return [generation, isRecord, changes?.length, ...kinds.map(([kind]) => kind)];
  };
  assert.deepEqual(told.map(facts), [
    [2, true, 0, "released", "marked"],
    [2, false, 1, "held"],
    [1, true, 0, "failed"],
    [1, false, 1],
    [0, false, 1],
  ]);
});
