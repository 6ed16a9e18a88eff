import assert from "node:assert/strict";
import { truncate } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { publishingWorld } from "../../../test/publishing-world.ts";
import { aManifest, anEntry, aPublishedEntry, aResult, aRun, someFacts } from "../../../test/report-facts.ts";
import type { Store } from "../store/index.ts";
import { leftByLastRun, readEarlierReport, readReportMemory, writeReport } from "./index.ts";

const HEADERS = { contentType: "application/json", cacheControl: "no-cache" } as const;
const entries = [anEntry("jq"), anEntry("libfoo")];

async function report(store: Store, names: readonly string[], about: { id: string; time: string }) {
  const run = aRun(
    names.map((name) => aResult(name)),
    about,
  );
  return await writeReport(store, someFacts({ run, entries }), async () => null);
}

const FIRST = { id: "1", time: "2026-11-20T00:00:00Z" };
const SECOND = { id: "2", time: "2026-11-21T00:00:00Z" };

const LOSSES: Readonly<Record<string, (store: Store) => Promise<void>>> = {
  "everything is there": async () => {},
  "the memory is lost, or was never written": (store) => store.delete("report/memory.json"),
  "the memory is damaged": (store) => store.put("report/memory.json", Buffer.from('{"format":2}'), HEADERS),
  "the report is damaged": (store) => store.put("report/report.json", Buffer.from("{"), HEADERS),
};

for (const [what, lose] of Object.entries(LOSSES)) {
  test(`earlier runs stay listed, the same run once, where ${what}`, async () => {
    await using world = await publishingWorld();
    await report(world.store, ["jq"], FIRST);
    await lose(world.store);
    for (const _ of [1, 2]) await report(world.store, ["libfoo"], SECOND);
    const found = await readEarlierReport(world.store);
    assert.deepEqual(
      found?.runs.map(({ id }) => id),
      ["2", "1"],
    );
    assert.deepEqual(
      found?.entries.map(({ entry, run }) => [entry, run]),
      [
        ["jq", "1"],
        ["libfoo", "2"],
      ],
    );
    assert.deepEqual((await readReportMemory(world.store))?.results, { 1: ["jq"], 2: ["libfoo"] });
  });
}

test("what the newest run left is remembered with the reason, and not what an older one left", async () => {
  await using world = await publishingWorld();
  const verdicts = [{ entry: "jq", outcome: "postponed", reason: "the mirror was away" }];
  const manifest = aManifest([aPublishedEntry("jq")]);
  const run = aRun([aResult("jq")], { ...FIRST, verdicts });
  await writeReport(world.store, someFacts({ run, entries, manifest }), async () => null);
  const reason = "postponed by publish: the mirror was away; 1.2.0-1 stays published";
  assert.deepEqual(await leftByLastRun(world.store), new Map([["jq", reason]]));
  await report(world.store, [], SECOND);
  assert.deepEqual(await leftByLastRun(world.store), new Map());
});

test("a memory and a report that nobody could read stand in the way of no report", async () => {
  await using world = await publishingWorld();
  await report(world.store, ["jq"], FIRST);
  const files = ["memory", "report"].map((name) => join(world.root, "report", `${name}.json`));
  for (const file of files) await truncate(file, 200 * 2 ** 20);
  assert.equal(await readReportMemory(world.store), null);
  const { runs } = await report(world.store, ["jq"], SECOND);
  assert.deepEqual(
    runs.map(({ id }) => id),
    [SECOND.id],
  );
});

test("where memory and report are damaged the list of runs is lost, not the report", async () => {
  await using world = await publishingWorld();
  for (const damage of [
    "{",
    "[]",
    '{"format":2}',
    '{"format":1,"runs":[{}],"results":{},"left":[]}',
    "\xff",
  ]) {
    for (const name of ["memory", "report"]) {
      await world.store.put(`report/${name}.json`, Buffer.from(damage), HEADERS);
    }
    assert.equal(await readReportMemory(world.store), null);
    const { runs, entries: reported } = await writeReport(
      world.store,
      someFacts({ entries }),
      async () => null,
    );
    assert.deepEqual([runs, reported[0]?.reason], [[], "never built"]);
  }
});
