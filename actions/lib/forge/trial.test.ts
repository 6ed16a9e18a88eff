import assert from "node:assert/strict";
import { test } from "node:test";
import { packagesYaml, proposalWorld, REPOSITORY } from "../../../test/github/proposal-world.ts";
import { dispatchTrial, ForgeError, readTrial, reportTrial } from "./index.ts";

test("the newest word about a trial counts, and each commit has its own", async () => {
  await using world = await proposalWorld(packagesYaml(["yay"]));
  const [one, two] = ["1", "2"].map((text) => world.github.commit(REPOSITORY, { "a.txt": text })) as [
    string,
    string,
  ];
  const url = "https://github.com/me/packages/actions";
  assert.equal(await readTrial(world.forge, one), null);
  await reportTrial(world.forge, one, { state: "pending", description: "waits", url });
  await reportTrial(world.forge, one, { state: "failure", description: "x".repeat(200), url });
  const { state, description } = (await readTrial(world.forge, one)) ?? assert.fail("no status");
  assert.deepEqual([state, description.length, description.at(-1)], ["failure", 140, "…"]);
  assert.equal(await readTrial(world.forge, two), null);
});

test("a trial on a branch that is not there is refused", async () => {
  await using world = await proposalWorld(packagesYaml(["yay"]));
  const asked = dispatchTrial(world.forge, { branch: "nowhere", number: 1, head: "a".repeat(40) });
  await assert.rejects(asked, (error) => error instanceof ForgeError && error.code === "refused");
});
