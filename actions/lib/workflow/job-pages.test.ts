import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { nextPage } from "./job-pages.ts";

const order = Array.from({ length: 256 }, (_, index) => `p${index}`);
const none: ReadonlySet<number> = new Set();

test("the page comes first on which a job probably is: those of the matrix stand behind that of the plan", () => {
  const first = (...missing: string[]) => nextPage({ missing, order, read: none, total: null });
  assert.deepEqual([first("p0"), first("p98"), first("p99"), first("p255")], [1, 1, 2, 3]);
  assert.equal(first("p255", "p0"), 3);
  assert.equal(first("unplanned"), 1);
  assert.equal(first(), null);
});

test("a wrong guess is followed by the other pages, each of them once, and by none beyond the last", () => {
  const read = (pages: readonly number[], total: number) =>
    nextPage({ missing: ["p255"], order, read: new Set(pages), total });
  assert.deepEqual([read([3], 257), read([3, 1], 257), read([3, 1, 2], 257)], [1, 2, null]);
  assert.equal(read([3], 40), 1, "an attempt that repeats few jobs has a short list");
  assert.equal(read([3], 0), null);
});

test("in any list every job is found, in no more requests than there are pages", () => {
  const lists = fc.shuffledSubarray(["plan", ...order], { minLength: 1 });
  fc.assert(
    fc.property(lists, fc.uniqueArray(fc.constantFrom(...order), { maxLength: 8 }), (list, wanted) => {
      const read = new Set<number>();
      const found = new Set<string>();
      for (let total: number | null = null; ; total = list.length) {
        const page = nextPage({ missing: wanted.filter((one) => !found.has(one)), order, read, total });
        if (page === null) break;
        assert.ok(!read.has(page));
        read.add(page);
        for (const one of list.slice((page - 1) * 100, page * 100)) found.add(one);
      }
      assert.ok(read.size <= Math.ceil(list.length / 100) + 1, "one guess may lie beyond the last page");
      for (const one of wanted) assert.equal(found.has(one), list.includes(one));
    }),
  );
});
