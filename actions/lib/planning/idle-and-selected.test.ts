import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  commitOf,
  distributionOf,
  idleReason,
  NOW,
  planAfter,
  reasonsOf,
  type Sketch,
  worldOf,
} from "../../../test/planning-worlds.ts";
import type { PublishedEntry } from "../documents/index.ts";
import { planBuilds } from "./index.ts";

const daysAgo = (days: number) => new Date(NOW.getTime() - days * 86_400_000).toISOString();

const LIBFOO: Sketch = { name: "libfoo", offers: ["libfoo.so=2-64", "libbar.so=1-64"] };
const APP: Sketch = { name: "app", depends: ["libfoo"], needs: ["libfoo.so=2-64", "libc.so=6-64"] };

describe("a package is idle", () => {
  test("where it is not reviewed yet, held, or cannot be read", () => {
    const unreviewed: Sketch = { name: "new", entry: { ref: null } };
    const trees = new Map();
    assert.match(
      idleReason(planBuilds(worldOf([unreviewed], { trees })), "new") ?? "",
      /^not reviewed yet: `scripts\/autorepo review \S+`/,
    );
    assert.deepEqual(planBuilds(worldOf([{ name: "bad", problem: "no PKGBUILD" }])).idle, [
      { entry: "bad", standing: "unbuildable", reason: "no PKGBUILD" },
    ]);
  });

  test("where a rollback holds its pin, until the pin moves", () => {
    const hold = { ref: commitOf("libfoo"), since: daysAgo(1) };
    const change = (entry: PublishedEntry) => ({ ...entry, hold, rebuild: daysAgo(0) });
    const plan = planAfter([LIBFOO], [LIBFOO], { change });
    assert.equal(idleReason(plan, "libfoo"), "held at 1.0-1 by a rollback");
    assert.equal(planAfter([LIBFOO], [{ ...LIBFOO, tree: "2" }], { change }).jobs.length, 1);
  });

  test("where a dependency is nowhere, with what to do", () => {
    const plan = planBuilds(worldOf([{ name: "app", depends: ["aur-lib>=2", "libzzz.so=3-64"] }]));
    assert.deepEqual(plan.missing, [
      { entry: "app", dependency: "aur-lib>=2", command: "scripts/autorepo add aur-lib" },
      { entry: "app", dependency: "libzzz.so=3-64", command: null },
    ]);
    assert.match(
      idleReason(plan, "app") ?? "",
      /needs aur-lib>=2, which neither .*: `scripts\/autorepo add aur-lib` lists it; libzzz\.so=3-64, .* list its package in packages\.yaml$/,
    );
  });

  test("where no command can add what is missing: it is typed into a shell, and a soname names no package", () => {
    const depends = ["$(reboot)", "lib:libfoo.so.3", "a;b", "-o", "perl(Foo)"];
    const { missing } = planBuilds(worldOf([{ name: "app", depends }]));
    assert.deepEqual(
      missing.map(({ command }) => command),
      depends.map(() => null),
    );
  });

  test("where the repository's own package is too old", () => {
    const plan = planBuilds(worldOf([LIBFOO, { name: "app", depends: ["libfoo>=2"] }]));
    assert.equal(
      idleReason(plan, "app"),
      "needs libfoo>=2, but libfoo is at 1.0-1: a newer pin of libfoo would do",
    );
    assert.deepEqual(plan.missing, []);
  });

  test("where an entry makes the package, and does not list it", () => {
    const split: Sketch = {
      name: "foo-git",
      pkgnames: ["libfoo", "foo"],
      entry: { publishes: ["foo"] },
    };
    const plan = planBuilds(worldOf([APP, split]));
    assert.equal(
      idleReason(plan, "app"),
      "needs libfoo, which foo-git makes, but does not list under `packages:` in packages.yaml",
    );
    assert.deepEqual(plan.missing, []);
    const own = planBuilds(worldOf([{ ...split, depends: ["libfoo"] }]));
    assert.match(idleReason(own, "foo-git"), /^needs libfoo, which foo-git makes, but does not list/);
  });

  test("but not where only a part needs it that is not listed itself", () => {
    const split: Sketch = { name: "foo", pkgnames: ["foo", "libfoo", "foo-devel"], provides: ["api"] };
    const { trees } = worldOf([split]);
    const tree = trees.get("foo");
    assert.ok(tree && "metadata" in tree);
    const packages = tree.metadata.packages.map((one) =>
      one.pkgname === "foo-devel" ? { ...one, depends: ["libfoo=1.0", "api"] } : one,
    );
    const whole = new Map([["foo", { ...tree, metadata: { ...tree.metadata, packages } }]]);
    const plan = planBuilds(worldOf([{ ...split, entry: { publishes: ["foo"] } }], { trees: whole }));
    assert.deepEqual(reasonsOf(plan), { foo: "never published" });
  });
});

describe("a selection", () => {
  test("brings along dependencies that were never published, and nothing else", () => {
    const plan = planBuilds(
      worldOf([APP, LIBFOO, { name: "other" }], { selection: { packages: ["app"], rebuild: false } }),
    );
    assert.deepEqual(
      plan.jobs.map(({ entry }) => entry),
      ["libfoo", "app"],
    );
    assert.equal(idleReason(plan, "other"), "not selected");
  });

  test("of unknown names is an error that lists them", () => {
    const selection = { packages: ["ap", "libfoo", "zz"], rebuild: false };
    assert.throws(() => planBuilds(worldOf([APP, LIBFOO], { selection })), {
      code: "unknown-package",
      message: /"ap", "zz".*It lists app, libfoo/,
    });
  });
});

test("published names that no entry lists go, with their entry's build if it has one, the keyring package never", () => {
  const before: Sketch[] = [
    { name: "gone" },
    { name: "split", pkgnames: ["split", "split-docs"] },
    { name: "mine-keyring" },
  ];
  const plan = planAfter(before, [{ name: "split" }]);
  assert.deepEqual(plan.removes, [
    { pkgname: "gone", withBuildOf: null, reason: "packages.yaml does not list gone any more" },
    {
      pkgname: "split-docs",
      withBuildOf: "split",
      reason: "split does not list it under `packages:` any more: it stays until split is built without it",
    },
  ]);
});

test("names of this repository come first, then the distribution's, then what is provided", () => {
  const official = distributionOf({ ffmpeg: "7.0-1" }, { java: [{ pkgname: "jdk", version: "17" }] });
  const sketches: Sketch[] = [
    { name: "ffmpeg-full", provides: ["ffmpeg=7.0", "java=21", "virtual", "libv.so"] },
    { name: "player", depends: ["ffmpeg", "java"] },
    { name: "newer", depends: ["java>=18"] },
    { name: "user", depends: ["virtual", "libv.so=4-64"] },
    { name: "own", depends: ["player"] },
  ];
  const plan = planBuilds(worldOf(sketches, { distribution: official }));
  const waits = Object.fromEntries(plan.jobs.map(({ entry, waitsFor }) => [entry, waitsFor]));
  assert.deepEqual(waits, {
    "ffmpeg-full": [],
    player: [],
    newer: ["ffmpeg-full"],
    user: ["ffmpeg-full"],
    own: ["player"],
  });
});
