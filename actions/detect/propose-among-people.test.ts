import assert from "node:assert/strict";
import { test } from "node:test";
import {
  changed,
  commitId,
  type ProposalWorld,
  packagesYaml,
  proposalWorld,
  quiet,
  REPOSITORY,
} from "../../test/github/proposal-world.ts";

const BRANCH = "autorepo/update/yay";
const MEMORY = "autorepo/memory";

async function opened(): Promise<ProposalWorld> {
  const world = await proposalWorld(packagesYaml(["yay"]));
  await world.run([changed("yay")]);
  return world;
}

function tip(world: ProposalWorld, branch = BRANCH): string {
  return world.github.git(REPOSITORY).git(["rev-parse", `refs/heads/${branch}`]);
}

function writes(world: ProposalWorld, from: number): readonly string[] {
  const since = world.github.requests.slice(from).filter(({ method }) => method !== "GET");
  return since.map(({ method, path }) => `${method} ${path.split("/").at(-1)}`);
}

test("a commit that a person rejected is not proposed again, and the memory knows it; the next one is (case 39)", async () => {
  await using world = await opened();
  await world.person("PATCH /pulls/1", { state: "closed" });
  const { done } = await world.run([changed("yay")]);
  assert.deepEqual(
    done.map(({ outcome }) => outcome),
    ["rejected"],
  );
  const remembered = JSON.parse(world.read(MEMORY, "memory.json"));
  assert.deepEqual(remembered.rejected, { yay: [commitId(1)] });
  const next = await world.run([changed("yay", { to: 2 })], { rejected: remembered.rejected });
  assert.deepEqual(
    next.done.map(({ outcome }) => outcome),
    ["opened"],
  );
  assert.equal((await world.pull(2)).title, "yay: 1.0-1 → 1.2-1");
  assert.equal((await world.pull(1)).state, "closed");
});

test("a branch that a person deleted is a rejection too", async () => {
  await using world = await opened();
  await world.person(`DELETE /git/refs/heads/${BRANCH}`);
  const { done } = await world.run([changed("yay")]);
  assert.deepEqual(
    done.map(({ outcome }) => outcome),
    ["rejected"],
  );
});

test("what a memory alone knows as rejected stays so", async () => {
  await using world = await proposalWorld(packagesYaml(["yay"]));
  const { done } = await world.run([changed("yay")], { rejected: { yay: [commitId(1)] } });
  assert.deepEqual(
    done.map(({ outcome }) => outcome),
    ["rejected"],
  );
});

const PERSONS_COMMITS = [
  ["a file of their own", { "notes.txt": "mine\n" }],
  [
    "another setting in packages.yaml",
    { "packages.yaml": `${packagesYaml(["yay"], commitId(1))}    network: build\n` },
  ],
  ["another pin", { "packages.yaml": packagesYaml(["yay"], commitId(9)) }],
] as const;

for (const [what, files] of PERSONS_COMMITS) {
  test(`a branch on which a person committed ${what} is left alone, and this is said once`, async () => {
    await using world = await opened();
    const theirs = world.github.commit(REPOSITORY, files, { branch: BRANCH });
    const before = await world.pull(1);
    const first = await world.run([changed("yay", { to: 2 })]);
    const second = await world.run([changed("yay", { to: 3 })]);
    assert.deepEqual(
      [first, second].map(({ done }) => done[0]?.outcome),
      ["left-alone", "left-alone"],
    );
    assert.equal(tip(world), theirs);
    assert.equal((await world.pull(1)).body, before.body);
    const comments = (await world.person("GET /issues/1/comments")) as unknown as { body: string }[];
    assert.deepEqual([comments.length, /has a commit of a person/.test(comments[0]?.body ?? "")], [1, true]);
  });
}

test("a person's branch is not closed when its pin is on main", async () => {
  await using world = await opened();
  world.github.commit(REPOSITORY, { "notes.txt": "mine\n" }, { branch: BRANCH });
  world.github.commit(REPOSITORY, { "packages.yaml": packagesYaml(["yay"], commitId(1)) });
  await world.run([quiet("yay", "unchanged")]);
  assert.equal((await world.pull(1)).state, "open");
});

test("merging main into the branch by GitHub's button is nobody's work", async () => {
  await using world = await opened();
  world.github.commit(REPOSITORY, { "README.md": "new\n" });
  const git = world.github.git(REPOSITORY);
  const tree = git.git(["merge-tree", "--write-tree", "refs/heads/main", `refs/heads/${BRANCH}`]);
  const parents = ["-p", `refs/heads/${BRANCH}`, "-p", "refs/heads/main"];
  git.git([
    "update-ref",
    `refs/heads/${BRANCH}`,
    git.git(["commit-tree", tree, ...parents, "-m", "Merge main"]),
  ]);
  world.github.committed(REPOSITORY);
  const { done } = await world.run([changed("yay", { to: 2 })]);
  assert.deepEqual(
    done.map(({ outcome }) => outcome),
    ["refreshed"],
  );
  assert.equal((await world.pull(1)).commits, 1);
});

test("a body that a person rewrote is written anew, and the commit that is proposed stays", async () => {
  await using world = await opened();
  await world.person("PATCH /pulls/1", { body: "I will look at it tomorrow." });
  const seen = { yay: [{ commit: commitId(1), first: "2026-11-01T00:00:00Z", tree: null }] };
  const { done } = await world.run([changed("yay")], { seen });
  assert.deepEqual(
    done.map(({ outcome }) => outcome),
    ["refreshed"],
  );
  assert.match((await world.pull(1)).body, /^<!-- autorepo \{"commit":/);
});

test("labels of people stay, and so do pull requests that are not ours", async () => {
  await using world = await opened();
  await world.person("POST /issues/1/labels", { labels: ["later"] });
  world.github.commit(REPOSITORY, { "mine.txt": "1\n" }, { branch: "mine" });
  await world.person("POST /pulls", { title: "mine", head: "mine", base: "main" });
  await world.run([changed("yay", { to: 2, routine: false })]);
  const names = (await world.pull(1)).labels.map(({ name }) => name);
  assert.deepEqual(names.sort(), ["autorepo", "later"]);
  assert.equal((await world.pull(2)).state, "open");
});

test("a branch without a pull request that holds a person's work is named and not touched", async () => {
  await using world = await proposalWorld(packagesYaml(["yay"]));
  const theirs = world.github.commit(REPOSITORY, { "mine.txt": "1\n" }, { branch: BRANCH });
  const { done } = await world.run([changed("yay")]);
  assert.deepEqual(
    done.map(({ outcome }) => outcome),
    ["postponed"],
  );
  assert.match(done[0]?.reason ?? "", /autorepo\/update\/yay.*commits of a person/);
  assert.equal(tip(world), theirs);
});

test("an unchanged, an unreachable and a held entry leave an open pull request of another commit as it is", async () => {
  await using world = await opened();
  const from = world.github.requests.length;
  for (const outcome of ["held", "unreachable", "rejected"] as const)
    await world.run([quiet("yay", outcome)]);
  assert.equal((await world.pull(1)).state, "open");
  assert.deepEqual(writes(world, from), []);
});
