import assert from "node:assert/strict";
import { test } from "node:test";
import {
  backdate,
  clientsView,
  collected,
  entryOf,
  NO_DISTRIBUTION,
  type PublishingWorld,
  publishingWorld,
  REPOSITORY,
  requestOf,
  resultOf,
} from "../../../test/publishing-world.ts";
import type { SketchedPackage } from "../../../test/written-packages.ts";
import type { BuildResult } from "../documents/index.ts";
import type { Entry } from "../packages-yaml/packages-yaml.ts";
import type { Store } from "../store/index.ts";
import { type Publication, type PublishRequest, publish, readPublished } from "./index.ts";

type Built = { readonly entry: Entry; readonly packages: readonly SketchedPackage[] } & Partial<
  Pick<BuildResult, "uses" | "vcs">
>;

const one = (entry: Entry, version: string, changes: Partial<Built> = {}): Built => ({
  entry,
  packages: [{ pkgname: entry.name, version }],
  ...changes,
});

async function publishBuilt(
  world: PublishingWorld,
  {
    entries,
    built,
    ...changes
  }: { entries: readonly Entry[]; built: readonly Built[] } & Partial<PublishRequest>,
): Promise<Publication> {
  const results = [];
  for (const { entry, packages, ...inputs } of built) {
    results.push(await collected(world, { entry, packages, ...inputs }));
  }
  const plannedOn = (await readPublished(world.store, REPOSITORY))?.state ?? null;
  const publication = await publish(requestOf(world.store, entries, { results, plannedOn, ...changes }));
  await backdate(world.root);
  return publication;
}

const outcomes = ({ verdicts }: Publication) => verdicts.map(({ entry, outcome }) => [entry, outcome]);

test("a name moves to another entry when both say so, and stays published on the way", async () => {
  await using world = await publishingWorld();
  const both = entryOf("suite", { publishes: ["suite", "suite-docs"] });
  const packages = ["suite", "suite-docs"].map((pkgname) => ({
    pkgname,
    version: "1-1",
    lines: ["pkgbase = suite"],
  }));
  await publishBuilt(world, { entries: [both], built: [{ entry: both, packages }] });

  const docs = entryOf("suite-docs");
  const early = await publishBuilt(world, { entries: [both, docs], built: [one(docs, "2-1")] });
  assert.deepEqual(outcomes(early), [["suite-docs", "refused"]]);
  assert.match(early.verdicts[0]?.reason ?? "", /suite-docs is listed under suite too/);

  const alone = entryOf("suite");
  const waiting = await publishBuilt(world, { entries: [alone, docs], built: [] });
  assert.deepEqual(waiting.removed, []);
  assert.deepEqual(await clientsView(world.root), ["suite 1-1", "suite-docs 1-1"]);

  const moved = await publishBuilt(world, { entries: [alone, docs], built: [one(docs, "2-1")] });
  assert.deepEqual(outcomes(moved), [["suite-docs", "published"]]);
  assert.deepEqual(
    moved.manifest.entries.map(({ entry, built }) => [entry, built?.packages.map(({ pkgname }) => pkgname)]),
    [
      ["suite", ["suite"]],
      ["suite-docs", ["suite-docs"]],
    ],
  );
  assert.deepEqual(await clientsView(world.root), ["suite 1-1", "suite-docs 2-1"]);
});

test("an entry that was replaced by another keeps its names until that is built", async () => {
  await using world = await publishingWorld();
  const old = entryOf("old", { publishes: ["tool"] });
  await publishBuilt(world, {
    entries: [old],
    built: [{ entry: old, packages: [{ pkgname: "tool", version: "1-1" }] }],
  });
  const renamed = entryOf("renamed", { publishes: ["tool"] });
  await publishBuilt(world, { entries: [renamed], built: [] });
  assert.deepEqual(await clientsView(world.root), ["tool 1-1"]);
  const packages = [{ pkgname: "tool", version: "2-1" }];
  const { manifest } = await publishBuilt(world, {
    entries: [renamed],
    built: [{ entry: renamed, packages }],
  });
  assert.deepEqual(
    manifest.entries.map(({ entry }) => entry),
    ["renamed"],
  );
  assert.deepEqual(await clientsView(world.root), ["tool 2-1"]);
});

test("a name that an entry no longer lists is not lost to a typo: it goes with that entry's next finished build", async () => {
  await using world = await publishingWorld();
  const split = (version: string, ...pkgnames: string[]) =>
    pkgnames.map((pkgname) => ({ pkgname, version, lines: ["pkgbase = suite"] }));
  const both = entryOf("suite", { publishes: ["suite", "suite-docs"] });
  const old: Built = { entry: both, packages: split("1-1", "suite", "suite-docs") };
  await publishBuilt(world, { entries: [both], built: [old] });
  const typo = entryOf("suite", { publishes: ["suite", "suite-dosc"] });
  const unchanged = ["suite 1-1", "suite-docs 1-1"];

  const made: Built = { entry: typo, packages: split("2-1", "suite", "suite-docs") };
  const refused = await publishBuilt(world, { entries: [typo], built: [made] });
  assert.deepEqual([outcomes(refused), refused.removed], [[["suite", "refused"]], []]);
  const late = await publishBuilt(world, { entries: [typo], built: [old] });
  assert.deepEqual([outcomes(late), late.removed], [[["suite", "superseded"]], []]);
  await publishBuilt(world, { entries: [typo], built: [] });
  assert.deepEqual(await clientsView(world.root), unchanged);

  const alone = entryOf("suite");
  const { removed } = await publishBuilt(world, { entries: [alone], built: [one(alone, "2-1")] });
  assert.deepEqual(
    removed.map(({ pkgname, reason }) => [pkgname, reason]),
    [["suite-docs", "entry suite no longer lists it"]],
  );
  assert.deepEqual(await clientsView(world.root), ["suite 2-1"]);
});

test("an older version is refused unless it is allowed (case 78), and a name of the distribution too", async () => {
  await using world = await publishingWorld();
  const alpha = entryOf("alpha");
  await publishBuilt(world, { entries: [alpha], built: [one(alpha, "2-1")] });
  const down = await publishBuilt(world, { entries: [alpha], built: [one(alpha, "1-1")] });
  assert.deepEqual(outcomes(down), [["alpha", "refused"]]);
  assert.match(down.verdicts[0]?.reason ?? "", /older than the published 2-1.*allow: \[downgrade\]/);
  const allowed = entryOf("alpha", { allow: ["downgrade"] });
  const after = await publishBuilt(world, { entries: [allowed], built: [one(allowed, "1-1")] });
  assert.deepEqual(outcomes(after), [["alpha", "published"]]);
  assert.deepEqual(await clientsView(world.root), ["alpha 1-1"]);
  assert.deepEqual(after.manifest.highest, { alpha: "2-1" });

  const distribution = { ...NO_DISTRIBUTION, version: (name: string) => (name === "bash" ? "5.2-1" : null) };
  const bash = entryOf("bash");
  const taken = await publishBuilt(world, {
    entries: [allowed, bash],
    built: [one(bash, "6-1")],
    distribution,
  });
  assert.deepEqual(outcomes(taken), [["bash", "refused"]]);
  assert.match(taken.verdicts[0]?.reason ?? "", /official-name/);
});

test("the same version from other inputs is built again, not published over the first", async () => {
  await using world = await publishingWorld();
  const alpha = entryOf("alpha");
  await publishBuilt(world, { entries: [alpha], built: [one(alpha, "1-1")] });
  const vcs = [{ source: "git+https://example.org/alpha.git", commit: "a".repeat(40) }];
  const same = await publishBuilt(world, { entries: [alpha], built: [one(alpha, "1-1", { vcs })] });
  assert.deepEqual(outcomes(same), [["alpha", "postponed"]]);
  assert.match(same.verdicts[0]?.reason ?? "", /1-1 is not above 1-1/);
  const next = await publishBuilt(world, { entries: [alpha], built: [one(alpha, "1-1.1", { vcs })] });
  assert.deepEqual(outcomes(next), [["alpha", "published"]]);
});

test("a failure is forgotten when the entry is built, and a removed entry takes everything but its version along", async () => {
  await using world = await publishingWorld();
  const [alpha, other] = [entryOf("alpha"), entryOf("other")];
  await publishBuilt(world, { entries: [other, alpha], built: [one(other, "1-1")] });
  const failed = resultOf(alpha, { outcome: "failed", phase: "build", fault: "package", reason: "no" });
  const plannedOn = (await readPublished(world.store, REPOSITORY))?.state ?? null;
  const results = [{ result: failed, folder: world.folder }];
  const first = await publish(requestOf(world.store, [other, alpha], { results, plannedOn }));
  assert.deepEqual(
    first.manifest.entries.map(({ entry, built, failure }) => [entry, !!built, !!failure]),
    [
      ["alpha", false, true],
      ["other", true, false],
    ],
  );
  const second = await publishBuilt(world, { entries: [other, alpha], built: [one(alpha, "1-1")] });
  assert.deepEqual(
    second.manifest.entries.map(({ failure }) => failure),
    [null, null],
  );
  const third = await publishBuilt(world, { entries: [other], built: [] });
  assert.deepEqual(
    third.manifest.entries.map(({ entry }) => entry),
    ["other"],
  );
  assert.deepEqual(third.manifest.highest, { alpha: "1-1", other: "1-1" });
});

test("an answer to the swap that got lost is read back, and publishing has succeeded", async () => {
  await using world = await publishingWorld();
  const alpha = entryOf("alpha");
  let failures = 1;
  const flaky: Store = {
    ...world.store,
    swap: async (...swap) => {
      const outcome = await world.store.swap(...swap);
      if (failures-- > 0) throw new Error("connection reset");
      return outcome;
    },
  };
  const results = [await collected(world, one(alpha, "1-1"))];
  const { outcome, state } = await publish(requestOf(flaky, [alpha], { results }));
  assert.deepEqual([outcome, state.generation], ["committed", 0]);
  assert.deepEqual(await clientsView(world.root), ["alpha 1-1"]);
});

test("a store that refuses the swap leaves everything as it was (case 70)", async () => {
  await using world = await publishingWorld();
  const alpha = entryOf("alpha");
  await publishBuilt(world, { entries: [alpha], built: [one(alpha, "1-1")] });
  const broken: Store = { ...world.store, swap: () => Promise.reject(new Error("access denied")) };
  const results = [await collected(world, one(alpha, "2-1"))];
  const plannedOn = (await readPublished(world.store, REPOSITORY))?.state ?? null;
  await assert.rejects(publish(requestOf(broken, [alpha], { results, plannedOn })), /access denied/);
  assert.deepEqual(await clientsView(world.root), ["alpha 1-1"]);
});

test("a failure after the commit says that the new generation is published", async () => {
  await using world = await publishingWorld();
  const alpha = entryOf("alpha");
  await publishBuilt(world, { entries: [alpha], built: [one(alpha, "1-1")] });
  const put: Store["put"] = async (key, ...rest) => {
    if (key === `${REPOSITORY}.db`) throw new Error("connection reset");
    await world.store.put(key, ...rest);
  };
  const results = [await collected(world, one(alpha, "2-1"))];
  const plannedOn = (await readPublished(world.store, REPOSITORY))?.state ?? null;
  const request = requestOf({ ...world.store, put }, [alpha], { results, plannedOn });
  await assert.rejects(publish(request), { code: "unswitched", message: /generation 1 is published/ });
  assert.deepEqual(await clientsView(world.root), ["alpha 1-1"]);
  const next = await publish(requestOf(world.store, [alpha]));
  assert.deepEqual([next.outcome, next.switched], ["unchanged", [`${REPOSITORY}.db`]]);
  assert.deepEqual(await clientsView(world.root), ["alpha 2-1"]);
});
