import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  distributionOf,
  manifestOf,
  publishedEntry,
  type Sketch,
  worldOf,
} from "../../../test/planning-worlds.ts";
import { planBuilds } from "./index.ts";

const firstPlan = (sketches: readonly Sketch[], facts: Parameters<typeof worldOf>[1] = {}) =>
  planBuilds(worldOf(sketches, facts));
const waits = ({ jobs }: ReturnType<typeof planBuilds>) =>
  Object.fromEntries(jobs.map(({ entry, waitsFor }) => [entry, waitsFor]));

/** Both published, nothing in their uses. */
function bothPublished(sketches: readonly Sketch[]) {
  const apart = sketches.map((sketch) => ({ ...sketch, depends: [], makedepends: [], checkdepends: [] }));
  const { jobs } = firstPlan(apart);
  return apart.map((sketch) => {
    const job = jobs.find(({ entry }) => entry === sketch.name);
    assert.ok(job);
    return publishedEntry(sketch, job);
  });
}

describe("a cycle", () => {
  const pytest: Sketch = { name: "pytest", checkdepends: ["pytest-mock"] };
  const mock: Sketch = { name: "pytest-mock", depends: ["pytest"] };

  test("that only check() closes is cut there, and the first build goes without it", () => {
    const plan = firstPlan([pytest, mock]);
    assert.deepEqual(waits(plan), { pytest: [], "pytest-mock": ["pytest"] });
    assert.deepEqual(
      plan.jobs.map(({ withoutCheck }) => withoutCheck),
      [true, false],
    );
    assert.deepEqual(plan.jobs[0]?.uses, [{ entry: "pytest-mock", value: null }]);
    assert.deepEqual(plan.cycles, [["pytest", "pytest-mock"]]);
  });

  test("is closed by a build of the next run, with check(), once", () => {
    const [first, second] = firstPlan([pytest, mock]).jobs;
    assert.ok(first && second);
    const mockEntry = publishedEntry(mock, { ...second, uses: [{ entry: "pytest", value: "" }] });
    const world = worldOf([pytest, mock], {
      manifest: manifestOf([publishedEntry(pytest, first), mockEntry]),
    });
    const plan = planBuilds(world);
    const [again, conditional] = plan.jobs;
    assert.match(again?.reason ?? "", /^built without the new pytest-mock where a cycle was cut/);
    assert.deepEqual(again?.uses, [{ entry: "pytest-mock", value: "" }]);
    assert.equal(again?.withoutCheck, false);
    assert.deepEqual([conditional?.conditional, conditional?.waitsFor], [true, ["pytest"]]);
    assert.ok(again);
    const manifest = manifestOf([publishedEntry(pytest, again), mockEntry]);
    assert.deepEqual(planBuilds(worldOf([pytest, mock], { manifest })).jobs, []);
  });

  test("is built against the distribution's version where there is one", () => {
    const gcc: Sketch = { name: "gcc", makedepends: ["binutils"] };
    const binutils: Sketch = { name: "binutils", makedepends: ["gcc"] };
    const distribution = distributionOf({ gcc: "15.1-1" });
    const plan = firstPlan([gcc, binutils], { distribution });
    assert.deepEqual(waits(plan), { binutils: [], gcc: ["binutils"] });
    assert.ok(plan.jobs.every(({ withoutCheck }) => !withoutCheck));
  });

  test("is built against the published version where there is one", () => {
    const sketches: Sketch[] = [
      { name: "a", depends: ["b"], tree: "new" },
      { name: "b", depends: ["a"], tree: "new" },
    ];
    const manifest = manifestOf(bothPublished(sketches.map((one) => ({ ...one, tree: "old" }))));
    const plan = firstPlan(sketches, { manifest });
    assert.deepEqual(waits(plan), { a: [], b: ["a"] });
    assert.deepEqual(plan.jobs[0]?.uses, [{ entry: "b", value: null }]);
  });

  test("without any way in is idle, with its path, and so is what needs it", () => {
    const plan = firstPlan([
      { name: "a", depends: ["b"] },
      { name: "b", depends: ["c"] },
      { name: "c", depends: ["a"] },
      { name: "app", depends: ["c"] },
    ]);
    assert.deepEqual(plan.jobs, []);
    const path =
      "each needs the next, and nothing published satisfies them: c → a → b → c; one of them has to be published without the next";
    assert.deepEqual(
      plan.idle.filter(({ entry }) => entry === "c" || entry === "app"),
      [
        { entry: "c", standing: "unbuildable", reason: path },
        { entry: "app", standing: "waits", reason: `waiting for c: ${path}` },
      ],
    );
  });

  test("of a package with itself is none", () => {
    const plan = firstPlan([
      { name: "split", pkgnames: ["split", "split-libs"], depends: ["split-libs=1.0"] },
    ]);
    assert.deepEqual(waits(plan), { split: [] });
    assert.deepEqual(plan.cycles, []);
  });

  test("whose other half only reacts does not wait for it", () => {
    const sketches: Sketch[] = [
      { name: "a", depends: ["b"], tree: "new" },
      { name: "b", depends: ["a"] },
    ];
    const manifest = manifestOf(bothPublished(sketches.map((one) => ({ ...one, tree: one.name }))));
    const plan = firstPlan(sketches, { manifest });
    assert.deepEqual(waits(plan), { a: [], b: ["a"] });
    assert.deepEqual(
      plan.jobs.map(({ uses }) => uses[0]?.value),
      ["", null],
    );
  });
});
