import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  failureOf,
  manifestOf,
  NOW,
  publishedEntry,
  type Sketch,
  worldOf,
} from "../../../test/planning-worlds.ts";
import type { Built, PublishedEntry } from "../documents/index.ts";
import type { BuildSettings } from "../packages-yaml/packages-yaml.ts";
import { headsToAsk, planBuilds } from "./index.ts";

const SOURCE = "git+https://example.org/foo.git";
const [OLD, NEW] = ["3f1c".padEnd(40, "0"), "9ab2".padEnd(40, "0")];
const daysAgo = (days: number) => new Date(NOW.getTime() - days * 86_400_000).toISOString();

function worldWith(vcs: BuildSettings["vcs"], built: Partial<Built>, change: Partial<PublishedEntry> = {}) {
  const sketch: Sketch = { name: "foo-git", sources: [SOURCE, "foo.patch"], settings: { vcs } };
  const [job] = planBuilds(worldOf([sketch])).jobs;
  assert.ok(job);
  const entry = publishedEntry(sketch, job, { vcs: [{ source: SOURCE, commit: OLD }], ...built });
  const failure = change.failure ? { ...failureOf(job), ...change.failure, key: job.key } : null;
  return worldOf([sketch], { manifest: manifestOf([{ ...entry, ...change, failure }]) });
}

const reason = (world: ReturnType<typeof worldWith>, head: string) => {
  const plan = planBuilds({ ...world, heads: new Map([[SOURCE, head]]) });
  return plan.jobs[0]?.reason ?? plan.idle[0]?.reason;
};

describe("a package that follows a repository", () => {
  test("is asked for at its pace", () => {
    const asked = (world: ReturnType<typeof worldWith>) => headsToAsk(world).map(({ source }) => source);
    assert.deepEqual(asked(worldWith("weekly", { time: daysAgo(8) })), [SOURCE]);
    assert.deepEqual(asked(worldWith("weekly", { time: daysAgo(6) })), []);
    assert.deepEqual(asked(worldWith("daily", { time: daysAgo(2) })), [SOURCE]);
    assert.deepEqual(asked(worldWith("never", { time: daysAgo(999) })), []);
  });

  test("is rebuilt where its source moved", () => {
    const world = worldWith("weekly", { time: daysAgo(8) });
    assert.equal(reason(world, NEW), `its source ${SOURCE} moved 3f1c → 9ab2`);
    assert.equal(reason(world, OLD), "unchanged");
    assert.equal(planBuilds(world).jobs.length, 0, "nobody answered");
    assert.equal(reason(worldWith("weekly", { time: daysAgo(6) }), NEW), "unchanged");
  });

  test("is not tried at every run after it failed with that commit", () => {
    const failure = { ...failureOf(planBuilds(worldOf([{ name: "foo-git" }])).jobs[0] ?? assert.fail()) };
    const tried = { ...failure, time: daysAgo(2), vcs: [{ source: SOURCE, commit: NEW }] };
    const checks =
      planBuilds(worldOf([{ name: "foo-git", settings: { vcs: "daily" } }])).jobs[0]?.checks ?? "";
    const world = worldWith("daily", { time: daysAgo(9) }, { failure: { ...tried, checks } });
    assert.match(reason(world, NEW) ?? "", /^failed with these inputs/);
    assert.match(reason(world, "1234".padEnd(40, "0")) ?? "", /moved 3f1c → 1234/);
  });
});
