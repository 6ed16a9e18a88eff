import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { manifestOf, publishedEntry, type Sketch, worldOf } from "../../../test/planning-worlds.ts";
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

const world = (sketches: readonly Sketch[], entries: ReadonlyMap<string, PublishedEntry>) =>
  worldOf(sketches, { manifest: manifestOf([...entries.values()]) });

function assertValid({ jobs, idle }: BuildPlan) {
  const done = new Set<string>();
  for (const { entry, waitsFor } of jobs) {
    for (const awaited of waitsFor) assert.ok(done.has(awaited), `${entry} comes before ${awaited}`);
    done.add(entry);
  }
  assert.deepEqual([...jobs, ...idle].map(({ entry }) => entry).sort(), NAMES);
}

/** Builds a plan as the building room does: in order, real uses for those awaited, the unneeded left as they are. */
function build(plan: BuildPlan, sketches: readonly Sketch[], before: ReadonlyMap<string, PublishedEntry>) {
  const after = new Map(before);
  for (const job of plan.jobs) {
    const sketch = sketches.find(({ name }) => name === job.entry);
    assert.ok(sketch);
    const uses = realUses(job, sketch, { plan, after });
    if (unneeded(job, uses, referenceUses(before.get(job.entry) ?? null, job.key))) continue;
    after.set(job.entry, publishedEntry(sketch, { ...job, uses }));
  }
  return after;
}

function realUses(
  job: PlannedBuild,
  sketch: Sketch,
  { plan, after }: { plan: BuildPlan; after: ReadonlyMap<string, PublishedEntry> },
): UsedDependency[] {
  const rebuildOn = sketch.settings?.rebuildOn ?? "soname";
  return job.uses.map(({ entry, value }) => {
    if (value !== null || !job.waitsFor.includes(entry)) return { entry, value };
    const mode = usesMode({ entry: job.entry, dependency: entry, rebuildOn, cycles: plan.cycles });
    const packages = after.get(entry)?.built?.packages;
    assert.ok(mode && packages);
    return { entry, value: usesValue({ packages, needs: sketch.needs ?? [], mode }) };
  });
}

/** Plans and builds until a plan is empty; fails where it never is. */
function settleDown(sketches: readonly Sketch[], start: ReadonlyMap<string, PublishedEntry>) {
  let entries = start;
  for (let run = 0; run < SIZE + 3; run++) {
    const plan = planBuilds(world(sketches, entries));
    assertValid(plan);
    if (plan.jobs.length === 0) return { entries, runs: run };
    entries = build(plan, sketches, entries);
  }
  return assert.fail("it plans builds for ever");
}

test("any repository is put in order and comes to rest", () => {
  fc.assert(
    fc.property(repository, (sketches) => {
      settleDown(sketches, new Map());
    }),
    { numRuns: 300 },
  );
});

test("after pins moved, new versions and sonames reach every dependent, and it comes to rest", () => {
  fc.assert(
    fc.property(repository, moved, fc.boolean(), (sketches, pins, newSonames) => {
      const { entries } = settleDown(sketches, new Map());
      const soname = (text: string) => {
        const name = text.replace(/^lib|\.so=1$/g, "");
        return newSonames && pins.includes(name) ? `lib${name}.so=2` : text;
      };
      const later = sketches.map(
        (sketch): Sketch => ({
          ...sketch,
          ...(pins.includes(sketch.name) ? { tree: `${sketch.name}-2`, version: "2.0-1" } : {}),
          offers: sketch.offers?.map(soname) ?? [],
          needs: sketch.needs?.map(soname) ?? [],
        }),
      );
      settleDown(later, entries);
    }),
    { numRuns: 300 },
  );
});
