import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  failureOf,
  manifestOf,
  publishedEntry,
  type Sketch,
  worldOf,
} from "../../../test/planning-worlds.ts";
import type { BuildPlan, PlannedBuild, PublishedEntry, UsedDependency } from "../documents/index.ts";
import { planBuilds, referenceUses, unneeded, usesMode, usesValue } from "./index.ts";

const SIZE = 9;
const NAMES = Array.from({ length: SIZE }, (_, at) => `p${at}`);
const someNames = fc.subarray(NAMES, { maxLength: 3 });

/** Random repositories, cycles of all kinds included; each package offers one soname and needs some. */
const repository = fc.tuple(
  ...NAMES.map((name) =>
    fc
      .record({
        depends: someNames,
        makedepends: someNames,
        checkdepends: someNames,
        needed: someNames,
        rebuildOn: fc.constantFrom("soname", "version", "never"),
      })
      .map(
        ({ needed, rebuildOn, ...rest }): Sketch => ({
          name,
          ...rest,
          offers: [`lib${name}.so=1`],
          needs: needed.map((one) => `lib${one}.so=1`),
          settings: { rebuildOn },
        }),
      ),
  ),
);
const moved = fc.subarray(NAMES);
const failing = fc.subarray(NAMES, { maxLength: 2 });

const world = (sketches: readonly Sketch[], entries: Entries) =>
  worldOf(sketches, { manifest: manifestOf([...entries.values()]) });

function assertValid({ jobs, idle }: BuildPlan) {
  const done = new Set<string>();
  for (const { entry, waitsFor } of jobs) {
    for (const awaited of waitsFor) assert.ok(done.has(awaited), `${entry} comes before ${awaited}`);
    done.add(entry);
  }
  assert.deepEqual([...jobs, ...idle].map(({ entry }) => entry).sort(), NAMES);
}

/**
 * Builds a plan as the building room does: in order, real uses for those awaited, the unneeded left as they are,
 * the failing recorded, and what needs a failed one that was never published left undone.
 */
function build(plan: BuildPlan, repository: Repository, before: Entries): Entries {
  const after = new Map(before);
  for (const job of plan.jobs) {
    const sketch = repository.sketches.find(({ name }) => name === job.entry);
    assert.ok(sketch);
    if (job.waitsFor.some((awaited) => !after.get(awaited)?.built)) continue;
    const fails = repository.failing.includes(job.entry);
    const published = before.get(job.entry);
    const needs = fails ? (published?.built?.packages[0]?.needs ?? null) : (sketch.needs ?? []);
    const uses = realUses(job, { sketch, needs }, { plan, after });
    if (unneeded(job, uses, referenceUses(published ?? null, job.key))) continue;
    const entry = publishedEntry(sketch, { ...job, uses });
    const failed = { ...(published ?? { ...entry, built: null }), failure: failureOf({ ...job, uses }) };
    after.set(job.entry, fails ? failed : entry);
  }
  return after;
}

type Entries = ReadonlyMap<string, PublishedEntry>;
type Repository = { readonly sketches: readonly Sketch[]; readonly failing: readonly string[] };

function realUses(
  job: PlannedBuild,
  { sketch, needs }: { sketch: Sketch; needs: readonly string[] | null },
  { plan, after }: { plan: BuildPlan; after: Entries },
): UsedDependency[] {
  const rebuildOn = sketch.settings?.rebuildOn ?? "soname";
  return job.uses.map(({ entry, value }) => {
    if (value !== null || !job.waitsFor.includes(entry)) return { entry, value };
    const mode = usesMode({ entry: job.entry, dependency: entry, rebuildOn, cycles: plan.cycles });
    const packages = after.get(entry)?.built?.packages;
    assert.ok(mode && packages);
    return { entry, value: usesValue({ packages, needs, mode }) };
  });
}

/** Plans and builds until a plan is empty, or nothing of it can be built; fails where it never is. */
function settleDown(repository: Repository, start: Entries): Entries {
  let entries = start;
  for (let run = 0; run < SIZE + 3; run++) {
    const plan = planBuilds(world(repository.sketches, entries));
    assertValid(plan);
    if (plan.jobs.length === 0) return entries;
    entries = build(plan, repository, entries);
  }
  return assert.fail("it plans builds for ever");
}

test("any repository is put in order and comes to rest, failing packages included", () => {
  fc.assert(
    fc.property(repository, failing, (sketches, names) => {
      settleDown({ sketches, failing: names }, new Map());
    }),
    { numRuns: 300 },
  );
});

test("after pins moved, new versions and sonames reach every dependent, and it comes to rest", () => {
  fc.assert(
    fc.property(repository, moved, failing, (sketches, pins, names) => {
      const entries = settleDown({ sketches, failing: [] }, new Map());
      const soname = (text: string) =>
        pins.includes(text.replace(/^lib|\.so=1$/g, "")) ? text.replace("=1", "=2") : text;
      const later = sketches.map(
        (sketch): Sketch => ({
          ...sketch,
          ...(pins.includes(sketch.name) ? { tree: `${sketch.name}-2`, version: "2.0-1" } : {}),
          offers: sketch.offers?.map(soname) ?? [],
          needs: sketch.needs?.map(soname) ?? [],
        }),
      );
      settleDown({ sketches: later, failing: names }, entries);
    }),
    { numRuns: 300 },
  );
});
