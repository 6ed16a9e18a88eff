import assert from "node:assert/strict";
import { test } from "node:test";
import type { Manifest, TestResult } from "../documents/index.ts";
import type { LocalPackage } from "./local-repository.ts";
import { jobOf } from "./small-package.ts";
import { readUpgrade } from "./upgrade.ts";
import type { OpenWork } from "./work.ts";

/** "app 1.0-1: libbar, libfoo=1" */
type Sketch = string;

test("an upgrade starts from what users have, also of what the new version needs no more", async () => {
  const world = {
    published: {
      app: ["app 1: libbar", "app-docs 1"],
      bar: ["libbar 1: libfoo=1"],
      foo: ["libfoo 1"],
      hat: ["hat 1"],
    },
    finished: { foo: ["libfoo 2: libnew"], fresh: ["libnew 1"] },
    built: ["app 2"],
  };
  assert.deepEqual(await upgradeIn(world), {
    published: ["app 1"],
    beside: ["libbar 1", "libfoo 1"],
    others: ["libbar 1", "libfoo 2", "libnew 1"],
    notes: [],
  });
});

test("parts of a package that it has no more are there as users have them", async () => {
  const world = { published: { app: ["app 1: app-data=1", "app-data 1"] }, finished: {}, built: ["app 2"] };
  const upgrade = await upgradeIn(world);
  assert.deepEqual(upgrade, {
    published: ["app 1"],
    beside: ["app-data 1"],
    others: ["app-data 1"],
    notes: [],
  });
});

test("what the store has lost is done without, and what nobody has is not upgraded from", async () => {
  const published = { app: ["app 1: libbar", "tool 1"], bar: ["libbar 1"] };
  const built = ["app 2", "tool 2"];
  assert.deepEqual(await upgradeIn({ published, finished: {}, built, lost: ["tool", "libbar"] }), {
    published: ["app 1"],
    beside: [],
    others: [],
    notes: ["upgrade tool: noted not tried, since the store has lost the published 1"],
  });
  assert.equal(await upgradeIn({ published: {}, finished: {}, built }), null);
});

type World = {
  readonly published: Readonly<Record<string, readonly Sketch[]>>;
  readonly finished: Readonly<Record<string, readonly Sketch[]>>;
  readonly built: readonly Sketch[];
  readonly lost?: readonly string[];
};

/** What the entry "app" would be upgraded from and to, in sketches without dependencies. */
async function upgradeIn({ published, finished, built, lost = [] }: World) {
  const files = Object.values(published).flat().map(packageOf);
  const entries = Object.entries(published).map(([entry, sketches]) => ({
    entry,
    metadata: null,
    built: { packages: sketches.map((sketch) => ({ ...packageOf(sketch).contents.info, offers: [] })) },
  }));
  const tests: TestResult[] = [];
  const work = {
    job: jobOf({ name: "app", pkgbuild: "" }),
    finished: Object.entries(finished).map(([entry, sketches]) => ({
      result: { entry, outcome: "built" },
      packages: sketches.map(packageOf),
    })),
    findings: { tests },
    context: {
      manifest: { entries } as unknown as Manifest,
      readPublished: async ({ pkgname }: { readonly pkgname: string }) =>
        files.find(({ contents }) => contents.info.pkgname === pkgname && !lost.includes(pkgname)) ?? null,
    },
  } as unknown as OpenWork;
  const upgrade = await readUpgrade(work, built.map(packageOf));
  if (upgrade === null) return null;
  const notes = tests.map((each) => `${each.test} ${each.subject}: ${each.outcome} ${each.detail}`);
  return {
    published: sketched(upgrade.published),
    beside: sketched(upgrade.beside),
    others: sketched(upgrade.others),
    notes,
  };
}

function packageOf(sketch: Sketch): LocalPackage {
  const [name = "", needs = ""] = sketch.split(": ");
  const [pkgname, version] = name.split(" ");
  const depends = needs.split(", ").filter((text) => text !== "");
  return {
    path: name,
    contents: { info: { pkgname, version, depends, provides: [] } },
  } as unknown as LocalPackage;
}

function sketched(packages: readonly LocalPackage[]): Sketch[] {
  return packages.map(({ path }) => path);
}
