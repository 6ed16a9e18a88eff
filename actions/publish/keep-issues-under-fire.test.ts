import assert from "node:assert/strict";
import { test } from "node:test";
import { RATE_LIMITS } from "../../test/github/faults.ts";
import { type IssueWorld, issueWorld } from "../../test/github/issue-world.ts";
import { aFailure, aManifest, aPublishedEntry } from "../../test/report-facts.ts";

const WRITES = "POST|PUT|PATCH";
const failing = (name: string, reason = "make: *** Error 2") => ({
  ...aPublishedEntry(name),
  failure: aFailure(name, { reason }),
});

/** One night after which one issue is to be opened, one rewritten and one closed. */
const BEFORE = aManifest([failing("one"), failing("two")]);
const AFTER = aManifest([aPublishedEntry("one"), failing("two", "ld: no libfoo"), failing("three")]);

async function begun(): Promise<IssueWorld> {
  const world = await issueWorld();
  for (const name of ["one", "two", "three"]) world.listed.add(name);
  await world.keep(BEFORE);
  return world;
}

async function assertDone(world: IssueWorld, when: string): Promise<void> {
  assert.deepEqual((await world.open()).toSorted(), [2, 3], when);
  const [one, two, three] = [await world.issue(1), await world.issue(2), await world.issue(3)];
  assert.match(one.body, /"closed":true/, when);
  assert.match(two.body, /ld: no libfoo/, when);
  assert.deepEqual([two.title, three.title], ["two fails", "three fails"], when);
  assert.equal((await world.comments(1)).length, 1, `${when}: it is said once why it was closed`);
}

async function writesOf(): Promise<number> {
  await using world = await begun();
  const from = world.github.requests.length;
  await world.keep(AFTER);
  await assertDone(world, "without a fault");
  return world.github.requests.slice(from).filter(({ method }) => method !== "GET").length;
}

for (const answer of ["lost-request", "lost-answer"] as const) {
  test(`a connection that ends at any one write (${answer}) is made good at once`, async () => {
    const writes = await writesOf();
    for (let after = 0; after < writes; after++) {
      await using world = await begun();
      world.github.faults.push({ method: WRITES, path: /./, after, times: 1, answer });
      const { stopped } = await world.keep(AFTER);
      assert.equal(stopped, null);
      await assertDone(world, `write ${after}`);
    }
  });
}

test("cut off after any write, the next run finishes what the first began", async () => {
  const writes = await writesOf();
  for (let after = 0; after < writes; after++) {
    await using world = await begun();
    world.github.faults.push({ method: WRITES, path: /./, after, times: 9, answer: { status: 500 } });
    const { stopped } = await world.keep(AFTER);
    assert.match(stopped?.message ?? "", /the next run goes on from here/);
    world.github.faults.length = 0;
    await world.keep(AFTER);
    await assertDone(world, `write ${after}`);
  }
});

for (const [what, answer, says] of RATE_LIMITS) {
  test(`${what} is waited out`, async () => {
    await using world = await begun();
    world.github.faults.push({ method: "POST", path: /\/issues$/, times: 1, answer });
    assert.equal((await world.keep(AFTER)).stopped, null);
    await assertDone(world, what);
    assert.match(world.notes.join("\n"), says);
  });
}

test("one issue that GitHub refuses does not keep the others from theirs", async () => {
  await using world = await begun();
  world.github.faults.push({ method: "POST", path: /\/comments$/, times: 1, answer: { status: 422 } });
  const { stopped, done } = await world.keep(AFTER);
  assert.match(stopped?.message ?? "", /GitHub refused POST .*\/issues\/1\/comments: 422/);
  assert.deepEqual(done, ["rewrote #2: two fails", "opened #3: three fails"]);
});

test("a token that may not write issues is told which permission it needs", async () => {
  await using world = await begun();
  world.github.faults.push({
    ...{ method: "POST", path: /\/issues$/, times: 1 },
    answer: { status: 403, message: "Resource not accessible by integration" },
  });
  assert.match((await world.keep(AFTER)).stopped?.message ?? "", /the job needs `issues: write`; POST/);
});
