import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ARCHIVE } from "../../test/aur-server.ts";
import { type DetectionWorld, detectionWorld, outcomeOf, pkgbuild } from "../../test/detection-world.ts";
import { git, save, write } from "../../test/upstream-world.ts";
import { readDetection, writeDocument } from "../lib/documents/index.ts";
import type { Change } from "../lib/review/index.ts";

let world: DetectionWorld;
before(async () => {
  world = await detectionWorld();
});
after(async () => {
  await world[Symbol.asyncDispose]();
});

test("from an upstream commit to a moved pin: held, proposed after its cooldown, unchanged once accepted", async () => {
  const { aur, aurEntry } = world;
  const pin = aur.push("yay", { PKGBUILD: pkgbuild("yay", "1.0") });
  aur.list({ pkgbase: "yay", maintainer: "jguer", lastModified: seconds(-10) });
  const story = world.story("yay");
  const entry = aurEntry("yay", pin);
  assert.equal(outcomeOf(await story.detect(0, [entry])).outcome, "unchanged");

  const commit = aur.push("yay", { PKGBUILD: pkgbuild("yay", "1.1") });
  aur.list({ pkgbase: "yay", maintainer: "jguer", lastModified: seconds(0.5) });
  const held = outcomeOf(await story.detect(1, [entry]));
  assert.equal(held.outcome, "held");
  assert.equal(held.until, "2026-11-05T06:00:00.000Z");
  assert.match(held.reason, /^\w{7} from 2026-11-02 is held until 2026-11-05 06:00 UTC$/);
  assert.deepEqual(held.newer, [`${commit.slice(0, 7)} from 2026-11-02`]);

  const detection = await story.detect(4, [entry]);
  const changed = outcomeOf(detection);
  assert.equal(changed.outcome, "changed", changed.reason);
  assert.deepEqual([changed.review?.from, changed.review?.to], [pin, commit]);
  assert.deepEqual(changed.review?.versions, { from: "1.0-1", to: "1.1-1" });
  assert.deepEqual(changed.publishes, ["yay"]);
  assert.deepEqual(
    changed.files.map(({ file, old, new: now }) => [file, text(old), text(now)]),
    [["PKGBUILD", pkgbuild("yay", "1.0"), pkgbuild("yay", "1.1")]],
  );
  assert.deepEqual(readDetection(writeDocument(detection), "it"), detection);

  const accepted = await story.detect(5, [aurEntry("yay", commit)]);
  assert.equal(outcomeOf(accepted).outcome, "unchanged");
  assert.deepEqual(
    accepted.memory.seen.yay?.map((seen) => seen.commit),
    [commit],
  );
});

test("nothing moved in thirty packages: one request, an empty answer, and one line for each (case 27)", async () => {
  const { aur, aurEntry } = world;
  const names = Array.from({ length: 30 }, (_, at) => `quiet-${at}`);
  const pin = aur.push("quiet-0", { PKGBUILD: pkgbuild("quiet", "1") });
  aur.copy("quiet-0", names.slice(1));
  aur.list(...names.map((pkgbase) => ({ pkgbase })));
  const story = world.story("quiet");
  const entries = names.map((name) => aurEntry(name, pin));
  await story.detect(0, entries);
  aur.server.forget();
  const detection = await story.detect(1, entries);
  assert.deepEqual(
    aur.server.requests.map(({ path }) => path),
    [ARCHIVE],
  );
  assert.deepEqual(new Set(detection.entries.map(({ outcome }) => outcome)), new Set(["unchanged"]));
  assert.deepEqual(detection.notes, []);
});

test("an entry without a pin gets its first review at once, of the whole", async () => {
  const { aur, aurEntry } = world;
  const commit = aur.push("fresh", {
    PKGBUILD: pkgbuild("fresh", "1.0"),
    "fresh.install": "post_install() { :; }\n",
  });
  aur.list({ pkgbase: "fresh" });
  const detected = outcomeOf(await world.story("fresh").detect(0, [aurEntry("fresh", null)]));
  assert.equal(detected.outcome, "changed", detected.reason);
  assert.deepEqual([detected.review?.from, detected.review?.to], [null, commit]);
  assert.match(detected.reason, /^first review/);
  assert.deepEqual(
    detected.files.map(({ file, old }) => [file, old]),
    [
      ["PKGBUILD", null],
      ["fresh.install", null],
    ],
  );
});

test("folders of one repository are read by one request and one fetch, and only what changed is proposed", async () => {
  const folder = world.newRemote("many");
  const both = (b: string) => ({ "a/PKGBUILD": pkgbuild("a", "1"), "b/PKGBUILD": pkgbuild("b", b) });
  write(folder, both("1"));
  const pin = save(folder);
  const story = world.story("many");
  const entries = ["a", "b"].map((name) => world.entry(name, { git: `file://${folder}`, path: name }, pin));
  await story.detect(0, entries);
  write(folder, both("2"));
  save(folder);
  await story.detect(1, entries);
  write(folder, { other: "1" });
  const head = save(folder);
  await story.detect(3, entries);
  const detection = await story.detect(4, entries);
  assert.equal(outcomeOf(detection, "a").outcome, "unchanged");
  const b = outcomeOf(detection, "b");
  assert.equal(b.outcome, "changed", b.reason);
  assert.notEqual(b.review?.to, head);
  assert.deepEqual(b.newer, []);
});

test("a waived cooldown proposes at once and says so; what is new since the open pull request is told", async () => {
  const folder = world.newRemote("urgent");
  const push = (version: string) => {
    write(folder, { PKGBUILD: pkgbuild("urgent", version) });
    return save(folder);
  };
  const entry = world.entry("urgent", { git: `file://${folder}` }, push("1"));
  const story = world.story("urgent");
  await story.detect(0, [entry]);
  const opened = push("2");
  await story.detect(0, [entry]);
  const commit = push("3");
  assert.equal(outcomeOf(await story.detect(0.5, [entry])).outcome, "held");
  const options = { noCooldown: new Set(["urgent"]), openPullRequests: new Map([["urgent", opened]]) };
  const detected = outcomeOf(await story.detect(0.5, [entry], options));
  assert.equal(detected.review?.to, commit);
  assert.match(detected.reason, /its cooldown waived by --no-cooldown/);
  assert.deepEqual([detected.since?.from, detected.since?.to], [opened, commit]);
});

test("a commit that a person rejected is not proposed again, until a newer one is ripe", async () => {
  const folder = world.newRemote("rejected");
  const push = (version: string) => {
    write(folder, { PKGBUILD: pkgbuild("rejected", version) });
    return save(folder);
  };
  const entry = world.entry("rejected", { git: `file://${folder}` }, push("1"));
  const story = world.story("rejected");
  await story.detect(0, [entry]);
  const unwanted = push("2");
  await story.detect(1, [entry]);
  story.memory = { ...story.memory, rejected: { rejected: [unwanted] } };
  const closed = outcomeOf(await story.detect(9, [entry]));
  assert.equal(closed.outcome, "rejected");
  assert.equal(closed.review, null);
  const wanted = push("3");
  assert.equal(outcomeOf(await story.detect(10, [entry])).outcome, "rejected");
  assert.equal(outcomeOf(await story.detect(13, [entry])).review?.to, wanted);
});

test("an adoption shows until what came with it is reviewed (case 41)", async () => {
  const { aur, aurEntry } = world;
  const pin = aur.push("adopted", { PKGBUILD: pkgbuild("adopted", "1.0") });
  aur.list({ pkgbase: "adopted", maintainer: "old" });
  const story = world.story("adopted");
  await story.detect(0, [aurEntry("adopted", pin)]);
  const commit = aur.push("adopted", { PKGBUILD: pkgbuild("adopted", "1.1") });
  aur.list({ pkgbase: "adopted", maintainer: "new", lastModified: seconds(0.9) });
  await story.detect(1, [aurEntry("adopted", pin)]);
  const changes: Change[] = [];
  const reviewed = async (change: Change) => void changes.push(change);
  for (const day of [5, 6]) await story.detect(day, [aurEntry("adopted", pin)], { reviewed });
  const words = changes.map(({ surroundings: { aur: word } }) =>
    word === null || word === "unknown" ? word : [word.before?.maintainer, word.now.maintainer],
  );
  assert.deepEqual(words, [
    ["old", "new"],
    ["old", "new"],
  ]);
  const { memory } = await story.detect(7, [aurEntry("adopted", commit)]);
  assert.equal(memory.aur.adopted?.reviewed?.maintainer, "new");
});

test("the same commit from 1970, from 2100 and by <script> is held for the same time (case 22)", async () => {
  const folder = world.newRemote("dates");
  write(folder, { PKGBUILD: pkgbuild("dates", "1") });
  const entry = world.entry("dates", { git: `file://${folder}` }, save(folder));
  for (const date of ["1970-01-02T00:00:00Z", "2099-12-31T00:00:00Z"]) {
    const story = world.story(`dates-${date.slice(0, 4)}`);
    await story.detect(0, [entry]);
    write(folder, { PKGBUILD: pkgbuild("dates", `2.${date.slice(0, 4)}`) });
    const somebody = ["-c", "user.name=<script>\u001b[31m", "-c", "user.email=@everyone"];
    process.env.GIT_AUTHOR_DATE = process.env.GIT_COMMITTER_DATE = date;
    git(folder, ...somebody, "commit", "-q", "-a", "-m", "Fixes #1\n\u001b]8;;x\u0007");
    delete process.env.GIT_AUTHOR_DATE;
    delete process.env.GIT_COMMITTER_DATE;
    assert.equal(outcomeOf(await story.detect(0, [entry])).outcome, "held");
    assert.equal(outcomeOf(await story.detect(2.9, [entry])).outcome, "held");
    const detected = outcomeOf(await story.detect(3, [entry]));
    assert.equal(detected.outcome, "changed", detected.reason);
    assert.doesNotMatch(detected.reason, /script|everyone|Fixes/);
  }
});

test("names that upstream adds are proposed, those that a person took out are not", async () => {
  const { aur, aurEntry } = world;
  const recipe = (names: readonly string[], version: string) => {
    const functions = names.map((name) => `package_${name}() {\n  true\n}\n`).join("");
    return `pkgbase=twins\npkgname=(${names.join(" ")})\npkgver=${version}\npkgrel=1\narch=(any)\n${functions}`;
  };
  const pin = aur.push("twins", { PKGBUILD: recipe(["twins", "part", "docs"], "1") });
  aur.push("twins", { PKGBUILD: recipe(["twins", "part", "man"], "2") });
  aur.list({ pkgbase: "twins", lastModified: seconds(0) });
  const entry = { ...aurEntry("twins", pin), publishes: ["twins", "docs"] };
  const story = world.story("twins");
  await story.detect(0, [entry]);
  assert.deepEqual(outcomeOf(await story.detect(4, [entry])).publishes, ["twins", "man"]);
});

test("a PKGBUILD that needs a container and gets none is reviewed, and the review says so", async () => {
  const folder = world.newRemote("dynamic");
  write(folder, { PKGBUILD: pkgbuild("dynamic", "1", 'depends=("$(date)")\n') });
  save(folder);
  const entry = world.entry("dynamic", { git: `file://${folder}` }, null);
  const evaluate = async () => {
    throw new Error("exit 1 at line 3");
  };
  for (const options of [{ evaluate: null }, { evaluate }]) {
    const detection = await world.story("dynamic").detect(0, [entry], options);
    const detected = outcomeOf(detection);
    assert.equal(detected.outcome, "changed", detected.reason);
    assert.equal(detected.review?.evaluated, false);
    if (options.evaluate !== null)
      assert.match(detection.notes.join(), /dynamic at \w+ could not be evaluated/);
  }
});

function seconds(day: number): number {
  return Math.round(Date.parse("2026-11-01T06:00:00Z") / 1000 + day * 86_400);
}

function text(base64: string | null): string | null {
  return base64 === null ? null : Buffer.from(base64, "base64").toString();
}
