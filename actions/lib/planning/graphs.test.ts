import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { graphNames, graphWorld } from "../../../test/planning-graphs.ts";
import type { BuildPlan } from "../documents/index.ts";
import { planBuilds } from "./index.ts";

/** Every job after what it waits for, every entry once. */
function assertValid(plan: BuildPlan, entries: readonly string[]) {
  const place = new Map(plan.jobs.map(({ entry }, at) => [entry, at]));
  for (const { entry, waitsFor } of plan.jobs)
    for (const awaited of waitsFor)
      assert.ok(
        (place.get(awaited) ?? Infinity) < (place.get(entry) ?? 0),
        `${entry} comes before ${awaited}`,
      );
  const all = [...plan.jobs, ...plan.idle].map(({ entry }) => entry);
  assert.deepEqual(all.toSorted(), [...entries].sort());
}

describe("the packages of real repositories", () => {
  for (const graph of graphNames())
    test(`of ${graph} are put in order`, () => {
      const world = graphWorld(graph);
      const plan = planBuilds(world);
      assertValid(plan, [...world.trees.keys()]);
      assert.ok(plan.jobs.length > 0);
      for (const cycle of plan.cycles) assert.ok(cycle.length < 20, `a cycle of ${cycle.length}`);
    });

  test("are ordered in less than 0.3 s where they are the most", () => {
    const world = graphWorld("chaotic-aur+packages");
    const times = [1, 2, 3].map(() => {
      const started = performance.now();
      planBuilds(world);
      return performance.now() - started;
    });
    assert.ok(Math.min(...times) < 300, `${times.join(", ")} ms`);
  });

  test("have their true cycles named", () => {
    const { cycles, idle } = planBuilds(graphWorld("CachyOS+CachyOS-PKGBUILDS"));
    assert.ok(cycles.some((cycle) => cycle.includes("glibc") && cycle.includes("gcc")));
    assert.match(idle.find(({ entry }) => entry === "glibc")?.reason ?? "", /glibc → .*→ glibc/);
  });

  test("lose their cycles where the distribution has all names too", () => {
    const { distribution, ...world } = graphWorld("CachyOS+CachyOS-PKGBUILDS");
    const all = { ...distribution, version: () => "999:1-1" };
    const plan = planBuilds({ ...world, distribution: all });
    assertValid(plan, [...world.trees.keys()]);
    assert.deepEqual(plan.idle, []);
  });

  test("make no giant cycle by what they provide", () => {
    const world = graphWorld("chaotic-aur+packages");
    const nothing = { version: () => null, providers: () => [] };
    const { cycles } = planBuilds({ ...world, distribution: nothing });
    assert.ok(Math.max(0, ...cycles.map(({ length }) => length)) < 100);
  });
});
