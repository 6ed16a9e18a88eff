import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { FinishedBuild } from "./build-context.ts";
import { buildPlan } from "./schedule.ts";
import { openWorkshop, planOf, type SmallPackage, type Workshop } from "./small-package.ts";

/** For tests: what is wrong with a package, the package, and where and how its build is to fail. */
export type FailureStory = readonly [
  story: string,
  small: Omit<SmallPackage, "name">,
  expected: {
    readonly phase: string;
    readonly reason: RegExp;
    readonly fault?: "package" | "infrastructure";
  },
];

/** Builds all of them in one run, three at once, and tells what came of each. The packages are named bad-0, bad-1, … */
export function tellFailures(title: string, stories: readonly FailureStory[]): void {
  const packages = stories.map(([, small], index): SmallPackage => ({ name: `bad-${index}`, ...small }));
  describe(title, () => {
    let workshop: Workshop;
    let finished: readonly FinishedBuild[];
    before(async () => {
      workshop = await openWorkshop(packages);
      finished = await buildPlan(planOf(packages), { ...workshop.context, jobs: 3 });
    });
    after(() => workshop[Symbol.asyncDispose]());

    for (const [index, [story, , expected]] of stories.entries()) {
      test(story, () => {
        const { result } =
          finished.find(({ result: { entry } }) => entry === `bad-${index}`) ?? assert.fail();
        assert.match(result.reason, expected.reason);
        assert.equal(result.outcome, "failed");
        assert.equal(result.phase, expected.phase);
        assert.equal(result.fault, expected.fault ?? "package");
        assert.deepEqual(result.packages, []);
      });
    }

    test("nothing is left of the packages of a build that failed", async () => {
      for (const { folder } of finished) assert.deepEqual(await readdir(join(folder, "packages")), []);
    });
  });
}
