import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ARCHIVE } from "../../test/aur-server.ts";
import { type DetectionWorld, detectionWorld, outcomeOf, pkgbuild } from "../../test/detection-world.ts";
import type { Misbehaviour } from "../../test/https-git-server.ts";
import { git, save, write } from "../../test/upstream-world.ts";
import type { Change } from "../lib/review/index.ts";

let world: DetectionWorld;
before(async () => {
  world = await detectionWorld();
});
after(async () => {
  await world[Symbol.asyncDispose]();
});

const failing: Misbehaviour = (_request, response) => response.writeHead(503).end();

test("one dead remote, one that is no repository and one that redirects stop none of the others (cases 14, 15)", async () => {
  const { aur, entry } = world;
  const { server } = aur;
  const pin = aur.push("fine", { PKGBUILD: pkgbuild("fine", "1") });
  const commit = aur.push("fine", { PKGBUILD: pkgbuild("fine", "2") });
  server.misbehave("/elsewhere/dead.git", failing);
  server.misbehave("/elsewhere/moved.git", (_request, response) =>
    response.writeHead(301, { location: "https://evil.example/x" }).end(),
  );
  const entries = ["dead", "moved", "nowhere"].map((name) =>
    entry(name, { git: `${server.url}/elsewhere/${name}.git` }, pin),
  );
  const fine = entry("fine", { git: `${server.url}/fine.git` }, pin);
  aur.list({ pkgbase: "fine" });
  const detection = await world
    .story("dead")
    .detect(0, [...entries, fine], { noCooldown: new Set(["fine"]) });
  server.behave();
  assert.deepEqual(
    detection.entries.map(({ outcome }) => outcome),
    ["unreachable", "unreachable", "unreachable", "changed"],
  );
  assert.match(outcomeOf(detection, "dead").reason, /answered 503/);
  assert.match(outcomeOf(detection, "moved").reason, /redirects to https:\/\/evil\.example\/x/);
  assert.match(outcomeOf(detection, "nowhere").reason, /there is no such repository/);
  assert.equal(outcomeOf(detection, "fine").review?.to, commit);
});

test("an AUR that is down is a note: its mirror tells what moved, and nobody's word who maintains it (case 41)", async () => {
  const { aur, aurEntry } = world;
  const pin = aur.push("mirrored", { PKGBUILD: pkgbuild("mirrored", "1") });
  aur.list({ pkgbase: "mirrored", maintainer: "old" });
  const story = world.story("mirrored");
  const entry = aurEntry("mirrored", pin);
  await story.detect(0, [entry]);
  const commit = aur.push("mirrored", { PKGBUILD: pkgbuild("mirrored", "2") });
  aur.mirrorPackage("mirrored");
  aur.server.misbehave("/mirrored.git", failing);
  aur.server.misbehave(ARCHIVE, failing);
  const changes: Change[] = [];
  const reviewed = async (change: Change) => void changes.push(change);
  const held = await story.detect(1, [entry], { reviewed });
  const changed = await story.detect(5, [entry], { reviewed });
  aur.server.behave();
  assert.equal(outcomeOf(held).outcome, "held");
  assert.match(held.notes.join("\n"), /the AUR did not say what moved: .* answered 503/);
  assert.equal(outcomeOf(changed).review?.to, commit);
  assert.deepEqual(
    changes.map(({ surroundings, history }) => [surroundings.aur, history]),
    [["unknown", "follows"]],
  );
  assert.equal(changed.memory.aur.mirrored?.reviewed?.maintainer, "old");
});

test("a mirror that lags behind or lacks a package proposes nothing, and calls nothing deleted (case 41)", async () => {
  const { aur, aurEntry } = world;
  aur.push("lagging", { PKGBUILD: pkgbuild("lagging", "1") });
  aur.mirrorPackage("lagging");
  const pin = aur.push("lagging", { PKGBUILD: pkgbuild("lagging", "2") });
  const absent = aur.push("absent", { PKGBUILD: pkgbuild("absent", "1") });
  const story = world.story("lagging");
  aur.server.misbehave(ARCHIVE, failing);
  for (const name of ["lagging", "absent"]) aur.server.misbehave(`/${name}.git`, failing);
  const waived = { noCooldown: new Set(["lagging"]) };
  const detection = await story.detect(9, [aurEntry("lagging", pin), aurEntry("absent", absent)], waived);
  aur.server.behave();
  assert.deepEqual(
    detection.entries.map(({ outcome }) => outcome),
    ["unreachable", "unreachable"],
  );
  assert.match(outcomeOf(detection, "lagging").reason, /mirror does not have what was seen/);
  assert.match(outcomeOf(detection, "absent").reason, /answered 503/);
});

test("a package whose git fails is asked for again, though nothing moved since (case 14)", async () => {
  const { aur, aurEntry } = world;
  const pin = aur.push("flaky", { PKGBUILD: pkgbuild("flaky", "1") });
  const commit = aur.push("flaky", { PKGBUILD: pkgbuild("flaky", "2") });
  aur.list({ pkgbase: "flaky" });
  const story = world.story("flaky");
  aur.server.misbehave("/flaky.git", failing);
  const first = await story.detect(0, [aurEntry("flaky", pin)]);
  aur.server.behave();
  assert.equal(outcomeOf(first).outcome, "unreachable");
  assert.deepEqual(outcomeOf(await story.detect(1, [aurEntry("flaky", pin)])).newer, [
    `${commit.slice(0, 7)} from 2026-11-02`,
  ]);
});

test("an AUR that names its commits but refuses to hand them over is read through its mirror (case 14)", async () => {
  const { aur, aurEntry } = world;
  const pin = aur.push("refusing", { PKGBUILD: pkgbuild("refusing", "1") });
  const commit = aur.push("refusing", { PKGBUILD: pkgbuild("refusing", "2") });
  aur.mirrorPackage("refusing");
  aur.list({ pkgbase: "refusing", maintainer: "somebody" });
  const tooMany: Misbehaviour = (_request, response) =>
    response.writeHead(429, { "retry-after": "0.01" }).end();
  aur.server.misbehave("/refusing.git/info/refs", tooMany);
  const waived = { noCooldown: new Set(["refusing"]) };
  const detection = await world.story("refusing").detect(0, [aurEntry("refusing", pin)], waived);
  aur.server.behave();
  assert.equal(outcomeOf(detection).review?.to, commit, outcomeOf(detection).reason);
  assert.equal(detection.memory.aur.refusing?.latest?.maintainer, "somebody");
});

test("rewritten history is reviewed as such, and a pin that is gone is reviewed whole (cases 20 and 21)", async () => {
  const folder = world.newRemote("rewritten");
  write(folder, { PKGBUILD: pkgbuild("rewritten", "1") });
  save(folder);
  write(folder, { PKGBUILD: pkgbuild("rewritten", "2") });
  const pin = save(folder);
  git(folder, "reset", "-q", "--hard", "HEAD~1");
  write(folder, { PKGBUILD: pkgbuild("rewritten", "3") });
  const commit = save(folder);
  const histories: string[] = [];
  const options = {
    noCooldown: new Set(["rewritten"]),
    reviewed: async (change: Change) => void histories.push(change.history),
  };
  const entry = world.entry("rewritten", { git: `file://${folder}` }, pin);
  const rewritten = outcomeOf(await world.story("rewritten").detect(0, [entry], options));
  assert.deepEqual([rewritten.review?.from, rewritten.review?.to], [pin, commit], rewritten.reason);
  git(folder, "reflog", "expire", "--expire=now", "--all");
  git(folder, "gc", "-q", "--prune=now");
  const gone = outcomeOf(await world.story("gone").detect(0, [entry], options));
  assert.deepEqual([gone.review?.from, gone.review?.to], [null, commit], gone.reason);
  assert.deepEqual(histories, ["rewritten", "vanished"]);
});

test("history rewritten around the same files asks for a new pin, at every detect (case 20)", async () => {
  const folder = world.newRemote("squashed");
  write(folder, { PKGBUILD: pkgbuild("squashed", "1") });
  save(folder);
  write(folder, { PKGBUILD: pkgbuild("squashed", "2") });
  const pin = save(folder);
  git(folder, "checkout", "-q", "--orphan", "new");
  const commit = save(folder);
  git(folder, "branch", "-q", "-M", "new", "main");
  const story = world.story("squashed");
  for (const day of [0, 1]) {
    const detected = outcomeOf(
      await story.detect(day, [world.entry("squashed", { git: `file://${folder}` }, pin)]),
    );
    assert.equal(detected.outcome, "unreachable");
    assert.ok(detected.reason.includes(`newest commit ${commit} holds the same files`));
  }
});

test("a package that was deleted, a branch that is gone and a folder that is gone say so (case 20)", async () => {
  const { aur, aurEntry, entry } = world;
  const deleted = aur.push("deleted", { PKGBUILD: pkgbuild("deleted", "1") });
  aur.list({ pkgbase: "other" });
  aur.empty("deleted");
  const folder = world.newRemote("folders");
  write(folder, { "a/PKGBUILD": pkgbuild("a", "1") });
  const pin = save(folder);
  git(folder, "mv", "a", "b");
  save(folder);
  const entries = [
    aurEntry("deleted", deleted),
    entry("a", { git: `file://${folder}`, path: "a" }, pin),
    {
      ...entry("b", { git: `file://${folder}` }, pin),
      source: { git: `file://${folder}`, branch: "gone", path: "b" },
    },
  ];
  const detection = await world.story("gone-things").detect(0, entries, { noCooldown: new Set(["a"]) });
  const reasons = detection.entries.map(({ outcome, reason }) => `${outcome}: ${reason}`);
  assert.match(reasons[0] ?? "", /^unreachable: .*deleted\.git is empty: it holds no branch at all/);
  assert.match(reasons[1] ?? "", /^unreachable: .* has no folder "a" at /);
  assert.match(reasons[2] ?? "", /^unreachable: .* is there, but it has no refs\/heads\/gone/);
});

test("two detections that race propose the same commit, from what each remembers (case 38)", async () => {
  const folder = world.newRemote("race");
  write(folder, { PKGBUILD: pkgbuild("race", "1") });
  const entry = world.entry("race", { git: `file://${folder}` }, save(folder));
  const story = world.story("race");
  await story.detect(0, [entry]);
  write(folder, { PKGBUILD: pkgbuild("race", "2") });
  save(folder);
  await story.detect(0, [entry]);
  const other = world.story("race-other");
  other.memory = story.memory;
  const [one, two] = await Promise.all([story.detect(4, [entry]), other.detect(4, [entry])]);
  assert.equal(outcomeOf(one).outcome, "changed");
  assert.equal(outcomeOf(one).review?.to, outcomeOf(two).review?.to);
  assert.deepEqual(one.memory, two.memory);
});
