import assert from "node:assert/strict";
import { test } from "node:test";
import { packagesYaml, proposalWorld, REPOSITORY } from "../../../test/github/proposal-world.ts";
import { memoryBranch } from "./index.ts";

const PLACE = { branch: "autorepo/memory", file: "memory.json" };

test("the memory is one file in one commit, however often it is replaced", async () => {
  await using world = await proposalWorld(packagesYaml(["yay"]));
  const memory = memoryBranch(world.forge, PLACE);
  assert.equal(await memory.read(), null);
  assert.equal(await memory.replace("first\n", null), true);
  assert.equal(await memory.replace("second\n", await memory.read()), true);
  assert.equal((await memory.read())?.content, "second\n");
  const git = world.github.git(REPOSITORY);
  assert.equal(git.git(["rev-list", "--count", PLACE.branch]), "1");
  assert.equal(git.git(["ls-tree", "-r", "--name-only", PLACE.branch]), PLACE.file);
});

test("a memory that somebody else replaced meanwhile is not overwritten", async () => {
  await using world = await proposalWorld(packagesYaml(["yay"]));
  const memory = memoryBranch(world.forge, PLACE);
  await memory.replace("first\n", null);
  const before = await memory.read();
  await memory.replace("theirs\n", before);
  assert.equal(await memory.replace("mine\n", before), false);
  assert.equal((await memory.read())?.content, "theirs\n");
});
