import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  changed,
  commitId,
  packagesYaml,
  proposalWorld,
  quiet,
  REPOSITORY,
} from "../../test/github/proposal-world.ts";

const NAMES = Array.from({ length: 10 }, (_, index) => `package-${index}`);
const METHODS = ["merge", "squash", "rebase"] as const;

test("ten pull requests merge one after another in any order, by any method, without a conflict", async () => {
  for (const method of METHODS) {
    const [order = []] = fc.sample(fc.shuffledSubarray(NAMES, { minLength: NAMES.length }), 1);
    await using world = await proposalWorld(packagesYaml(NAMES));
    await world.run(
      NAMES.map((name, index) =>
        changed(name, { publishes: index % 3 === 0 ? [name, `${name}-docs`] : [name] }),
      ),
    );
    for (const name of order) {
      await world.person(`PUT /pulls/${NAMES.indexOf(name) + 1}/merge`, { merge_method: method });
    }
    const pins = world.read("main").match(/ref: (\w+)/g);
    assert.deepEqual(
      pins,
      NAMES.map(() => `ref: ${commitId(1)}`),
    );
    assert.equal(world.read("main").match(/-docs/g)?.length, 4);
  }
});

test("one that does conflict is made anew on top of main, with its approval, and then merges", async () => {
  await using world = await proposalWorld("repository:\n  name: mine\npackages: { a: {}, b: {} }\n");
  await world.run([changed("a", { from: null }), changed("b", { from: null })]);
  await world.person("POST /pulls/2/reviews", { event: "APPROVE" });
  await world.person("PUT /pulls/1/merge", {});
  await assert.rejects(world.person("PUT /pulls/2/merge", {}), /405/);
  const { done } = await world.run([quiet("a", "unchanged"), changed("b", { from: null })]);
  assert.deepEqual(
    done.map(({ outcome }) => outcome),
    ["rebased"],
  );
  const reviews = (await world.person("GET /pulls/2/reviews")) as unknown as { state: string }[];
  assert.deepEqual(
    reviews.map(({ state }) => state),
    ["APPROVED"],
  );
  await world.person("PUT /pulls/2/merge", {});
  assert.equal(world.read("main").match(new RegExp(commitId(1), "g"))?.length, 2);
  const history = world.github.git(REPOSITORY).git(["log", "--format=%s", "main"]);
  assert.match(history, /Merge pull request #2/);
});
