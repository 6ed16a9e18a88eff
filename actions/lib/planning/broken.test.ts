import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  distributionOf,
  failureOf,
  idleReason,
  manifestOf,
  planAfter,
  publishedEntry,
  publishedFirst,
  type Sketch,
  worldOf,
} from "../../../test/planning-worlds.ts";
import type { BuildPlan, Built, Manifest } from "../documents/index.ts";
import { brokenEntries, offeredByFamily, type PlanningWorld, planBuilds } from "./index.ts";

const OLD: Sketch = { name: "libfoo", offers: ["libfoo.so=2-64"] };
const NEW: Sketch = { name: "libfoo", tree: "3", version: "3.0-1", offers: ["libfoo.so=3-64"] };
const APP: Sketch = { name: "app", depends: ["libfoo"], needs: ["libfoo.so=2-64", "libc.so=6-64"] };
const WORDS = "app needs libfoo.so=2-64, which libfoo 3.0-1 no longer offers";

/** The library went out in another version, and whoever was built with the old one stands as before. */
function moved(others: readonly Sketch[], special: Readonly<Record<string, Partial<Built>>> = {}): Manifest {
  const [, ...stale] = publishedFirst([OLD, ...others], special);
  const job = planAfter([OLD], [NEW]).jobs[0];
  assert.ok(job);
  return manifestOf([publishedEntry(NEW, job), ...stale]);
}

function wordsFor(manifest: Manifest): Record<string, string> {
  return Object.fromEntries(brokenEntries(manifest.entries, []).map(({ entry, reason }) => [entry, reason]));
}

describe("a published package that needs a soname which its dependency stopped offering", () => {
  test("is broken, and nothing else is: not what the distribution may have, nor what never came from there", () => {
    const other: Sketch = { name: "other", depends: ["libfoo"], needs: ["libbundled.so=1-64"] };
    assert.deepEqual(wordsFor(moved([APP, other])), { app: WORDS });
    assert.deepEqual(wordsFor(manifestOf(publishedFirst([OLD, APP, other]))), {});
  });

  test("is not, while another package here or the distribution offers it, or the library left the list", () => {
    const compat: Sketch = { name: "libfoo2", offers: ["libfoo.so=2-64"] };
    const manifest = moved([APP, compat]);
    assert.deepEqual(wordsFor(manifest), {});
    assert.equal(brokenEntries(moved([APP]).entries, ["libfoo.so=2-64"]).length, 0);
    assert.deepEqual(wordsFor({ ...manifest, entries: publishedFirst([OLD, APP]).slice(1) }), {});
  });

  test("is found too where versions count, or where a cut cycle left open what was used", () => {
    const byVersion: Sketch = { ...APP, settings: { rebuildOn: "version" } };
    assert.deepEqual(wordsFor(moved([byVersion])), { app: WORDS });
    const unknown = { app: { uses: [{ entry: "libfoo", value: null }] } };
    assert.deepEqual(wordsFor(moved([APP], unknown)), { app: WORDS });
    const bundled = { ...byVersion, needs: ["libbar.so=2-64"] };
    assert.deepEqual(wordsFor(moved([bundled])), {}, "libfoo has no other version of libbar");
  });

  test("is told in one sentence, however much is lost", () => {
    const sonames = ["a", "b", "c", "d", "e"].map((letter) => `lib${letter}.so=2-64`);
    const library = { ...OLD, offers: sonames };
    const split = { ...APP, pkgnames: ["app", "app-cli"], needs: sonames };
    const [, app] = publishedFirst([library, split]);
    const [now] = moved([]).entries;
    assert.ok(app && now);
    assert.deepEqual(wordsFor(manifestOf([now, app])), {
      app: "app and app-cli need liba.so=2-64, libb.so=2-64, libc.so=2-64 and 2 more, which libfoo 3.0-1 no longer offers",
    });
  });
});

describe("a plan calls it broken", () => {
  const failure = () => {
    const [library] = moved([]).entries;
    const [, stale] = publishedFirst([OLD, APP]);
    assert.ok(library && stale);
    const [job] = planBuilds(worldOf([NEW, APP], { manifest: manifestOf([library, stale]) })).jobs;
    assert.ok(job);
    return { job, manifest: manifestOf([library, { ...stale, failure: failureOf(job) }]) };
  };
  const planOf = (facts: Partial<PlanningWorld> = {}): BuildPlan =>
    planBuilds(worldOf([NEW, APP], { manifest: failure().manifest, ...facts }));

  test("first where it rests, and after the cause where it is built", () => {
    assert.match(idleReason(planOf(), "app"), new RegExp(`^broken: ${WORDS}; failed with these inputs: `));
    assert.equal(
      failure().job.reason,
      `rebuilt because libfoo now offers libfoo.so=3-64; broken now: ${WORDS}`,
    );
  });

  test("but not where the distribution is known to offer the soname", () => {
    const provided = { "libfoo.so": [{ pkgname: "libfoo2", version: "2-64" }] };
    const distribution = distributionOf({ libfoo2: "2-1" }, provided);
    assert.match(idleReason(planOf({ distribution }), "app"), /^failed/);
    assert.deepEqual(planOf({ distribution }).elsewhere, ["libfoo.so=2-64"], "publish is told too");
    const extra = offeredByFamily(["libfoo.so=2-64"]);
    const platform = { core: new Map(), extra, own: new Map(), folders: new Map() };
    assert.match(idleReason(planOf({ platform }), "app"), /^failed/);
    assert.deepEqual([planOf({ platform }).elsewhere, planOf().elsewhere], [["libfoo.so=2-64"], []]);
  });
});
