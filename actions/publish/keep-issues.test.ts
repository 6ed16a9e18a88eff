import assert from "node:assert/strict";
import { test } from "node:test";
import { type IssueWorld, issueWorld } from "../../test/github/issue-world.ts";
import { aFailure, aLinkedPair, aManifest, aPublishedEntry } from "../../test/report-facts.ts";
import type { PublishedEntry } from "../lib/documents/index.ts";

const good = aPublishedEntry("good");
const yay = aPublishedEntry("yay");

/** `key` names what it was made from. */
function failing(name: string, key = "a", reason = "make: *** Error 2"): PublishedEntry {
  return { ...aPublishedEntry(name), failure: aFailure(name, { key: key.repeat(64), reason }) };
}

function rebuilt(name: string, time = "2026-11-22T03:49:00Z"): PublishedEntry {
  const entry = aPublishedEntry(name);
  return { ...entry, built: entry.built && { ...entry.built, time } };
}

const many = (count: number, key = "a") => Array.from({ length: count }, (_, at) => failing(`p${at}`, key));

/** The next nights, each with what was published then; what was done in the last one. */
async function nights(world: IssueWorld, ...each: readonly (readonly PublishedEntry[])[]) {
  let done: readonly string[] = [];
  for (const entries of each) {
    const outcome = await world.keep(aManifest(entries));
    assert.equal(outcome.stopped, null);
    done = outcome.done;
  }
  return done;
}

test("a failing package gets one issue, which says why, and closes itself when it builds again", async () => {
  await using world = await issueWorld();
  assert.deepEqual(await nights(world, [good, failing("yay")]), ["opened #1: yay fails"]);
  const { title, body, labels } = await world.issue(1);
  assert.equal(title, "yay fails");
  assert.deepEqual(labels.map(({ name }) => name).sort(), ["autorepo", "failing"]);
  assert.match(
    body,
    /`yay` failed in build\(\), check\(\) or package\(\), 2026-11-21 03:49 UTC\. `1\.2\.0-1` stays/,
  );
  assert.match(body, /```text\nmake: \*\*\* Error 2\n```/);
  assert.match(body, /\(https:\/\/pkgs\.example\.org\/report\/index\.html#entry-yay\)/);
  const before = world.github.requests.length;
  assert.deepEqual(await nights(world, [good, failing("yay")], [good, failing("yay")]), []);
  assert.ok(world.github.requests.slice(before).every(({ method }) => method === "GET"));
  assert.deepEqual(await nights(world, [good, rebuilt("yay")]), [
    "closed #1: `yay` builds again: `1.2.0-1`, 2026-11-22 03:49 UTC.",
  ]);
  assert.equal((await world.issue(1)).state, "closed");
  assert.equal((await world.comments(1)).length, 1);
  assert.deepEqual(await nights(world, [good, rebuilt("yay")]), []);
});

test("an issue says where what stays published is broken", async () => {
  await using world = await issueWorld();
  const [yay, library] = aLinkedPair("yay", "libfoo", 2);
  world.listed.add("libfoo");
  const entries = [{ ...yay, failure: aFailure("yay") }, library];
  await nights(world, entries);
  const broken =
    /As it is published it is broken: yay needs libfoo.so=1-64, which libfoo .* no longer offers/;
  assert.match((await world.issue(1)).body, broken);
  await world.keep(aManifest(entries), ["libfoo.so=1-64"]);
  assert.doesNotMatch((await world.issue(1)).body, /broken/, "the distribution has it, too");
});

test("an issue links the run it failed in, and no page that somebody wrote into the bucket", async () => {
  await using world = await issueWorld();
  const failedIn = (run: string) => ({ ...failing("yay"), failure: aFailure("yay", { run }) });
  await nights(world, [failedIn("https://github.com/me/packages/actions/runs/12")]);
  assert.match(
    (await world.issue(1)).body,
    /\[The run it failed in\]\(\S+\/me\/packages\/actions\/runs\/12\)/,
  );
  for (const run of [
    "https://github.com.evil.example/me/packages/actions/runs/12",
    "https://github.com/me/packages/actions/runs/../../../../evil/packages",
  ]) {
    await nights(world, [failedIn(run)]);
    assert.doesNotMatch((await world.issue(1)).body, /evil|The run it failed in/);
  }
});

test("another reason is written into the same issue, without a word to anybody", async () => {
  await using world = await issueWorld();
  await nights(world, [failing("yay")]);
  assert.deepEqual(await nights(world, [failing("yay", "b", "ld: no libfoo")]), ["rewrote #1: yay fails"]);
  assert.match((await world.issue(1)).body, /ld: no libfoo/);
  assert.deepEqual(await world.comments(1), []);
});

test("one that left packages.yaml, or is held, closes with these words; a later failure opens the same issue", async () => {
  await using world = await issueWorld();
  await nights(world, [failing("yay")]);
  world.listed.delete("yay");
  const [closed] = await nights(world, [failing("yay")]);
  assert.match(closed ?? "", /closed #1: packages\.yaml no longer lists `yay`/);
  assert.deepEqual(await nights(world, [failing("yay", "b")]), [], "what is not listed opens none");
  world.listed.add("yay");
  assert.deepEqual(await nights(world, [failing("yay")]), ["opened again #1: yay fails"]);
  const held = { ...yay, hold: { ref: null, since: "2026-11-22T00:00:00Z" } };
  assert.match((await nights(world, [held]))[0] ?? "", /`yay` is held at what a rollback published/);
  assert.equal((await world.comments(1)).length, 2);
});

test("what a person closed stays closed until its inputs change, and what they opened again is left", async () => {
  await using world = await issueWorld();
  await nights(world, [failing("yay")]);
  await world.person("PATCH /issues/1", { state: "closed" });
  assert.deepEqual(await nights(world, [failing("yay")], [failing("yay", "a", "other words")]), []);
  assert.deepEqual(await nights(world, [failing("yay", "b")]), ["opened again #1: yay fails"]);
  await nights(world, [rebuilt("yay")]);
  await world.person("PATCH /issues/1", { state: "open" });
  assert.deepEqual(await nights(world, [rebuilt("yay")]), []);
  assert.equal((await world.issue(1)).state, "open");
});

test("a mass failure is one issue; when few are left they get their own", async () => {
  await using world = await issueWorld();
  for (const { entry } of [...many(200), failing("new")]) world.listed.add(entry);
  await nights(world, [failing("p3"), ...many(300).slice(200)]);
  assert.deepEqual(await nights(world, many(200)), ["opened #2: Many packages fail"]);
  assert.match((await world.issue(2)).body, /^199 packages fail\./m);
  assert.deepEqual(await nights(world, many(150)), ["rewrote #2: Many packages fail"]);
  assert.deepEqual(await nights(world, many(5)), [
    "closed #2: 4 are left (generation 12), and have issues of their own.",
    ...[0, 1, 2, 4].map((name, at) => `opened #${at + 3}: p${name} fails`),
  ]);
  await world.person("PATCH /issues/2", { state: "closed" });
  assert.deepEqual(await nights(world, many(30)), ["opened again #2: Many packages fail"]);
  await world.person("PATCH /issues/2", { state: "closed" });
  assert.deepEqual(await nights(world, many(30), many(20)), []);
  assert.deepEqual(await nights(world, [...many(20), failing("new")]), ["opened #7: new fails"]);
});

test("two runs at once come to one issue, and those of people and pull requests are left", async () => {
  await using world = await issueWorld();
  await world.person("POST /issues", { title: "yay fails", body: "It crashes.", labels: ["failing"] });
  await Promise.all([nights(world, [failing("yay")]), nights(world, [failing("yay")])]);
  await nights(world, [failing("yay")]);
  assert.deepEqual((await world.open()).toSorted(), [1, 2]);
});

test("what packages wrote is inert, bounded, and holds no secret", async () => {
  await using world = await issueWorld();
  const hostile = `\`\`\`\n<img src=x> @me #1 fixes #1 https://evil.example -->\u202e ghp_${"aB3dEf".repeat(6)}\n`;
  await nights(world, [failing("yay", "a", hostile.repeat(2000))]);
  const { body } = await world.issue(1);
  assert.ok(body.length < 10_000);
  assert.doesNotMatch(body, /aB3dEf|@me|#1\b|\u202e/);
  const [, fence = "", inside = ""] = /\n(`{3,})text\n([\s\S]*?)\n\1\n/.exec(body) ?? [];
  assert.ok(fence.length > 3 && inside.includes("<img src=x>"));
  assert.ok(!body.replace(inside, "").includes("<img"));
});

test("where issues are switched off, nothing is wrong", async () => {
  await using world = await issueWorld();
  world.switchIssues(false);
  assert.deepEqual(await nights(world, [failing("yay")]), ["issues are switched off here"]);
});
