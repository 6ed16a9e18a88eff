import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { inParallel, together } from "./in-parallel.ts";

test("everything is done once, no more at a time than asked for", async () => {
  const done: number[] = [];
  let [now, most] = [0, 0];
  const answers = await inParallel([1, 2, 3, 4, 5, 6, 7], {
    atOnce: 3,
    work: async (item) => {
      most = Math.max(most, ++now);
      await sleep(item % 3);
      now--;
      done.push(item);
      return item * 10;
    },
  });
  assert.deepEqual(answers, [10, 20, 30, 40, 50, 60, 70]);
  assert.deepEqual([done.toSorted(), most], [[1, 2, 3, 4, 5, 6, 7], 3]);
});

test("after a failure nothing is begun, and nothing goes on behind the caller's back", async () => {
  const begun: number[] = [];
  const ended: number[] = [];
  const work = async (item: number) => {
    begun.push(item);
    if (item === 2) throw new Error("no");
    await sleep(5);
    ended.push(item);
  };
  await assert.rejects(inParallel([1, 2, 3, 4, 5], { atOnce: 2, work }), /no/);
  assert.deepEqual([begun, ended], [[1, 2], [1]]);
});

test("items that cannot be made are such a failure", async () => {
  const ended: number[] = [];
  function* items() {
    yield 1;
    throw new Error("no second one");
  }
  const work = async (item: number) => {
    await sleep(5);
    ended.push(item);
  };
  await assert.rejects(inParallel(items(), { atOnce: 2, work }), /no second one/);
  assert.deepEqual(ended, [1]);
});

test("of several failures that of the first item is told, whichever came first", async () => {
  const work = async (item: number) => {
    await sleep(item === 1 ? 10 : 1);
    throw new Error(`no ${item}`);
  };
  await assert.rejects(inParallel([1, 2, 3], { atOnce: 3, work }), /no 1/);
});

test("what is done together fails when all of it has ended, with the first failure", async () => {
  const ended: string[] = [];
  const work = async (name: string, milliseconds: number) => {
    await sleep(milliseconds);
    ended.push(name);
    if (name !== "done") throw new Error(name);
    return name;
  };
  await assert.rejects(together(work("first", 5), work("second", 1), work("done", 9)), /first/);
  assert.deepEqual(ended, ["second", "first", "done"]);
  assert.deepEqual(await together(work("done", 1), Promise.resolve(7)), ["done", 7]);
});
