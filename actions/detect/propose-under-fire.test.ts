import assert from "node:assert/strict";
import { test } from "node:test";
import { RATE_LIMITS } from "../../test/github/faults.ts";
import {
  changed,
  type ProposalWorld,
  packagesYaml,
  proposalWorld,
  REPOSITORY,
} from "../../test/github/proposal-world.ts";

const NAMES = ["one", "two", "three"];
const updates = (to = 1) => NAMES.map((name) => changed(name, { to }));

async function openPulls(
  world: ProposalWorld,
): Promise<readonly { title: string; labels: readonly unknown[] }[]> {
  return (await world.person("GET /pulls?state=open")) as never;
}

test("no two requests that create something are less than a second apart", async () => {
  await using world = await proposalWorld(packagesYaml(NAMES));
  const written = await countWrites(world, () => world.run(updates()));
  const waited = world.pauses.filter((pause) => pause > 0 && pause <= 1000).length;
  assert.ok(waited >= written - 1, `${waited} pauses for ${written} writes`);
});

const WRITES = "POST|PUT|PATCH";

async function countWrites(world: ProposalWorld, run: () => Promise<unknown>): Promise<number> {
  const from = world.github.requests.length;
  await run();
  return world.github.requests.slice(from).filter(({ method }) => method !== "GET").length;
}

for (const answer of ["lost-request", "lost-answer"] as const) {
  test(`a connection that ends at any one write (${answer}) is made good, and there is one pull request`, async () => {
    await using whole = await proposalWorld(packagesYaml(["one"]));
    const writes = await countWrites(whole, () => whole.run([changed("one")]));
    for (let after = 0; after < writes; after++) {
      await using world = await proposalWorld(packagesYaml(["one"]));
      world.github.faults.push({ method: WRITES, path: /./, after, times: 1, answer });
      const { done, stopped } = await world.run([changed("one")]);
      assert.deepEqual([done[0]?.outcome, stopped], ["opened", null], `write ${after}: ${done[0]?.reason}`);
      assert.equal((await openPulls(world)).length, 1);
      assert.match(world.notes.join("\n"), /GitHub does not answer: trying again in 2 s/);
    }
  });
}

const A_502 = ["a 502", { status: 502 }, /answers 502: trying again in 2 s/] as const;

for (const [what, answer, says] of [A_502, ...RATE_LIMITS]) {
  test(`${what} is waited out`, async () => {
    await using world = await proposalWorld(packagesYaml(["one"]));
    world.github.faults.push({ method: WRITES, path: /./, after: 5, times: 1, answer });
    const { done } = await world.run([changed("one")]);
    assert.deepEqual(
      done.map(({ outcome }) => outcome),
      ["opened"],
    );
    assert.match(world.notes.join("\n"), says);
  });
}

test("cut off after any request, the next run finishes what the first began", async () => {
  await using whole = await proposalWorld(packagesYaml(NAMES));
  const writes = await countWrites(whole, () => whole.run(updates()));
  for (let after = 0; after <= writes; after++) {
    await using world = await proposalWorld(packagesYaml(NAMES));
    world.github.faults.push({
      method: WRITES,
      path: /./,
      after,
      times: 4,
      answer: { status: 500 },
    });
    await world.run(updates()).catch(() => {});
    world.github.faults.length = 0;
    const { done } = await world.run(updates());
    assert.ok(
      done.every(({ outcome }) => ["opened", "kept", "refreshed"].includes(outcome)),
      JSON.stringify(done),
    );
    const pulls = await openPulls(world);
    assert.deepEqual(pulls.map(({ title, labels }) => [title, labels.length]).sort(), [
      ["one: 1.0-1 → 1.1-1", 2],
      ["three: 1.0-1 → 1.1-1", 2],
      ["two: 1.0-1 → 1.1-1", 2],
    ]);
  }
});

test("cut off after any request of a refresh, the next run finishes it and dismisses approvals", async () => {
  await using whole = await proposalWorld(packagesYaml(["one"]));
  await whole.run([changed("one")]);
  const writes = await countWrites(whole, () => whole.run([changed("one", { to: 2 })]));
  for (let after = 0; after <= writes; after++) {
    await using world = await proposalWorld(packagesYaml(["one"]));
    await world.run([changed("one")]);
    await world.person("POST /pulls/1/reviews", { event: "APPROVE" });
    world.github.faults.push({
      method: WRITES,
      path: /./,
      after,
      times: 4,
      answer: { status: 500 },
    });
    await world.run([changed("one", { to: 2 })]).catch(() => {});
    world.github.faults.length = 0;
    await world.run([changed("one", { to: 2 })]);
    const pull = await world.pull(1);
    assert.equal(pull.title, "one: 1.0-1 → 1.2-1");
    assert.match(world.read(pull.head.ref), /ref: abcdef0123456789abcdef012345678900000002/);
    assert.match(pull.body, new RegExp(`"head":"${pull.head.sha}"`));
    const reviews = (await world.person("GET /pulls/1/reviews")) as unknown as { state: string }[];
    assert.deepEqual(
      reviews.map(({ state }) => state),
      ["DISMISSED"],
    );
  }
});

test("a limit that lasts an hour ends the run: what is open stays, the rest is named, the next run goes on (case 40)", async () => {
  await using world = await proposalWorld(packagesYaml(NAMES));
  const reset = String(Math.floor(Date.now() / 1000) + 7200);
  const headers = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset };
  const answer = { status: 403, message: "API rate limit exceeded", headers };
  world.github.faults.push({ method: "POST", path: /\/pulls$/, after: 1, times: 1, answer });
  const { done, stopped } = await world.run(updates());
  assert.equal(stopped?.code, "rate-limited");
  assert.deepEqual(
    done.map(({ entry, outcome }) => [entry, outcome]),
    [
      ["one", "opened"],
      ["two", "failed"],
      ["three", "postponed"],
    ],
  );
  const next = await world.run(updates());
  assert.deepEqual(
    next.done.map(({ outcome }) => outcome),
    ["kept", "opened", "opened"],
  );
});

test("one entry that GitHub refuses does not keep the others from theirs", async () => {
  await using world = await proposalWorld(packagesYaml(NAMES));
  const answer = { status: 422, message: "Validation Failed" };
  world.github.faults.push({ method: "POST", path: /\/pulls$/, after: 1, times: 1, answer });
  const { done, stopped } = await world.run(updates());
  assert.equal(stopped, null);
  assert.deepEqual(
    done.map(({ outcome }) => outcome),
    ["opened", "failed", "opened"],
  );
  assert.match(done[1]?.reason ?? "", /POST \/repos\/me\/packages\/pulls: 422: Validation Failed/);
});

test("where Actions may not open pull requests, the run says where to allow it and keeps its memory", async () => {
  await using world = await proposalWorld(packagesYaml(NAMES));
  world.github.allowPullRequests(false);
  const { done, stopped } = await world.run(updates());
  assert.equal(stopped?.code, "may-not-open");
  assert.match(stopped?.message ?? "", /Settings > Actions > General > Workflow permissions/);
  assert.deepEqual(
    done.map(({ outcome }) => outcome),
    ["failed", "postponed", "postponed"],
  );
  assert.match(world.read("autorepo/memory", "memory.json"), /"seen": \{/);
  world.github.allowPullRequests(true);
  const next = await world.run(updates());
  assert.deepEqual(
    next.done.map(({ outcome }) => outcome),
    ["opened", "opened", "opened"],
  );
});

test("two runs at once make one pull request of each update", async () => {
  await using world = await proposalWorld(packagesYaml(NAMES));
  await Promise.all([world.run(updates()), world.run(updates())]);
  assert.equal((await openPulls(world)).length, 3);
  const { done } = await world.run(updates());
  assert.deepEqual(
    done.map(({ outcome }) => outcome),
    ["kept", "kept", "kept"],
  );
  assert.equal((await openPulls(world)).length, 3);
});

test("a repository whose check.yml cannot be started keeps its pull requests", async () => {
  await using world = await proposalWorld(packagesYaml(["one"]));
  const git = world.github.git(REPOSITORY);
  const tree = git.git(["mktree"], `${git.git(["ls-tree", "main", "packages.yaml"])}\n`);
  git.git(["update-ref", "refs/heads/main", git.git(["commit-tree", tree, "-m", "no workflows"])]);
  world.github.committed(REPOSITORY);
  const { done } = await world.run([changed("one")]);
  assert.deepEqual(
    done.map(({ outcome }) => outcome),
    ["opened"],
  );
  assert.match(world.notes.join("\n"), /trial of #1 could not be started.*404/);
});

test("what was seen is remembered even where packages.yaml cannot be read", async () => {
  await using world = await proposalWorld("packages: [\n");
  await assert.rejects(world.run([changed("one")]), /packages\.yaml:/);
  assert.match(world.read("autorepo/memory", "memory.json"), /"one": \[\]/);
});
