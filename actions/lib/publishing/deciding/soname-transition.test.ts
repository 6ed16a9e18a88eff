import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { PublishedPackage } from "../../documents/index.ts";
import { postponedByTransition, type TransitionFacts } from "./soname-transition.ts";

type Sketch = { readonly offers?: readonly string[]; readonly needs?: readonly string[] };

/** Entries of one package each, named like it. */
function packageOf(pkgname: string, { offers = [], needs = [] }: Sketch): PublishedPackage {
  const facts = { version: "1-1", arch: "any", object: pkgname, sha256: "", bytes: 1, installedBytes: 1 };
  return { pkgname, ...facts, signedBy: null, offers, needs };
}

function postponed(story: {
  readonly published: Readonly<Record<string, Sketch>>;
  readonly built: Readonly<Record<string, Sketch>>;
  readonly failed?: readonly string[];
  readonly leaving?: readonly string[];
  readonly held?: readonly string[];
}): Readonly<Record<string, string>> {
  const packages = (sketches: Readonly<Record<string, Sketch>>) =>
    Object.entries(sketches).map(([entry, sketch]) => ({ entry, packages: [packageOf(entry, sketch)] }));
  const facts: TransitionFacts = {
    published: new Map(packages(story.published).map((one) => [one.entry, one.packages])),
    replacements: packages(story.built),
    leaving: new Set(story.leaving),
    held: new Set(story.held),
    hasFailedAgainst: (entry) => story.failed?.includes(entry) ?? false,
  };
  return Object.fromEntries(postponedByTransition(facts).map(({ entry, reason }) => [entry, reason]));
}

const published = {
  libfoo: { offers: ["libfoo.so=2-64"] },
  app: { needs: ["libfoo.so=2-64", "libc.so=6-64"] },
};
const newLibfoo = { offers: ["libfoo.so=3-64"] };
const newApp = { needs: ["libfoo.so=3-64"] };

test("a library with a new soname waits for those who need the old one", () => {
  assert.deepEqual(postponed({ published, built: { libfoo: newLibfoo } }), {
    libfoo: "it no longer offers libfoo.so=2-64, and app that needs it has not been rebuilt yet",
  });
  assert.deepEqual(postponed({ published, built: { libfoo: newLibfoo }, held: ["app"] }), {
    libfoo:
      "it no longer offers libfoo.so=2-64, and app that needs it is held by a rollback: `scripts/autorepo release app` lifts that",
  });
});

test("it goes out together with their rebuilds", () => {
  assert.deepEqual(postponed({ published, built: { libfoo: newLibfoo, app: newApp } }), {});
});

test("it goes out when their rebuild has failed", () => {
  assert.deepEqual(postponed({ published, built: { libfoo: newLibfoo }, failed: ["app"] }), {});
});

test("a rebuild against the old library does not count", () => {
  const built = { libfoo: newLibfoo, app: { needs: ["libfoo.so=2-64"] } };
  assert.deepEqual(Object.keys(postponed({ published, built })), ["libfoo"]);
});

test("who was built against a library that waits, waits too, and so on up the chain", () => {
  const tower = {
    ...published,
    other: { needs: ["libfoo.so=2-64"] },
    gui: { needs: ["libapp.so=1-64"] },
  };
  const built = {
    libfoo: newLibfoo,
    app: { needs: ["libfoo.so=3-64"], offers: ["libapp.so=2-64"] },
    gui: { needs: ["libapp.so=2-64"] },
  };
  assert.deepEqual(Object.keys(postponed({ published: tower, built })).sort(), ["app", "gui", "libfoo"]);
});

test("what packages.yaml lets go with a build does not hold that build up", () => {
  assert.deepEqual(postponed({ published, built: { libfoo: newLibfoo }, leaving: ["libfoo"] }), {});
});

test("a soname that another package offers as well is not lost", () => {
  const both = { ...published, compat: { offers: ["libfoo.so=2-64"] } };
  assert.deepEqual(postponed({ published: both, built: { libfoo: newLibfoo } }), {});
});

test("a library may keep its soname, gain one, or be new", () => {
  const built = {
    libfoo: { offers: ["libfoo.so=2-64", "libfoo++.so=1-64"] },
    libbar: { offers: ["libbar.so=1-64"] },
  };
  assert.deepEqual(postponed({ published, built }), {});
});

test("whatever is postponed, what is published needs no soname that was lost", () => {
  const sonames = fc.uniqueArray(fc.constantFrom("a", "b", "c", "d"), { maxLength: 3 });
  const sketch = fc.record({ offers: sonames, needs: sonames });
  const world = fc.dictionary(fc.constantFrom("p", "q", "r", "s", "t"), sketch);
  const property = fc.property(world, world, (before, built) => {
    const waits = postponed({ published: before, built });
    const after = { ...before };
    for (const [entry, replacement] of Object.entries(built)) {
      if (!Object.hasOwn(waits, entry)) after[entry] = replacement;
    }
    const offered = (packages: Readonly<Record<string, Sketch>>) =>
      new Set(Object.values(packages).flatMap(({ offers = [] }) => offers));
    const [old, now, all] = [offered(before), offered(after), offered(built)];
    for (const [entry, { needs = [] }] of Object.entries(after)) {
      const isNew = !Object.hasOwn(waits, entry) && Object.hasOwn(built, entry);
      for (const need of needs) {
        // Its own library may go with it: a package is not half-way through a transition with itself.
        const own = before[entry]?.offers?.includes(need);
        if (old.has(need) && !own) assert.ok(now.has(need), `${entry} lost ${need}`);
        if (isNew && all.has(need)) assert.ok(now.has(need), `${entry} went out without ${need}`);
      }
    }
  });
  fc.assert(property, { numRuns: 2000 });
});
