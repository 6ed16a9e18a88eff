import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { manifestOf, worldOf } from "../../../../test/planning-worlds.ts";
import { entryOf, packagesYamlOf, resultOf } from "../../../../test/publishing-world.ts";
import type { BuildPlan, Built, PublishedEntry, PublishedPackage } from "../../documents/index.ts";
import type { Entry } from "../../packages-yaml/packages-yaml.ts";
import { planBuilds, unlistedNames } from "../../planning/index.ts";
import { requireExactChange } from "./invariant.ts";
import { judgeClaim } from "./judge-claim.ts";
import { publishedNames, removedNames, requireConfirmedRemoval } from "./names.ts";
import { nextEntries } from "./next-entries.ts";

const TIME = "2026-11-22T12:00:00.000Z";

function packageOf(pkgname: string, version: string): PublishedPackage {
  const facts = {
    arch: "any",
    sha256: "",
    bytes: 1,
    installedBytes: 1,
    signedBy: null,
    offers: [],
    needs: [],
  };
  return { pkgname, version, object: `${pkgname}-${version}`, ...facts };
}

function builtOf(entry: string, pkgnames: readonly string[], version: string): Built {
  const { key, checks, commit, tree, uses, vcs, image } = resultOf(entryOf(entry));
  const packages = pkgnames.map((pkgname) => packageOf(pkgname, version));
  return { entry, key, checks, commit, tree, uses, vcs, time: TIME, seconds: 1, image, run: null, packages };
}

function publishedOf(entry: string, changes: Partial<PublishedEntry> = {}): PublishedEntry {
  const built = builtOf(entry, [entry], "1-1");
  return { entry, path: "", metadata: null, built, failure: null, hold: null, rebuild: null, ...changes };
}

const facts = {
  changes: new Map(),
  removed: new Set<string>(),
  rebuildAsked: { kind: "none" },
  time: TIME,
} as const;

test("a hold is on the ref: another one lifts it, and a held entry is not marked for a rebuild", () => {
  const alpha = entryOf("alpha");
  const sha = alpha.ref?.kind === "commit" ? alpha.ref.sha : "";
  const previous = [publishedOf("alpha", { hold: { ref: sha, since: TIME } })];
  const asked = { ...facts, previous, rebuildAsked: { kind: "all" } } as const;
  const [held] = nextEntries({ ...asked, tip: [alpha] });
  assert.deepEqual([held?.hold?.ref, held?.rebuild], [sha, null]);
  const moved = entryOf("alpha", { ref: { kind: "commit", sha: "f".repeat(40) } });
  const [lifted] = nextEntries({ ...asked, tip: [moved] });
  assert.deepEqual([lifted?.hold, lifted?.rebuild], [null, TIME]);
});

test("a result for a held entry is not taken", () => {
  const local = entryOf("alpha", { source: { local: "alpha" }, ref: null });
  const result = resultOf(local);
  const claim = judgeClaim(result, { entry: local, hold: { ref: null, since: TIME }, key: result.key });
  assert.equal(claim.kind === "dropped" && claim.verdict.outcome, "held");
});

test("a mark for a rebuild keeps the time of the first request", () => {
  const previous = [publishedOf("alpha", { rebuild: "2026-11-01T00:00:00.000Z" }), publishedOf("beta")];
  const tip = [entryOf("alpha"), entryOf("beta")];
  const rebuildAsked = { kind: "named", entries: ["alpha", "missing"] } as const;
  const marks = nextEntries({ ...facts, previous, tip, rebuildAsked }).map(({ rebuild }) => rebuild);
  assert.deepEqual(marks, ["2026-11-01T00:00:00.000Z", null]);
});

test("exactly half of the names may go without a question, one more may not", () => {
  const removed = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ pkgname: `p${index}`, version: "1-1", reason: "" }));
  requireConfirmedRemoval([], { published: 0, confirmed: null, because: "are gone" });
  requireConfirmedRemoval(removed(5), { published: 10, confirmed: null, because: "are gone" });
  requireConfirmedRemoval(removed(6), { published: 10, confirmed: 6, because: "are gone" });
  for (const confirmed of [null, 5, 7]) {
    assert.throws(
      () => requireConfirmedRemoval(removed(6), { published: 10, confirmed, because: "are gone" }),
      {
        code: "removal",
      },
    );
  }
});

test("a change that was not decided is a loss (case 74)", () => {
  const before = [publishedOf("alpha"), publishedOf("beta")];
  const none = { before, added: new Map(), removed: new Set<string>() };
  requireExactChange({ ...none, after: before });
  const wrong = [
    [publishedOf("alpha")],
    [...before, publishedOf("gamma")],
    [publishedOf("alpha"), publishedOf("beta", { built: builtOf("beta", ["beta"], "2-1") })],
    [...before, publishedOf("gamma", { built: builtOf("gamma", ["alpha"], "1-1") })],
  ];
  for (const after of wrong) assert.throws(() => requireExactChange({ ...none, after }), { code: "loss" });
});

test("whoever owns names, moves or drops them: nothing is lost to a typo, nothing appears by itself, and plan has said so", () => {
  const names = fc.constantFrom("a", "b", "c", "d", "e", "f");
  const ownership = fc
    .array(fc.tuple(fc.constantFrom("one", "two", "three"), names), { maxLength: 8 })
    .map(ownersOf);
  const property = fc.property(
    ownership,
    ownership,
    fc.subarray(["one", "two", "three"]),
    (old, next, builds) => {
      const previous = [...old].map(([entry, own]) =>
        publishedOf(entry, { built: builtOf(entry, own, "1-1") }),
      );
      const tip = [...next].map(([name, publishes]) => entryOf(name, { publishes }));
      const built = tip.filter(({ name }) => builds.includes(name));
      const changes = new Map(
        built.map(({ name, publishes }) => {
          const change = { kind: "built", built: builtOf(name, publishes, "2-1"), metadata: null } as const;
          return [name, change] as const;
        }),
      );
      const done = new Set(changes.keys());
      const removed = new Set(removedNames(unlistedNames(previous, tip), done).map(({ pkgname }) => pkgname));
      const after = nextEntries({ ...facts, previous, tip, changes, removed });
      const added = built.flatMap(({ publishes }) => publishes.map((name) => [name, `${name}-2-1`] as const));
      requireExactChange({ before: previous, after, added: new Map(added), removed });
      const published = publishedNames(after);
      for (const [pkgname, { owner }] of publishedNames(previous)) {
        const isListed = tip.some(({ publishes }) => publishes.includes(pkgname));
        const isKept = next.has(owner) && !builds.includes(owner);
        assert.equal(published.has(pkgname), isListed || isKept, pkgname);
      }
      const announced = planOf(tip, previous).removes.filter(
        ({ withBuildOf }) => withBuildOf === null || done.has(withBuildOf),
      );
      assert.deepEqual(new Set(announced.map(({ pkgname }) => pkgname)), removed);
    },
  );
  fc.assert(property, { numRuns: 500 });
});

function planOf(tip: readonly Entry[], entries: readonly PublishedEntry[]): BuildPlan {
  const world = worldOf([], { packagesYaml: packagesYamlOf(tip), manifest: manifestOf(entries) });
  return planBuilds(world);
}

/** Every name belongs to one entry, the first that takes it. */
function ownersOf(pairs: readonly (readonly [string, string])[]): ReadonlyMap<string, readonly string[]> {
  const owners = new Map<string, string[]>();
  const taken = new Set<string>();
  for (const [entry, name] of pairs) {
    const own = owners.get(entry) ?? [];
    if (!taken.has(name)) own.push(name);
    taken.add(name);
    owners.set(entry, own);
  }
  return owners;
}
