import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  changeOf,
  clientsView,
  entryOf,
  publishingWorld,
  publishPackages,
} from "../../../../test/publishing-world.ts";
import type { Manifest, PublishedEntry, PublishedPackage } from "../../documents/index.ts";
import { rollback } from "../index.ts";
import { type RolledBack, rollBack } from "./roll-back.ts";

type Sketch = {
  readonly version: string;
  readonly offers?: readonly string[];
  readonly needs?: readonly string[];
  readonly depends?: readonly string[];
  readonly provides?: readonly string[];
};
type Sketches = Readonly<Record<string, Sketch>>;

function packageOf(pkgname: string, { version, offers = [], needs = [] }: Sketch): PublishedPackage {
  const facts = { arch: "any", object: `${pkgname}-${version}`, sha256: "", bytes: 1, installedBytes: 1 };
  return { pkgname, version, ...facts, signedBy: null, offers, needs };
}

function manifestOf(generation: number, sketches: Sketches): Manifest {
  const entries = Object.entries(sketches).map(([entry, sketch]): PublishedEntry => {
    const inputs = { entry, key: "", checks: "", commit: null, tree: "", uses: [], vcs: [] };
    const built = { ...inputs, time: "", seconds: 1, image: "", run: null };
    const packages = [packageOf(entry, sketch)];
    const { version, depends = [], provides = [] } = sketch;
    const own = { pkgname: entry, depends, provides, conflicts: [] };
    const none = { makedepends: [], checkdepends: [], sources: [] };
    const metadata = { tree: "", pkgbase: entry, version, packages: [own], ...none };
    const rest = { path: "", metadata, failure: null, hold: null, rebuild: null };
    return { entry, built: { ...built, packages }, ...rest };
  });
  const none = { sha256: "", bytes: 0 };
  const rest = { publication: "", time: "", commit: null, previous: null, run: null, highest: {} };
  return { generation, database: "", databases: { db: none, files: none }, entries, ...rest };
}

function rolled(story: {
  readonly current: Sketches;
  readonly target: Sketches;
  readonly entry: string | null;
  readonly listed?: readonly string[];
}): RolledBack {
  const { current, target, entry } = story;
  const listed = story.listed ?? [...Object.keys(current), ...Object.keys(target)];
  const facts = { current: manifestOf(1, current), target: manifestOf(0, target) };
  const tip = [...new Set(listed)].map((name) => entryOf(name));
  return rollBack({ ...facts, tip, time: "2026-11-22T12:00:00.000Z" }, entry);
}

const versions = ({ entries }: RolledBack) =>
  Object.fromEntries(
    entries.flatMap(({ built }) => (built?.packages ?? []).map((p) => [p.pkgname, p.version])),
  );

const target = {
  libfoo: { version: "1-1", offers: ["libfoo.so=1-64"] },
  app: { version: "1-1", needs: ["libfoo.so=1-64"] },
  tool: { version: "1-1" },
};
const current = {
  libfoo: { version: "2-1", offers: ["libfoo.so=2-64"] },
  app: { version: "2-1", needs: ["libfoo.so=2-64", "libc.so=6-64"] },
  tool: { version: "2-1" },
};

test("a library takes along who needs the soname that goes with it, and nobody else", () => {
  const back = rolled({ current, target, entry: "libfoo" });
  assert.deepEqual(versions(back), { libfoo: "1-1", app: "1-1", tool: "2-1" });
  assert.deepEqual(back.along, [
    { entry: "app", reason: "app 2-1 needs libfoo.so=2-64, which goes with libfoo 2-1" },
  ]);
  assert.deepEqual(back.changed, ["app", "libfoo"]);
});

test("a program takes along the library it was linked with", () => {
  const back = rolled({ current, target, entry: "app" });
  assert.deepEqual(versions(back), { libfoo: "1-1", app: "1-1", tool: "2-1" });
  assert.deepEqual(back.along, [
    { entry: "libfoo", reason: "app 1-1 needs libfoo.so=1-64, which libfoo 1-1 offered then" },
  ]);
});

test("a whole tower goes back, rung by rung", () => {
  const tower = (n: number): Sketches => ({
    libfoo: { version: `${n}-1`, offers: [`libfoo.so=${n}-64`] },
    libbar: { version: `${n}-1`, needs: [`libfoo.so=${n}-64`], offers: [`libbar.so=${n}-64`] },
    app: { version: `${n}-1`, needs: [`libbar.so=${n}-64`] },
  });
  const back = rolled({ current: tower(2), target: tower(1), entry: "libfoo" });
  assert.deepEqual(Object.values(versions(back)), ["1-1", "1-1", "1-1"]);
});

test("a rollback that would break a package which is newer than the library is refused in words", () => {
  const later = { ...current, late: { version: "1-1", needs: ["libfoo.so=2-64"] } };
  assert.throws(() => rolled({ current: later, target, entry: "libfoo" }), {
    code: "transition",
    message: /late 1-1 needs libfoo\.so=2-64, which goes with libfoo 2-1.*rollback 0/,
  });
  const all = rolled({ current: later, target, entry: null });
  assert.deepEqual(versions(all), { app: "1-1", libfoo: "1-1", tool: "1-1" });
});

test("a rollback to a library that packages.yaml no longer lists is refused in words", () => {
  const { libfoo: _, ...without } = { ...current, app: { version: "2-1" } };
  assert.throws(() => rolled({ current: without, target, entry: null, listed: ["app", "tool"] }), {
    code: "transition",
    message:
      /app 1-1 needs libfoo\.so=1-64, which libfoo 1-1 offered then, and packages\.yaml no longer lists libfoo: list it again/,
  });
});

test("a dependency on a version takes along as a soname does, one that the distribution meets does not", () => {
  const now = {
    data: { version: "2-1" },
    game: { version: "2-1", depends: ["data>=2", "sdl2"] },
    mod: { version: "2-1", depends: ["engine=2"] },
    tool: { version: "2-1", provides: ["engine=2"] },
  };
  const then = {
    data: { version: "1-1" },
    game: { version: "1-1", depends: ["data", "sdl2"] },
    mod: { version: "1-1", depends: ["engine"] },
    tool: { version: "1-1", provides: ["engine=1"] },
  };
  const data = rolled({ current: now, target: then, entry: "data" });
  assert.deepEqual(versions(data), { data: "1-1", game: "1-1", mod: "2-1", tool: "2-1" });
  assert.deepEqual(
    data.along.map(({ reason }) => reason),
    ["game 2-1 depends on data>=2, which goes with data 2-1"],
  );
  const tool = rolled({ current: now, target: then, entry: "tool" });
  assert.deepEqual(versions(tool), { data: "2-1", game: "2-1", mod: "1-1", tool: "1-1" });
});

test("what a package did without then, it does without again", () => {
  const game = { version: "1-1", depends: ["data"] };
  const back = rolled({ current: { game, data: { version: "1-1" } }, target: { game }, entry: null });
  assert.deepEqual(versions(back), { game: "1-1" });
});

test("what was broken before does not stand in the way", () => {
  const broken = { ...current, app: { version: "2-1", needs: ["libgone.so=1-64"] } };
  const back = rolled({ current: broken, target, entry: "tool" });
  assert.deepEqual(versions(back), { app: "2-1", libfoo: "2-1", tool: "1-1" });
});

test("whatever goes back, nothing needs a soname that was lost on the way", () => {
  const sonames = fc.uniqueArray(fc.constantFrom(...["a", "b", "c"]), { maxLength: 2 });
  const sketch = (version: string) =>
    fc.record({ version: fc.constant(version), offers: sonames, needs: sonames });
  const name = fc.constantFrom("p", "q", "r", "s");
  const worlds = fc.tuple(fc.dictionary(name, sketch("2-1")), fc.dictionary(name, sketch("1-1")));
  const property = fc.property(worlds, fc.option(name), (given, entry) => {
    const [now, then] = given;
    const [back] = [rolledOrNull({ current: now, target: then, entry })];
    if (back === null) return;
    const offered = new Set(back.entries.flatMap(({ built }) => built?.packages[0]?.offers ?? []));
    for (const { built } of back.entries) {
      const [one] = built?.packages ?? [];
      const before = one?.version === "2-1" ? now : then;
      const known = new Set(Object.values(before).flatMap(({ offers = [] }) => offers));
      for (const need of one?.needs ?? [])
        assert.ok(offered.has(need) || !known.has(need), `${need} was lost`);
    }
  });
  fc.assert(property, { numRuns: 2000 });
});

function rolledOrNull(story: Parameters<typeof rolled>[0]): RolledBack | null {
  try {
    return rolled(story);
  } catch (error) {
    assert.equal((error as { code?: string }).code, "transition");
    return null;
  }
}

test("published libraries and programs go back together", async () => {
  await using world = await publishingWorld();
  const entries = [entryOf("libfoo"), entryOf("app")];
  for (const version of ["1", "2"]) {
    const packages = [
      { pkgname: "libfoo", version: `${version}-1`, soname: `libfoo.so.${version}` },
      { pkgname: "app", version: `${version}-1`, needed: [`libfoo.so.${version}`] },
    ];
    await publishPackages(world, entries, { packages });
  }
  const wish = { kind: "version", name: "libfoo", version: "1-1" } as const;
  const request = { ...changeOf(world.store, entries), wish, remove: null, progress: () => {} };
  const { steps } = await rollback(request);
  assert.deepEqual(
    steps.map(({ pkgname, to, because }) => [pkgname, to, because !== null]),
    [
      ["app", "1-1", true],
      ["libfoo", "1-1", false],
    ],
  );
  assert.deepEqual(await clientsView(world.root), ["app 1-1", "libfoo 1-1"]);
});
