import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, rename, rm, symlink, truncate } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import {
  collected,
  entryOf,
  publishingWorld,
  requestOf,
  resultOf,
  tipOf,
} from "../../../test/publishing-world.ts";
import { writePackage } from "../../../test/written-packages.ts";
import type { Allowance, Entry } from "../packages-yaml/packages-yaml.ts";
import { type CollectedResult, publish, type Verdict } from "./index.ts";

const alpha = entryOf("alpha");

/** Publishes one good package beside the result in question, which must not hinder it. */
async function verdictOn(
  world: { readonly store: Parameters<typeof requestOf>[0]; readonly folder: string },
  result: CollectedResult,
  entries: readonly Entry[] = [alpha],
): Promise<Verdict> {
  const good = entryOf("good");
  const beside = await collected(world, { entry: good, packages: [{ pkgname: "good", version: "1-1" }] });
  const request = requestOf(world.store, [good, ...entries], { results: [beside, result] });
  const { verdicts, manifest } = await publish(request);
  assert.equal(verdicts[0]?.outcome, "published");
  const [verdict] = verdicts.slice(1);
  assert.ok(verdict);
  if (verdict.outcome === "refused") {
    const failure = manifest.entries.find(({ entry }) => entry === result.result.entry)?.failure;
    assert.deepEqual([failure?.phase, failure?.reason], ["publish", verdict.reason]);
  }
  return verdict;
}

const built = (
  world: { folder: string },
  entry: Entry = alpha,
  ...packages: Parameters<typeof writePackage>[1][]
) =>
  collected(world, {
    entry,
    packages: packages.length > 0 ? packages : [{ pkgname: entry.name, version: "1-1" }],
  });

const hostile: readonly {
  readonly what: string;
  readonly reason: RegExp;
  change(result: CollectedResult, packages: string): Promise<CollectedResult | undefined>;
}[] = [
  {
    what: "a package that its result does not name",
    reason: /"?glibc-99-1-any\.pkg\.tar\.zst"? was handed over, which its result does not name/,
    change: async (_, packages) => {
      await writePackage(packages, { pkgname: "glibc", version: "99-1" });
      return undefined;
    },
  },
  {
    what: "an unplanned package that its result does name",
    reason: /glibc is an unplanned package/,
    change: async ({ result, folder }, packages) => {
      const extra = await writePackage(packages, { pkgname: "glibc", version: "99-1" });
      return { result: { ...result, packages: [...result.packages, extra] }, folder };
    },
  },
  {
    what: "no package at all",
    reason: /no package was handed over/,
    change: async ({ result, folder }, packages) => {
      await rm(packages, { recursive: true });
      return { result: { ...result, packages: [] }, folder };
    },
  },
  {
    what: "a package of no bytes",
    reason: /alpha-1-1-any/,
    change: async (_, packages) => {
      await truncate(path.join(packages, "alpha-1-1-any.pkg.tar.zst"));
      return undefined;
    },
  },
  {
    what: "a truncated package",
    reason: /alpha-1-1-any/,
    change: async (_, packages) => {
      await truncate(path.join(packages, "alpha-1-1-any.pkg.tar.zst"), 100);
      return undefined;
    },
  },
  {
    what: "other bytes than the result has the digest of",
    reason: /has sha256 [0-9a-f]{64}, its result says [0-9a-f]{64}/,
    change: async (_, packages) => {
      await writePackage(packages, { pkgname: "alpha", version: "1-1", content: "changed on the way" });
      return undefined;
    },
  },
  {
    what: "a link in place of a package",
    reason: /is no regular file/,
    change: async (_, packages) => {
      const file = path.join(packages, "alpha-1-1-any.pkg.tar.zst");
      await rename(file, path.join(packages, "..", "elsewhere"));
      await symlink("../elsewhere", file);
      return undefined;
    },
  },
  {
    what: "a folder in place of a package",
    reason: /is no regular file/,
    change: async (_, packages) => {
      const file = path.join(packages, "alpha-1-1-any.pkg.tar.zst");
      await rm(file);
      await mkdir(file);
      return undefined;
    },
  },
  {
    what: "a file name that leaves the folder",
    reason: /was not handed over/,
    change: async ({ result, folder }) => {
      const packages = result.packages.map((one) => ({ ...one, file: "../../../../etc/passwd" }));
      return { result: { ...result, packages }, folder };
    },
  },
  {
    what: "a package under the file name of another version",
    reason: /alpha-2-1-any\.pkg\.tar\.zst.*alpha-1-1-any\.pkg\.tar\.zst/,
    change: async ({ result, folder }, packages) => {
      const file = "alpha-2-1-any.pkg.tar.zst";
      await rename(path.join(packages, "alpha-1-1-any.pkg.tar.zst"), path.join(packages, file));
      return { result: { ...result, packages: result.packages.map((one) => ({ ...one, file })) }, folder };
    },
  },
];

for (const { what, reason, change } of hostile) {
  test(`${what} is refused, and nothing else is`, async () => {
    await using world = await publishingWorld();
    const result = await built(world);
    const changed = (await change(result, path.join(result.folder, "packages"))) ?? result;
    const verdict = await verdictOn(world, changed);
    assert.equal(verdict.outcome, "refused");
    assert.match(verdict.reason, reason);
  });
}

const inPkginfo: readonly { line: string; reason: RegExp; allow: Allowance | null }[] = [
  { line: "zz[$(touch canary)] = 1", reason: /^"alpha-1-1-any.pkg.tar.zst": .PKGINFO: line 6/, allow: null },
  { line: "tmpdir = /etc", reason: /unknown key/, allow: null },
  { line: "pkgname = ../../x", reason: /a second time/, allow: null },
  { line: "replaces = glibc", reason: /replaces glibc/, allow: "replaces" },
];

for (const { line, reason, allow } of inPkginfo) {
  test(`a .PKGINFO with the line "${line}" is refused${allow ? `, unless allow has ${allow}` : ""}`, async () => {
    await using world = await publishingWorld();
    const sketch = { pkgname: "alpha", version: "1-1", lines: [line] };
    const verdict = await verdictOn(world, await built(world, alpha, sketch));
    assert.equal(verdict.outcome, "refused");
    assert.match(verdict.reason, reason);
    assert.equal(existsSync("canary"), false);
    if (allow === null) return;
    await using other = await publishingWorld();
    const allowed = entryOf("alpha", { allow: [allow] });
    assert.equal(
      (await verdictOn(other, await built(other, allowed, sketch), [allowed])).outcome,
      "published",
    );
  });
}

test("a split package that misses a part is refused", async () => {
  await using world = await publishingWorld();
  const split = entryOf("split", { publishes: ["split", "split-docs"] });
  const verdict = await verdictOn(world, await built(world, split), [split]);
  assert.equal(verdict.outcome, "refused");
  assert.match(verdict.reason, /split-docs was not built/);
});

test("two results for one entry contradict each other, and none is taken", async () => {
  await using world = await publishingWorld();
  const results = [await built(world), await built(world)];
  const { verdicts, manifest } = await publish(requestOf(world.store, [alpha], { results }));
  assert.deepEqual(
    verdicts.map(({ outcome }) => outcome),
    ["refused"],
  );
  assert.deepEqual(manifest.entries, []);
});

test("a result for another pin, or for settings that changed, is superseded", async () => {
  await using world = await publishingWorld();
  const result = await built(world);
  const moved = entryOf("alpha", { ref: { kind: "commit", sha: "f".repeat(40) } });
  const cases: readonly (readonly [readonly Entry[], RegExp])[] = [
    [[moved], /packages\.yaml names ffffffffffff now/],
    [[], /no longer has this entry/],
    [[entryOf("alpha", { settings: { ...alpha.settings, network: "build" } })], /network level/],
    [[entryOf("alpha", { publishes: ["alpha", "alpha-docs"] })], /its names/],
    [[entryOf("alpha", { ref: null })], /first review/],
    [
      [entryOf("alpha", { source: { local: "packages/alpha" }, ref: null })],
      /a folder of this repository now/,
    ],
  ];
  for (const [entries, reason] of cases) {
    const { verdicts } = await publish(
      requestOf(world.store, entries, { results: [result], plannedOn: null }),
    );
    assert.equal(verdicts[0]?.outcome, "superseded");
    assert.match(verdicts[0]?.reason ?? "", reason);
    await rm(world.root, { recursive: true });
  }
});

test("a forged key does not help", async () => {
  await using world = await publishingWorld();
  const { folder, result } = await built(world);
  const verdict = await verdictOn(world, { folder, result: { ...result, tree: "0".repeat(40) } });
  assert.equal(verdict.outcome, "superseded");
});

test("an entry that follows a branch takes what the run built of it", async () => {
  await using world = await publishingWorld();
  const branch = entryOf("alpha", { ref: { kind: "branch", name: "main" } });
  const { folder } = await built(world, branch);
  const { packages } = (await built(world, branch)).result;
  const result = resultOf(branch, { packages, commit: "b".repeat(40) });
  assert.equal((await verdictOn(world, { folder, result }, [branch])).outcome, "published");
});

test("packages.yaml is read again while its tip is older than what was published", async () => {
  await using world = await publishingWorld();
  const tips = ["old", "old", "new"];
  const readTip = async () => {
    const commit = tips.shift() ?? "none";
    return { ...tipOf([alpha], commit.padEnd(40, "0")), descendsFrom: async () => commit === "new" };
  };
  const commit = "c".repeat(40);
  await publish(requestOf(world.store, [alpha], { readTip: async () => tipOf([alpha], commit) }));
  const { notes } = await publish(requestOf(world.store, [alpha], { readTip }));
  assert.deepEqual([tips, notes], [[], []]);
});
