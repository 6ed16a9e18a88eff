import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  commitOf,
  idleReason,
  manifestOf,
  planAfter,
  publishedFirst,
  reasonsOf,
  type Sketch,
  worldOf,
} from "../../../test/planning-worlds.ts";
import type { PublishedEntry } from "../documents/index.ts";
import { planBuilds, unneeded } from "./index.ts";

const LIBFOO: Sketch = { name: "libfoo", offers: ["libfoo.so=2-64", "libbar.so=1-64"] };
const APP: Sketch = { name: "app", depends: ["libfoo"], needs: ["libfoo.so=2-64", "libc.so=6-64"] };

describe("a package is built", () => {
  test("where it was never published, after what it depends on", () => {
    const plan = planBuilds(worldOf([APP, LIBFOO]));
    assert.deepEqual(reasonsOf(plan), { libfoo: "never published", app: "never published" });
    assert.deepEqual(
      plan.jobs.map(({ entry, waitsFor }) => [entry, waitsFor]),
      [
        ["libfoo", []],
        ["app", ["libfoo"]],
      ],
    );
    assert.deepEqual(plan.jobs[1]?.uses, [{ entry: "libfoo", value: null }]);
  });

  test("where its pin moved, and its dependents only if that changes anything", () => {
    const plan = planAfter([LIBFOO, APP], [{ ...LIBFOO, tree: "new" }, APP]);
    const [from, to] = [commitOf("libfoo"), commitOf("new")].map((commit) => commit.slice(0, 4));
    assert.deepEqual(reasonsOf(plan), {
      libfoo: `pin moved ${from} → ${to}`,
      app: "if libfoo's sonames change",
    });
    const app = plan.jobs.find(({ entry }) => entry === "app");
    assert.ok(app?.conditional);
    const was = [{ entry: "libfoo", value: "libfoo.so=2-64" }];
    assert.ok(unneeded(app, was, was));
    assert.ok(!unneeded(app, [{ entry: "libfoo", value: "libfoo.so=3-64" }], was));
  });

  test("where only the commit moved, nothing is", () => {
    const moved: Sketch = { ...APP, entry: { ref: { kind: "commit", sha: commitOf("elsewhere") } } };
    assert.equal(idleReason(planAfter([LIBFOO, APP], [LIBFOO, moved]), "app"), "unchanged");
  });

  test("where its settings, names or the image changed", () => {
    const split: Sketch = { name: "foo", pkgnames: ["foo", "foo-docs"] };
    const change = (changes: Partial<Sketch>) =>
      reasonsOf(planAfter([split], [{ ...split, ...changes }])).foo;
    const network = { settings: { network: "build" } } as const;
    assert.equal(change(network), "its network level changed: none → build");
    const other = { entry: { publishes: ["foo", "foo-man"] } };
    const names = "its names in packages.yaml changed: no longer foo-docs; now foo-man";
    assert.equal(change(other), names);
    assert.equal(change({ ...other, ...network }), `${names}; its network level changed: none → build`);
    const { packagesYaml } = worldOf([split]);
    const image = { ...packagesYaml, repository: { ...packagesYaml.repository, image: "other" } };
    assert.equal(
      reasonsOf(planAfter([split], [split], { packagesYaml: image })).foo,
      "what it is built with changed: the image line, or more than that",
    );
    assert.equal(planAfter([LIBFOO], [{ ...LIBFOO, entry: { tests: ["true"] } }]).jobs.length, 0);
  });

  test("where a folder of this repository changed, or a branch moved", () => {
    const local: Sketch = { name: "local", entry: { source: { local: "pkgbuilds/local" }, ref: null } };
    const change = (entry: PublishedEntry): PublishedEntry => ({
      ...entry,
      built: entry.built && { ...entry.built, commit: null },
    });
    assert.equal(
      reasonsOf(planAfter([local], [{ ...local, tree: "2" }], { change })).local,
      "its folder changed",
    );
    const tracked: Sketch = { name: "tip", entry: { ref: { kind: "branch", name: "main" } } };
    assert.match(
      reasonsOf(planAfter([tracked], [{ ...tracked, tree: "2" }])).tip ?? "",
      /^branch main moved/,
    );
  });

  test("where a dependency that was published since offers other sonames", () => {
    const newer: Sketch = { ...LIBFOO, offers: ["libfoo.so=3-64", "libbar.so=1-64"] };
    const entries = [...publishedFirst([newer]), ...publishedFirst([LIBFOO, APP]).slice(1)];
    const plan = planBuilds(worldOf([newer, APP], { manifest: manifestOf(entries) }));
    assert.match(
      reasonsOf(plan).app ?? "",
      /^rebuilt because libfoo now offers libfoo\.so=3-64; broken now: /,
    );
    assert.deepEqual(plan.jobs[0]?.uses, [{ entry: "libfoo", value: "" }]);
  });

  test("where a dependency's version changed and it asks for that, or not at all", () => {
    const newer = { ...LIBFOO, version: "2.0-1" };
    const planFor = (rebuildOn: "version" | "never") => {
      const app: Sketch = { ...APP, settings: { rebuildOn } };
      const entries = [...publishedFirst([newer]), ...publishedFirst([LIBFOO, app]).slice(1)];
      return planBuilds(worldOf([newer, app], { manifest: manifestOf(entries) }));
    };
    assert.deepEqual(reasonsOf(planFor("version")), { app: "rebuilt because libfoo is now 2.0-1" });
    assert.deepEqual(planFor("never").jobs, []);
    assert.deepEqual(
      reasonsOf(
        planAfter(
          [LIBFOO, { ...APP, settings: { rebuildOn: "never" } }],
          [
            { ...LIBFOO, tree: "2" },
            { ...APP, settings: { rebuildOn: "never" } },
          ],
        ),
      ).app,
      undefined,
    );
  });

  test("where it is released from a rollback, once nothing that it uses is held", () => {
    const mark = "2026-11-20T01:02:03Z";
    const hold = { ref: commitOf("libfoo"), since: mark };
    const release = (entry: PublishedEntry) =>
      entry.entry === "app" ? { ...entry, rebuild: mark } : { ...entry, hold };
    const planOf = (app: Sketch, change = release) => planAfter([LIBFOO, APP], [LIBFOO, app], { change });
    assert.deepEqual(planOf(APP).jobs, []);
    assert.equal(
      idleReason(planOf(APP), "app"),
      "to be built again once nothing that it uses is held by a rollback: `scripts/autorepo release libfoo`",
    );
    assert.match(reasonsOf(planOf({ ...APP, tree: "2" })).app ?? "", /^pin moved/);
    const both = planOf(APP, (entry) => ({ ...entry, rebuild: mark }));
    assert.deepEqual(
      both.jobs.map(({ entry, waitsFor }) => [entry, waitsFor]),
      [
        ["libfoo", []],
        ["app", ["libfoo"]],
      ],
    );
  });

  test("where it is marked, or asked for by hand", () => {
    const change = (entry: PublishedEntry) => ({ ...entry, rebuild: "2026-11-20T01:02:03Z" });
    assert.equal(
      reasonsOf(planAfter([LIBFOO], [LIBFOO], { change })).libfoo,
      "rebuild asked for by hand on 2026-11-20",
    );
    const selection = { packages: ["libfoo"], rebuild: true };
    const plan = planAfter([LIBFOO, APP], [LIBFOO, APP], { selection });
    assert.deepEqual(reasonsOf(plan), { libfoo: "rebuild asked for by hand" });
    assert.equal(idleReason(plan, "app"), "not selected");
  });
});
