import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { random, simulateGraph, simulateMade } from "../../../scripts/bench/schedule.ts";
import { graphNames } from "../../../test/planning-graphs.ts";
import { worldOf } from "../../../test/planning-worlds.ts";
import type { PlannedBuild } from "../documents/index.ts";
import { chooseJobs, parallelJobs, planBuilds } from "./index.ts";

function jobsOf(count: number, waitsFor: (at: number) => readonly number[]): readonly PlannedBuild[] {
  const name = (at: number) => `p${at}`;
  const numbers = Array.from({ length: count }, (_, at) => at);
  return planBuilds(worldOf(numbers.map((at) => ({ name: name(at), depends: waitsFor(at).map(name) })))).jobs;
}

const names = (jobs: readonly PlannedBuild[]) => jobs.map(({ entry }) => entry).sort();

test("runs take every job once, none before what it waits for, and never too many", () => {
  const graph = fc
    .array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 60 })
    .map((edges) => edges.map((ends, at) => (at === 0 ? [] : [...new Set(ends.map((end) => end % at))])));
  fc.assert(
    fc.property(graph, fc.integer({ min: 1, max: 70 }), (edges, most) => {
      const jobs = jobsOf(edges.length, (at) => edges[at] ?? []);
      const done = new Set<string>();
      let left = jobs;
      while (left.length > 0) {
        const run = chooseJobs(left, most);
        assert.ok(run.chosen.length > 0 && run.chosen.length <= most);
        for (const { entry, waitsFor } of run.chosen) {
          assert.ok(
            waitsFor.every((one) => done.has(one)),
            entry,
          );
          assert.ok(!done.has(entry));
          done.add(entry);
        }
        left = run.left;
      }
      assert.deepEqual([...done].sort(), names(jobs));
    }),
    { numRuns: 60 },
  );
});

test("conditional dependents go with the dependency they ask about", () => {
  const conditional = (at: number) => at % 2 === 1;
  const pairs = jobsOf(40, (at) => (conditional(at) ? [at - 1] : [])).map((job) => ({
    ...job,
    conditional: conditional(Number(job.entry.slice(1))),
  }));
  const { chosen, left } = chooseJobs(pairs, 10);
  assert.equal(chosen.length, 10);
  for (const { entry, conditional: asks, waitsFor } of left) {
    assert.ok(!asks || waitsFor.every((one) => left.some((job) => job.entry === one)), entry);
  }
});

test("a row of packages holds two slots, and a crowd all of them", () => {
  assert.equal(parallelJobs(jobsOf(100, (at) => (at === 0 ? [] : [at - 1]))), 2);
  assert.equal(parallelJobs(jobsOf(100, () => [])), null);
  assert.equal(parallelJobs([]), null);
});

test("every recorded repository is built in 1.12 times what no schedule can beat, in 1.35 times the slots", () => {
  for (const graph of graphNames()) {
    const { makespan, slotTime } = simulateGraph(graph);
    assert.ok(makespan <= 1.12 && slotTime <= 1.35, `${graph}: ${makespan}, ${slotTime}`);
  }
});

test("repositories that nobody has seen come close to that", () => {
  for (const seed of [1, 2, 3, 4]) {
    const { makespan, slotTime } = simulateMade(`random ${seed}`, random(600, 2, seed));
    assert.ok(makespan <= 1.2 && slotTime <= 1.35, `${seed}: ${makespan}, ${slotTime}`);
  }
});
