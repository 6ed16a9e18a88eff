import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  failureOf,
  idleReason,
  manifestOf,
  planAfter,
  publishedEntry,
  reasonsOf,
  type Sketch,
  worldOf,
} from "../../../test/planning-worlds.ts";
import type { BuildPlan, PlannedBuild, PublishedEntry } from "../documents/index.ts";
import { offeredByFamily, type Platform, planBuilds } from "./index.ts";

const APP: Sketch = { name: "app", needs: ["libicuuc.so=76-64", "libbundled.so=1-64"] };
const ICU_78 = ["libicuuc.so=78-64", "libicuuc.so=78.1-64", "libicuuc.so=libicuuc.so-64"];

function platformOf(offered: { core?: string[]; extra?: string[]; own?: string[] }, folders = {}): Platform {
  const { core = [], extra = [], own = [] } = offered;
  return {
    core: offeredByFamily(core),
    extra: offeredByFamily(extra),
    own: offeredByFamily(own),
    folders: new Map(Object.entries(folders)),
  };
}

function planWith(platform: Platform | null, sketch: Sketch = APP): BuildPlan {
  return planAfter([sketch], [sketch], { platform });
}

function onlyJob({ jobs }: BuildPlan): PlannedBuild {
  const [job] = jobs;
  assert.ok(job && jobs.length === 1);
  return job;
}

/** What the plan is after this entry was published, or failed, so. */
function planFrom(entry: PublishedEntry, platform: Platform | null): BuildPlan {
  return planBuilds(worldOf([APP], { manifest: manifestOf([entry]), platform }));
}

describe("a package that needs what the distribution had", () => {
  const moved = platformOf({ extra: ICU_78 });

  test("is rebuilt where only another version of it is offered", () => {
    assert.deepEqual(reasonsOf(planWith(moved)), {
      app: "rebuilt because extra no longer offers libicuuc.so=76-64: it now offers libicuuc.so=78-64",
    });
    assert.deepEqual(onlyJob(planWith(moved)).uses, [{ entry: "core+extra", value: "libicuuc.so=78-64" }]);
  });

  test("is left alone while anybody offers it, and where nobody ever did", () => {
    const still = ["libicuuc.so=76-64", ...ICU_78];
    for (const offered of [{ core: still }, { extra: still }, { extra: ICU_78, own: still }, {}])
      assert.equal(idleReason(planWith(platformOf(offered)), "app"), "unchanged");
  });

  test("is left alone where nothing is compared, or by rebuild-on: never", () => {
    assert.equal(idleReason(planWith(null), "app"), "unchanged");
    const never = { ...APP, settings: { rebuildOn: "never" } } as const;
    assert.equal(idleReason(planWith(moved, never), "app"), "unchanged");
  });

  test("is rebuilt once for a cause, though the new build needs the old still, and again for the next", () => {
    const built = publishedEntry(APP, onlyJob(planWith(moved)));
    assert.equal(idleReason(planFrom(built, moved), "app"), "unchanged");
    assert.match(onlyJob(planFrom(built, platformOf({ extra: ["libicuuc.so=79-64"] }))).reason, /=79-64$/);
  });

  test("remembers the cause through a build for which nothing is compared", () => {
    const built = publishedEntry(APP, onlyJob(planWith(moved)));
    const byHand = { ...built, rebuild: "2026-11-22T12:00:00Z" };
    const again = publishedEntry(APP, onlyJob(planFrom(byHand, null)));
    assert.equal(idleReason(planFrom(again, moved), "app"), "unchanged");
  });

  test("waits after a rebuild that failed, until the distribution moves on", () => {
    const [entry] = [publishedEntry(APP, onlyJob(planAfter([], [APP])))];
    const failed = { ...entry, failure: failureOf(onlyJob(planFrom(entry, moved))) };
    assert.match(idleReason(planFrom(failed, moved), "app"), /^failed with these inputs/);
    assert.equal(planFrom(failed, platformOf({ extra: ["libicuuc.so=79-64"] })).jobs.length, 1);
  });

  test("is rebuilt where the folder of its language's version is gone", () => {
    const python: Sketch = { name: "python-app", needs: ["libpython3.13.so=1.0-64"] };
    const folders = { "python-app": ["usr/lib/python3.13"] };
    const now = platformOf({ core: ["usr/lib/python3.14", "libpython3.14.so=1.0-64"] }, folders);
    assert.match(onlyJob(planWith(now, python)).reason, /core no longer offers libpython3\.13\.so/);
    assert.equal(
      onlyJob(planWith(now, { name: "python-app" })).reason,
      "rebuilt because usr/lib/python3.13 is gone: core now has usr/lib/python3.14",
    );
    const own = platformOf({ core: ["usr/lib/python3.14"], own: ["usr/lib/python3.13"] }, folders);
    assert.equal(idleReason(planWith(own, { name: "python-app" }), "python-app"), "unchanged");
  });
});
