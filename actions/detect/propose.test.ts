import assert from "node:assert/strict";
import { test } from "node:test";
import {
  changed,
  commitId,
  finding,
  packagesYaml,
  proposalWorld,
  quiet,
  REPOSITORY,
} from "../../test/github/proposal-world.ts";

const BRANCH = "autorepo/update/yay";

test("a change becomes a pull request whose one commit moves the pin and nothing else", async () => {
  await using world = await proposalWorld(packagesYaml(["paru", "yay"]));
  const { done, stopped } = await world.run([changed("yay")]);
  assert.deepEqual([done.map(({ outcome }) => outcome), stopped], [["opened"], null]);
  const pull = await world.pull(1);
  assert.equal(pull.title, "yay: 1.0-1 → 1.1-1");
  assert.deepEqual([pull.head.ref, pull.commits, pull.changed_files], [BRANCH, 1, 1]);
  assert.deepEqual(pull.labels.map(({ name }) => name).sort(), ["autorepo", "routine"]);
  const before = world.read("main");
  const expected = before.replace(/(yay\.git\n {4}ref: )\w+/, `$1${commitId(1)}`);
  assert.equal(world.read(BRANCH), expected);
});

test("its trial is dispatched, and an alarm's waits for a person", async () => {
  await using world = await proposalWorld(packagesYaml(["paru", "yay"]));
  await world.run([changed("paru"), changed("yay", { findings: [finding("alarm")] })]);
  const [paru, yay] = [await world.pull(1), await world.pull(2)];
  const dispatched = world.github.events.filter(({ event }) => event === "workflow_dispatch");
  const inputs = { number: "1", head: paru.head.sha };
  assert.deepEqual(
    dispatched.map(({ facts }) => facts),
    [{ workflow: "check.yml", ref: "main", inputs }],
  );
  const pending = world.github.statuses.map(({ sha, state, context }) => [sha, state, context]);
  assert.deepEqual(pending, [
    [paru.head.sha, "pending", "autorepo/trial"],
    [yay.head.sha, "pending", "autorepo/trial"],
  ]);
  assert.deepEqual(yay.labels.map(({ name }) => name).sort(), ["alarm", "autorepo"]);
  assert.match(yay.body, new RegExp(`No trial build was started.*head \`${yay.head.sha}\``));
});

test("a second run with the same detection changes nothing", async () => {
  await using world = await proposalWorld(packagesYaml(["yay"]));
  await world.run([changed("yay", { findings: [finding("warning")] })]);
  const before = await world.pull(1);
  const from = world.github.requests.length;
  const { done } = await world.run([changed("yay", { findings: [finding("warning")] })]);
  assert.deepEqual(
    done.map(({ outcome }) => outcome),
    ["kept"],
  );
  assert.deepEqual(
    world.github.requests.slice(from).filter(({ method }) => method !== "GET"),
    [],
  );
  const after = await world.pull(1);
  assert.deepEqual([after.body, after.head.sha], [before.body, before.head.sha]);
});

test("when upstream moves on it is refreshed in place, approvals go, and the body says what is new", async () => {
  await using world = await proposalWorld(packagesYaml(["yay"]));
  await world.run([changed("yay")]);
  await world.person("POST /pulls/1/reviews", { event: "APPROVE" });
  const { review: since } = changed("yay", { from: 1, to: 2, findings: [finding("alarm")] });
  const { done } = await world.run([changed("yay", { to: 2, findings: [finding("alarm")], since })]);
  assert.deepEqual(
    done.map(({ outcome }) => outcome),
    ["refreshed"],
  );
  const pull = await world.pull(1);
  assert.deepEqual([pull.title, pull.commits], ["yay: 1.0-1 → 1.2-1", 1]);
  assert.match(pull.body, /### New since you last looked\n\nThis pull request proposed `abcdef0` before/);
  assert.deepEqual(pull.labels.map(({ name }) => name).sort(), ["alarm", "autorepo"]);
  const reviews = (await world.person("GET /pulls/1/reviews")) as unknown as { state: string }[];
  assert.deepEqual(
    reviews.map(({ state }) => state),
    ["DISMISSED"],
  );
  assert.match(world.read(BRANCH), new RegExp(`ref: ${commitId(2)}`));
});

test("what was new stays in the body when only newer commits are named", async () => {
  await using world = await proposalWorld(packagesYaml(["yay"]));
  await world.run([changed("yay")]);
  const { review: since } = changed("yay", { from: 1, to: 2 });
  await world.run([changed("yay", { to: 2, since })]);
  const head = (await world.pull(1)).head.sha;
  await world.run([changed("yay", { to: 2, newer: ["9ab2c01 from 2026-11-24"] })]);
  const pull = await world.pull(1);
  assert.match(pull.body, /`9ab2c01` from 2026-11-24/);
  assert.match(pull.body, /### New since you last looked/);
  assert.equal(pull.head.sha, head);
});

test("after the merge there is nothing to do, and the next update opens another one", async () => {
  await using world = await proposalWorld(packagesYaml(["yay"]));
  await world.run([changed("yay")]);
  await world.person("PUT /pulls/1/merge", {});
  assert.match(world.read("main"), new RegExp(`ref: ${commitId(1)}`));
  assert.deepEqual((await world.run([quiet("yay", "unchanged")])).done, []);
  const { done } = await world.run([changed("yay", { from: 1, to: 2 })]);
  assert.deepEqual(
    done.map(({ outcome }) => outcome),
    ["opened"],
  );
  assert.equal((await world.pull(2)).title, "yay: 1.1-1 → 1.2-1");
});

test("it is closed, and its branch goes, when the pin catches up, upstream goes back, or the entry goes", async () => {
  const endings = [
    {
      file: packagesYaml(["yay"], commitId(1)),
      detected: quiet("yay", "unchanged"),
      says: /names this commit already/,
    },
    { file: packagesYaml(["yay"]), detected: quiet("yay", "unchanged"), says: /nothing to propose any more/ },
    { file: packagesYaml(["paru"]), detected: quiet("paru", "unchanged"), says: /no longer lists yay/ },
  ];
  for (const { file, detected, says } of endings) {
    await using world = await proposalWorld(packagesYaml(["yay"]));
    await world.run([changed("yay")]);
    world.github.commit(REPOSITORY, { "packages.yaml": file, "other.txt": "" });
    const { done } = await world.run([detected]);
    assert.deepEqual(
      done.map(({ outcome }) => outcome),
      ["closed"],
    );
    const pull = await world.pull(1);
    assert.equal(pull.state, "closed");
    assert.match(pull.body, says);
    assert.equal(world.github.git(REPOSITORY).succeeds("rev-parse", "--verify", "--quiet", BRANCH), false);
  }
});

test("what we closed ourselves is no rejection", async () => {
  await using world = await proposalWorld(packagesYaml(["yay"]));
  await world.run([changed("yay")]);
  await world.run([quiet("yay", "unchanged")]);
  const { done } = await world.run([changed("yay")]);
  assert.deepEqual(
    done.map(({ outcome }) => outcome),
    ["opened"],
  );
});

test("names that differ from the entry's own are written for the reviewer to see", async () => {
  await using world = await proposalWorld(packagesYaml(["yay"]));
  await world.run([changed("yay", { publishes: ["yay", "yay-docs"] })]);
  assert.match(world.read(BRANCH), /ref: \w+\n {4}packages:\n {6}- yay\n {6}- yay-docs/);
});

test("an entry without a pin gets its first", async () => {
  await using world = await proposalWorld("repository:\n  name: mine\npackages:\n  yay:\n");
  await world.run([changed("yay", { from: null })]);
  assert.equal((await world.pull(1)).title, "yay: first review of 1.1-1");
  assert.match(world.read(BRANCH), new RegExp(`yay:\n {4}ref: ${commitId(1)}`));
});

test("a review of another pin than the one on main now is not proposed", async () => {
  await using world = await proposalWorld(packagesYaml(["yay"], commitId(7)));
  const { done } = await world.run([changed("yay")]);
  assert.deepEqual(
    done.map(({ outcome, reason }) => [outcome, /pin moved/.test(reason)]),
    [["postponed", true]],
  );
});

test("a run opens at most 20, and the next one the rest", async () => {
  const names = Array.from({ length: 23 }, (_, index) => `package-${index}`);
  await using world = await proposalWorld(packagesYaml(names));
  const first = await world.run(names.map((name) => changed(name)));
  const outcomes = Object.groupBy(first.done, ({ outcome }) => outcome);
  assert.deepEqual([outcomes.opened?.length, outcomes.postponed?.length], [20, 3]);
  const second = await world.run(names.map((name) => changed(name)));
  assert.deepEqual(second.done.filter(({ outcome }) => outcome === "opened").length, 3);
});

test("a trial that was requested and never reported is requested again after hours", async () => {
  await using world = await proposalWorld(packagesYaml(["yay"]));
  const dispatches = () => world.github.events.filter(({ event }) => event === "workflow_dispatch").length;
  await world.run([changed("yay")]);
  await world.run([changed("yay")]);
  assert.equal(dispatches(), 1);
  world.pass(7 * 3_600_000);
  await world.run([changed("yay")]);
  assert.equal(dispatches(), 2);
});

test("names that a URL or a pattern would take for something else have their whole life too", async () => {
  const names = ["libsigc++", "r@1", "gtk2.0"];
  await using world = await proposalWorld(packagesYaml(names));
  const outcomes = async (to: number) => (await world.run(names.map((name) => changed(name, { to })))).done;
  assert.deepEqual(
    (await outcomes(1)).map(({ outcome }) => outcome),
    ["opened", "opened", "opened"],
  );
  assert.deepEqual(
    (await outcomes(2)).map(({ outcome }) => outcome),
    ["refreshed", "refreshed", "refreshed"],
  );
  await world.person("PATCH /pulls/1", { state: "closed" });
  assert.deepEqual(
    (await outcomes(2)).map(({ outcome }) => outcome),
    ["rejected", "kept", "kept"],
  );
  const { done } = await world.run(names.map((name) => quiet(name, "unchanged")));
  assert.deepEqual(
    done.map(({ outcome }) => outcome),
    ["closed", "closed"],
  );
});

test("names that packages.yaml cannot hold are not written into it", async () => {
  await using world = await proposalWorld(packagesYaml(["paru", "yay"]));
  const { done, stopped } = await world.run([
    changed("paru", { publishes: ["a\n  evil: {}"] }),
    changed("yay"),
  ]);
  assert.deepEqual([done.map(({ outcome }) => outcome), stopped], [["failed", "opened"], null]);
  assert.match(done[0]?.reason ?? "", /would not be valid with the names/);
});

test("approvals that a branch rule protects are named, and the update goes on", async () => {
  await using world = await proposalWorld(packagesYaml(["yay"]));
  await world.run([changed("yay")]);
  await world.person("POST /pulls/1/reviews", { event: "APPROVE" });
  const answer = { status: 403, message: "Resource not accessible by integration" };
  world.github.faults.push({ method: "PUT", path: /dismissals$/, times: 1, answer });
  const { done } = await world.run([changed("yay", { to: 2 })]);
  assert.deepEqual(
    done.map(({ outcome }) => outcome),
    ["refreshed"],
  );
  assert.match(world.notes.join("\n"), /approvals of #1 .* could not be dismissed/);
});
