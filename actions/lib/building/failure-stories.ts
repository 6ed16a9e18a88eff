import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Phase } from "../documents/index.ts";
import type { Sandbox } from "../sandbox/index.ts";
import type { FinishedBuild } from "./build-context.ts";
import { PhaseFailure } from "./phase-failure.ts";
import { buildPlan } from "./schedule.ts";
import { openWorkshop, planOf, type SmallPackage, type Workshop } from "./small-package.ts";

/** For tests: what is wrong with a package, the package, and where and how its build is to fail. */
export type FailureStory = readonly [
  story: string,
  small: Omit<SmallPackage, "name">,
  expected: {
    readonly phase: Phase;
    readonly reason: RegExp;
    readonly fault?: "package" | "infrastructure";
  },
];

/** Builds all of them in one run, three at once, and tells what came of each. The packages are named bad-0, bad-1, … */
export function tellFailures(title: string, stories: readonly FailureStory[]): void {
  const packages = packagesOf(stories);
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

/** Where single phases are tried: a package goes through one until that throws. */
export type Trials = AsyncDisposable & { run(small: SmallPackage, phase: Phase): Promise<void> };

/** The same of phases by themselves, which is quicker: what becomes of a failure then is shown by those above. */
export function tellFailuresOfPhases(
  title: string,
  stories: readonly FailureStory[],
  openTrials: (sandbox: Sandbox, packages: readonly SmallPackage[]) => Promise<Trials>,
): void {
  const packages = packagesOf(stories);
  describe(title, () => {
    let workshop: Workshop;
    let trials: Trials;
    before(async () => {
      workshop = await openWorkshop([]);
      trials = await openTrials(workshop.context.sandbox, packages);
    });
    after(async () => {
      await trials?.[Symbol.asyncDispose]();
      await workshop?.[Symbol.asyncDispose]();
    });

    for (const [index, [story, , { phase, reason, fault = "package" }]] of stories.entries()) {
      test(story, async () => {
        const failure = await trials.run(packages[index] ?? assert.fail(), phase).then(
          () => assert.fail("it went through"),
          (error: unknown) => error,
        );
        assert.ok(failure instanceof PhaseFailure, String(failure));
        assert.match(failure.message, reason);
        assert.deepEqual([failure.outcome, failure.phase, failure.fault], ["failed", phase, fault]);
      });
    }
  });
}

function packagesOf(stories: readonly FailureStory[]): readonly SmallPackage[] {
  return stories.map(([, small], index) => ({ name: `bad-${index}`, ...small }));
}
