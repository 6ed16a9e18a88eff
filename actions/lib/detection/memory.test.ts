import assert from "node:assert/strict";
import { after, test } from "node:test";
import fc from "fast-check";
import { anEntry } from "../../../test/report-facts.ts";
import { git, save, upstreamWorld, write } from "../../../test/upstream-world.ts";
import type { Memory, SeenCommit } from "../documents/index.ts";
import { openOwnBranch } from "../upstream/index.ts";
import {
  EMPTY_MEMORY,
  type Look,
  MEMORY_BRANCH,
  MEMORY_FILE,
  mergeMemories,
  needsTrees,
  openMemory,
  prunedMemory,
  seenAfter,
  seenFrom,
  seenOf,
  sourceOf,
} from "./index.ts";

const world = upstreamWorld();
after(world.remove);

const NOW = new Date("2026-11-22T12:00:00Z");
const BEFORE = "2026-11-20T12:00:00.000Z";

test("each new head is added with the time of our first sight, and keeps it", () => {
  const first = seenAfter(
    [],
    look({
      head: "c",
      trees: new Map([
        ["p", "1"],
        ["c", "2"],
      ]),
    }),
  );
  assert.deepEqual(first, [seen("p", "1", NOW), seen("c", "2", NOW)]);
  const later = { now: new Date("2026-11-23T12:00:00Z"), head: "d", trees: new Map([["d", "3"]]) };
  const second = seenAfter(first, look(later));
  assert.deepEqual(second, [...first, seen("d", "3", later.now)]);
  assert.deepEqual(seenAfter(second, look(later)), second);
});

test("memory knows when it can answer alone", () => {
  const known = [seen("p", "1", NOW), seen("c", "2", NOW)];
  assert.equal(needsTrees(known, "p", "c"), false);
  assert.equal(needsTrees(known, "p", "d"), true);
  assert.equal(needsTrees(known, "q", "c"), true);
  assert.equal(needsTrees([{ ...seen("p", "1", NOW), tree: null }, seen("c", "2", NOW)], "p", "c"), true);
  assert.equal(needsTrees([], "p", "p"), false);
  assert.equal(needsTrees([], null, "c"), false);
});

test("a pin that catches up forgets what lies before it, and a pin set by hand all but the head's time", () => {
  const known = ["p", "c", "d", "e"].map((name) => ({ ...seen(name, name, NOW), first: BEFORE }));
  assert.deepEqual(seenAfter(known, look({ pin: "d", head: "e" })), known.slice(2));
  assert.deepEqual(seenAfter(known, look({ pin: "x", head: "e" })), [
    { ...seen("x", null, NOW) },
    { ...seen("e", "e", NOW), first: BEFORE },
  ]);
});

test("what a rewritten branch has lost is no candidate any more, and neither is what it was set back from", () => {
  const known = ["p", "c", "d"].map((name) => seen(name, name, NOW));
  const rewritten = seenAfter(known, look({ head: "e", left: new Set(["p", "c", "d"]) }));
  assert.deepEqual(
    rewritten.map(({ commit }) => commit),
    ["p", "e"],
  );
  const setBack = seenAfter(known, look({ head: "c", left: new Set(["d"]) }));
  assert.deepEqual(
    setBack.map(({ commit }) => commit),
    ["p", "c"],
  );
});

test("what is remembered of a branch stays small, and the oldest of it stays", () => {
  const trees = fc.array(fc.constantFrom("1", "2", "3"), { maxLength: 600 });
  fc.assert(
    fc.property(trees, (steps) => {
      let known: readonly SeenCommit[] = [];
      for (const [at, tree] of steps.entries()) {
        known = seenAfter(
          known,
          look({
            head: `c${at}`,
            trees: new Map([
              ["p", "0"],
              [`c${at}`, tree],
            ]),
          }),
        );
      }
      assert.ok(known.length <= 200);
      if (steps.length === 0) return;
      assert.equal(known[0]?.commit, "p");
      assert.equal(known[1]?.commit, "c0");
      assert.equal(known.at(-1)?.commit, `c${steps.length - 1}`);
    }),
    { numRuns: 20 },
  );
});

test("what comes before a proposal is forgotten, but for the pin", () => {
  const known = ["p", "c", "d", "e"].map((name) => seen(name, name, NOW));
  assert.deepEqual(
    seenFrom(known, "p", "d").map(({ commit }) => commit),
    ["p", "d", "e"],
  );
});

test("an entry that is gone or reads another place is forgotten", () => {
  const yay = anEntry("yay");
  const memory: Memory = {
    ...EMPTY_MEMORY,
    seen: { yay: [seen("p", "1", NOW)], old: [] },
    rejected: { yay: Array.from({ length: 300 }, (_, at) => `c${at}`), old: ["x"] },
    sources: { yay: sourceOf(yay), old: "x" },
    aur: { old: { asked: null, latest: null, reviewed: null, pin: null } },
  };
  const pruned = prunedMemory(memory, [yay]);
  for (const part of [pruned.seen, pruned.rejected, pruned.sources])
    assert.deepEqual(Object.keys(part), ["yay"]);
  assert.deepEqual(pruned.aur, {});
  assert.equal(pruned.rejected.yay?.at(-1), "c299");
  assert.ok((pruned.rejected.yay?.length ?? 0) < 200);
  assert.equal(seenOf(pruned, yay).length, 1);
  const moved = { ...yay, source: { git: "https://example.org/elsewhere", branch: null, path: "" } };
  assert.deepEqual(seenOf(pruned, moved), []);
});

test("the memory of a checkout is one commit on a branch, and nothing else of it changes", async () => {
  const folder = world.newRemote("checkout");
  write(folder, { "packages.yaml": "packages:\n", "sub/a": "1" });
  const head = save(folder);
  write(folder, { "packages.yaml": "packages:\n  yay:\n", untracked: "x" });
  const status = git(folder, "status", "--porcelain");
  const opened = await checkoutMemory(`${folder}/sub`);
  assert.deepEqual(opened.memory, EMPTY_MEMORY);
  for (const etag of ['"1"', '"2"']) {
    const memory = { ...EMPTY_MEMORY, etag };
    await (await checkoutMemory(folder)).save(memory);
    assert.deepEqual((await checkoutMemory(folder)).memory, memory);
  }
  assert.equal(git(folder, "rev-list", "--count", MEMORY_BRANCH), "1");
  assert.equal(git(folder, "ls-tree", "-r", "--name-only", MEMORY_BRANCH), MEMORY_FILE);
  assert.equal(git(folder, "status", "--porcelain"), status);
  assert.equal(git(folder, "rev-parse", "HEAD"), head);
});

test("two detections that race both leave what they saw (case 38)", async () => {
  const folder = world.newRemote("race");
  write(folder, { a: "1" });
  save(folder);
  const writers = await Promise.all(Array.from({ length: 5 }, () => checkoutMemory(folder)));
  await Promise.all(
    writers.map((opened, at) =>
      opened.save({
        ...EMPTY_MEMORY,
        seen: { [`e${at}`]: [seen(COMMIT, COMMIT, NOW)] },
        sources: { [`e${at}`]: "x" },
      }),
    ),
  );
  const { memory } = await checkoutMemory(folder);
  assert.deepEqual(Object.keys(memory.seen).sort(), ["e0", "e1", "e2", "e3", "e4"]);
  assert.equal(git(folder, "rev-list", "--count", MEMORY_BRANCH), "1");
});

test("of a commit that both saw the earlier sight counts, and no rejection is lost (case 38)", () => {
  const early = { ...seen("c", "1", NOW), first: BEFORE };
  const sources = { yay: "here" };
  const mine = { ...EMPTY_MEMORY, sources, seen: { yay: [seen("c", "1", NOW)] }, rejected: { yay: ["x"] } };
  const theirs = {
    ...EMPTY_MEMORY,
    sources,
    seen: { yay: [early, seen("d", "2", NOW)] },
    rejected: { yay: ["y"] },
  };
  for (const merged of [mergeMemories(mine, theirs), mergeMemories(theirs, mine)]) {
    assert.deepEqual(merged.seen.yay, [early, seen("d", "2", NOW)]);
    assert.deepEqual(merged.rejected.yay?.toSorted(), ["x", "y"]);
  }
});

test("a memory that nobody can read is an empty one, and its reader is told", async () => {
  const folder = world.newRemote("damaged");
  write(folder, { [MEMORY_FILE]: '{"format":2}' });
  git(folder, "checkout", "-q", "-b", MEMORY_BRANCH);
  save(folder);
  const notes: string[] = [];
  assert.deepEqual((await checkoutMemory(folder, notes)).memory, EMPTY_MEMORY);
  assert.match(notes.join(), /memory\.json on autorepo\/memory: .*every cooldown then starts anew/);
});

test("outside a checkout there is no branch", async () => {
  const { signal } = new AbortController();
  assert.equal(await openOwnBranch({ folder: "/", branch: MEMORY_BRANCH, file: MEMORY_FILE, signal }), null);
});

const COMMIT = "3f1c0e6f0d9b8a7c6d5e4f3a2b1c0d9e8f7a6b5c";

async function checkoutMemory(folder: string, notes: string[] = []) {
  const { signal } = new AbortController();
  const branch = await openOwnBranch({ folder, branch: MEMORY_BRANCH, file: MEMORY_FILE, signal });
  assert.ok(branch);
  return await openMemory(branch, (text) => notes.push(text));
}

function look(changes: Partial<Look>): Look {
  return { pin: "p", head: "c", trees: new Map(), left: new Set(), now: NOW, ...changes };
}

function seen(commit: string, tree: string | null, first: Date): SeenCommit {
  return { commit, first: first.toISOString(), tree };
}
