import assert from "node:assert/strict";
import { test } from "node:test";
import { worldOf } from "../../test/planning-worlds.ts";
import type { BuildResult, PublishedEntry } from "../lib/documents/index.ts";
import { judgeTrial } from "./trial-verdict.ts";

const { entries } = worldOf([{ name: "yay" }]).packagesYaml;
const [yay] = entries;
assert.ok(yay);
const CHANGED = [{ base: null, head: yay, kind: "own" }] as const;
const IDLE = {
  idle: [{ entry: "yay", standing: "unbuildable" as const, reason: "needs libfoo, which nobody has" }],
};

function finished(entry: string, outcome: BuildResult["outcome"]) {
  return { result: { entry, outcome, reason: "as it is" } as BuildResult };
}

const passes = (...tried: Parameters<typeof judgeTrial>) =>
  Object.fromEntries(judgeTrial(...tried).map(({ entry, passed }) => [entry, passed]));

test("only what was built passes", () => {
  const tried = { plan: { idle: [] }, manifest: null };
  for (const outcome of ["failed", "blocked", "postponed"] as const)
    assert.deepEqual(passes(CHANGED, { ...tried, finished: [finished("yay", outcome)] }), { yay: false });
  for (const outcome of ["built", "unneeded"] as const)
    assert.deepEqual(passes(CHANGED, { ...tried, finished: [finished("yay", outcome)] }), { yay: true });
});

test("what changed and was not built at all fails, with the plan's reason", () => {
  const [verdict] = judgeTrial(CHANGED, { plan: IDLE, manifest: null, finished: [] });
  assert.deepEqual(verdict, {
    entry: "yay",
    passed: false,
    outcome: "not tried",
    reason: "needs libfoo, which nobody has",
  });
  assert.deepEqual(passes(CHANGED, { plan: { idle: [] }, manifest: null, finished: [] }), { yay: false });
});

test("what a rollback holds is not built after the merge either, and passes", () => {
  const hold = { ref: null, since: "2026-11-22T12:00:00Z" };
  const held = { entry: "yay", hold } as PublishedEntry;
  const told = (entry: PublishedEntry) =>
    judgeTrial(CHANGED, { plan: IDLE, manifest: { entries: [entry] }, finished: [] })[0];
  assert.deepEqual([told(held)?.passed, told(held)?.outcome], [true, "held"]);
  assert.equal(told({ ...held, entry: "paru" })?.passed, false);
  assert.equal(told({ ...held, hold: null })?.passed, false);
});

test("what was built for its sake counts as it does", () => {
  const built = [finished("yay", "built"), finished("libfoo", "failed")];
  const tried = { plan: { idle: [] }, manifest: null, finished: built };
  assert.deepEqual(passes(CHANGED, tried), { yay: true, libfoo: false });
});
