import assert from "node:assert/strict";
import { test } from "node:test";
import {
  collected,
  entryOf,
  NO_DISTRIBUTION,
  NOW,
  type PublishingWorld,
  packagesYamlOf,
  publishingWorld,
  resultOf,
} from "../../../../test/publishing-world.ts";
import type { Manifest } from "../../documents/index.ts";
import type { Entry } from "../../packages-yaml/packages-yaml.ts";
import type { Candidate } from "../publication.ts";
import { type Decision, decide } from "./decide.ts";
import { readCandidates } from "./read-candidates.ts";

const [libfoo, app] = [entryOf("libfoo"), entryOf("app")];

/** A built result as if its libraries had been read from its bytes. */
async function candidateOf(
  world: PublishingWorld,
  sketch: { name: string; version: string; offers?: readonly string[]; needs?: readonly string[] },
): Promise<Candidate> {
  const { name, version, offers = [], needs = [] } = sketch;
  const entry = entryOf(name);
  const [read] = await readCandidates([
    await collected(world, { entry, packages: [{ pkgname: name, version }] }),
  ]);
  assert.ok(read);
  const packages = read.packages.map((one) => ({ ...one, published: { ...one.published, offers, needs } }));
  return { ...read, packages };
}

function decideOn(
  decision: Decision | null,
  candidates: readonly Candidate[],
  tip: readonly Entry[] = [libfoo, app],
): Decision {
  const manifest: Manifest | null = decision && {
    generation: 0,
    publication: "00000000",
    time: NOW.toISOString(),
    commit: null,
    database: "gen/0-00000000/",
    databases: { db: { sha256: "", bytes: 0 }, files: { sha256: "", bytes: 0 } },
    previous: null,
    run: null,
    entries: decision.entries,
    highest: decision.highest,
  };
  return decide({
    manifest,
    packagesYaml: packagesYamlOf(tip),
    candidates,
    distribution: NO_DISTRIBUTION,
    rebuildAsked: { kind: "none" },
    remove: null,
    time: NOW.toISOString(),
    run: null,
  });
}

const outcomes = ({ verdicts }: Decision) => verdicts.map(({ entry, outcome }) => `${entry} ${outcome}`);
const versions = ({ entries }: Decision) =>
  entries.flatMap(
    ({ built }) => built?.packages.map(({ pkgname, version }) => `${pkgname} ${version}`) ?? [],
  );

async function publishedTogether(world: PublishingWorld): Promise<Decision> {
  return decideOn(null, [
    await candidateOf(world, { name: "libfoo", version: "1-1", offers: ["libfoo.so=1-64"] }),
    await candidateOf(world, { name: "app", version: "1-1", needs: ["libfoo.so=1-64"] }),
  ]);
}

test("a library with a new soname and its dependent go out in one publication, or not at all", async () => {
  await using world = await publishingWorld();
  const before = await publishedTogether(world);
  assert.deepEqual(versions(before), ["app 1-1", "libfoo 1-1"]);
  const newLibfoo = await candidateOf(world, { name: "libfoo", version: "2-1", offers: ["libfoo.so=2-64"] });
  const newApp = await candidateOf(world, { name: "app", version: "1-1.1", needs: ["libfoo.so=2-64"] });

  const alone = decideOn(before, [newLibfoo]);
  assert.deepEqual([outcomes(alone), alone.added, alone.entries], [["libfoo postponed"], [], before.entries]);
  assert.match(alone.verdicts[0]?.reason ?? "", /libfoo\.so=1-64, and app that needs it/);
  assert.equal(alone.highest.libfoo, "1-1", "a version that was not published can be built again");

  const together = decideOn(before, [newLibfoo, newApp]);
  assert.deepEqual(outcomes(together), ["libfoo published", "app published"]);
  assert.deepEqual(versions(together), ["app 1-1.1", "libfoo 2-1"]);
});

test("the library goes out when the dependent's own rebuild has failed, in this run or against this library before", async () => {
  await using world = await publishingWorld();
  const before = await publishedTogether(world);
  const newLibfoo = await candidateOf(world, { name: "libfoo", version: "2-1", offers: ["libfoo.so=2-64"] });
  const uses = [{ entry: "libfoo", value: "libfoo.so=2-64" }];
  const failed = resultOf(app, {
    outcome: "failed",
    phase: "build",
    fault: "package",
    reason: "no such symbol",
    uses,
  });
  const failure = { result: failed, packages: [], problems: [] };

  const inThisRun = decideOn(before, [newLibfoo, failure]);
  assert.deepEqual(outcomes(inThisRun), ["libfoo published", "app failed"]);
  assert.deepEqual(versions(inThisRun), ["app 1-1", "libfoo 2-1"]);

  const failedBefore = decideOn(before, [failure]);
  assert.deepEqual(outcomes(decideOn(failedBefore, [newLibfoo])), ["libfoo published"]);
});

test("a rebuild that runs into infrastructure has not failed, and the library waits", async () => {
  await using world = await publishingWorld();
  const before = await publishedTogether(world);
  const newLibfoo = await candidateOf(world, { name: "libfoo", version: "2-1", offers: ["libfoo.so=2-64"] });
  const lost = resultOf(app, {
    outcome: "failed",
    phase: "sources",
    fault: "infrastructure",
    reason: "mirror",
  });
  const decision = decideOn(before, [newLibfoo, { result: lost, packages: [], problems: [] }]);
  assert.deepEqual(outcomes(decision), ["libfoo postponed", "app postponed"]);
});

test("what an entry hands on stays until the other builds it, and what it gives up goes with its build, needed or not", async () => {
  await using world = await publishingWorld();
  const libbar = entryOf("libbar");
  const before = decideOn(
    null,
    [
      await candidateOf(world, { name: "libfoo", version: "1-1" }),
      await candidateOf(world, { name: "libbar", version: "1-1", offers: ["libbar.so=1-64"] }),
      await candidateOf(world, { name: "app", version: "1-1", needs: ["libbar.so=1-64"] }),
    ],
    [libfoo, libbar, app],
  );
  const [ofApp, ofLibbar, ofLibfoo] = before.entries;
  assert.ok(ofApp && ofLibbar?.built && ofLibfoo?.built);
  const packages = [...ofLibfoo.built.packages, ...ofLibbar.built.packages];
  const split = { ...before, entries: [ofApp, { ...ofLibfoo, built: { ...ofLibfoo.built, packages } }] };
  const newLibfoo = await candidateOf(world, { name: "libfoo", version: "2-1" });

  const handedOn = decideOn(split, [newLibfoo], [libfoo, libbar, app]);
  assert.deepEqual(outcomes(handedOn), ["libfoo published"]);
  assert.deepEqual(versions(handedOn), ["app 1-1", "libfoo 2-1", "libbar 1-1"]);
  const givenUp = decideOn(split, [newLibfoo]);
  assert.deepEqual([versions(givenUp), givenUp.removed.length], [["app 1-1", "libfoo 2-1"], 1]);
});

test("what a PKGBUILD makes beside the listed names is told", async () => {
  await using world = await publishingWorld();
  const { result, ...rest } = await candidateOf(world, { name: "app", version: "1-1" });
  const made = ["app", "app-docs"].map((pkgname) => ({ pkgname, depends: [], provides: [], conflicts: [] }));
  const none = { makedepends: [], checkdepends: [], sources: [] };
  const metadata = { tree: result.tree, pkgbase: "app", version: "1-1", packages: made, ...none };
  const decision = decideOn(null, [{ ...rest, result: { ...result, metadata } }]);
  assert.deepEqual([outcomes(decision), versions(decision)], [["app published"], ["app 1-1"]]);
  assert.deepEqual(decision.notes, ["app: app-docs left out: packages.yaml does not list it"]);
});
