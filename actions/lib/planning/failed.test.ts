import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  failureOf,
  idleReason,
  manifestOf,
  NOW,
  publishedFirst,
  reasonsOf,
  type Sketch,
  worldOf,
} from "../../../test/planning-worlds.ts";
import type { PublishedEntry } from "../documents/index.ts";
import { type PlanningWorld, planBuilds } from "./index.ts";

const daysAgo = (days: number) => new Date(NOW.getTime() - days * 86_400_000).toISOString();

const LIBFOO: Sketch = { name: "libfoo", offers: ["libfoo.so=2-64", "libbar.so=1-64"] };
const APP: Sketch = { name: "app", depends: ["libfoo"], needs: ["libfoo.so=2-64", "libc.so=6-64"] };

describe("a package that failed", () => {
  const failed = (facts: Parameters<typeof failureOf>[1] = {}) => {
    const [job] = planBuilds(worldOf([LIBFOO])).jobs;
    assert.ok(job);
    const failure = failureOf(job, facts);
    return manifestOf([
      { entry: "libfoo", path: "", metadata: null, built: null, failure, hold: null, rebuild: null },
    ]);
  };
  const planOf = (sketches: readonly Sketch[], facts: Partial<PlanningWorld> = {}) =>
    planBuilds(worldOf(sketches, { manifest: failed(), ...facts }));

  test("waits for a change, and its dependents say so", () => {
    const plan = planOf([LIBFOO, APP]);
    assert.equal(
      idleReason(plan, "libfoo"),
      "failed with these inputs: next when they change, --packages names it, or on 2026-11-29",
    );
    assert.match(idleReason(plan, "app") ?? "", /^waiting for libfoo: failed with these inputs/);
  });

  test("is tried again where an input changed, checks included", () => {
    assert.equal(reasonsOf(planOf([{ ...LIBFOO, tree: "2" }])).libfoo, "never published");
    assert.equal(
      reasonsOf(planOf([{ ...LIBFOO, settings: { timeoutSeconds: 9 } }])).libfoo,
      "never published",
    );
    assert.equal(
      reasonsOf(planOf([{ ...LIBFOO, entry: { allow: ["replaces"] } }])).libfoo,
      "never published",
    );
  });

  test("is tried again after a week, and when named by hand", () => {
    const manifest = failed({ time: daysAgo(7) });
    assert.match(reasonsOf(planOf([LIBFOO], { manifest })).libfoo ?? "", /tried again after a week/);
    assert.equal(planOf([LIBFOO], { manifest: failed({ time: daysAgo(6.9) }) }).jobs.length, 0);
    const selection = { packages: ["libfoo"], rebuild: false };
    assert.equal(planOf([LIBFOO], { selection }).jobs.length, 1);
  });

  test("leaves its dependents with the version that is published", () => {
    const [libfoo, app] = publishedFirst([LIBFOO, APP]);
    const { jobs } = planBuilds(worldOf([{ ...LIBFOO, tree: "2" }]));
    assert.ok(libfoo && app && jobs[0]);
    const manifest = manifestOf([{ ...libfoo, failure: failureOf(jobs[0]) }, app]);
    const plan = planBuilds(
      worldOf(
        [
          { ...LIBFOO, tree: "2" },
          { ...APP, tree: "2" },
        ],
        { manifest },
      ),
    );
    assert.deepEqual(
      plan.jobs.map(({ entry, waitsFor, uses }) => ({ entry, waitsFor, uses })),
      [{ entry: "app", waitsFor: [], uses: [{ entry: "libfoo", value: "libfoo.so=2-64" }] }],
    );
  });

  test("waits on when its inputs did not change, whatever else is built, unless its dependency does", () => {
    const [libfoo] = publishedFirst([LIBFOO]);
    const appJob = planBuilds(worldOf([LIBFOO, APP], { manifest: manifestOf(libfoo ? [libfoo] : []) }))
      .jobs[0];
    assert.ok(libfoo && appJob);
    const failure = failureOf(appJob);
    const app: PublishedEntry = {
      entry: "app",
      path: "",
      metadata: null,
      built: null,
      failure,
      hold: null,
      rebuild: null,
    };
    const plan = planBuilds(
      worldOf([{ ...LIBFOO, tree: "2" }, APP], { manifest: manifestOf([libfoo, app]) }),
    );
    assert.equal(reasonsOf(plan).app, "if libfoo's sonames change");
  });
});
