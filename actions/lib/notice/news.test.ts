import assert from "node:assert/strict";
import { test } from "node:test";
import { aFailure, aLinkedPair, aManifest, aPublishedEntry } from "../../../test/report-facts.ts";
import type { PublishedEntry } from "../documents/index.ts";
import { mailContent } from "./mail-content.ts";
import { isWorthTelling, type NewsFacts, newsOf, stoppedNews } from "./news.ts";
import { readNews, writeNews } from "./news-document.ts";

const RUN = {
  repository: "shelf",
  time: "2026-11-22T03:50:00Z",
  server: "https://pkgs.example.org",
  run: null,
};

function news(
  before: readonly PublishedEntry[] | null,
  after: readonly PublishedEntry[],
  changes: Partial<NewsFacts> = {},
) {
  return newsOf({
    ...RUN,
    before: before && aManifest(before),
    after: aManifest(after),
    ...{ keyEnds: null, keyWarnings: [], previousRun: null, keyring: "shelf-keyring" },
    elsewhere: [],
    ...changes,
  });
}

const subject = (...facts: Parameters<typeof news>) => mailContent(news(...facts)).subject;

const good = aPublishedEntry("good");
const yay = aPublishedEntry("yay");
const failing = (key = "a1", phase: "build" | "publish" = "build") => ({
  ...yay,
  failure: aFailure("yay", { key: key.repeat(32), phase, time: `2026-11-2${key[1]}T00:00:00Z` }),
});
const rebuilt = { ...yay, built: yay.built && { ...yay.built, time: "2026-11-22T03:49:00Z" } };

test("of a night in which nothing changed nobody is told, whatever goes on failing (case 84)", () => {
  for (const entries of [[], [good], [good, failing()]]) assert.ok(!isWorthTelling(news(entries, entries)));
  const weekly = {
    ...failing(),
    failure: aFailure("yay", { reason: "other words", time: "2026-11-22T00:00:00Z" }),
  };
  assert.ok(!isWorthTelling(news([failing()], [weekly])), "the same inputs, a week later");
  assert.ok(!isWorthTelling(news([good, failing()], [good])), "what fails left the list");
  assert.ok(!isWorthTelling(news([yay], [rebuilt])), "an update that a person merged");
});

test("a new failure, one with other inputs, a refusal and a recovery are news", () => {
  assert.equal(subject([good, yay], [good, failing()]), "[shelf] yay failed");
  assert.equal(subject([good, failing()], [good, failing("b2")]), "[shelf] yay failed");
  assert.equal(subject([good, yay], [good, failing("a1", "publish")]), "[shelf] yay was refused");
  assert.equal(subject([good, failing()], [good, rebuilt]), "[shelf] yay builds again");
  assert.ok(!isWorthTelling(news([failing()], [yay])), "a rollback took its failure back, and built nothing");
});

test("what becomes broken is named once, and no second time for the rebuild that failed", () => {
  const before = aLinkedPair("yay", "libfoo", 1);
  const after = [{ ...before[0], failure: aFailure("yay") }, ...aLinkedPair("yay", "libfoo", 2).slice(1)];
  assert.equal(subject(before, after), "[shelf] yay is broken");
  const { sections } = mailContent(news(before, after));
  assert.deepEqual(
    sections.map(({ heading, items }) => [heading, items[0]?.name]),
    [
      ["Broken", "yay"],
      ["Failed", "yay"],
    ],
  );
  assert.deepEqual(sections[0]?.items[0]?.quote, [
    "yay needs libfoo.so=1-64, which libfoo 1.2.0-1 no longer offers",
  ]);
  assert.ok(!isWorthTelling(news(after, after)));
  const elsewhere = ["libfoo.so=1-64"];
  assert.equal(subject(before, after, { elsewhere }), "[shelf] yay failed", "the distribution offers it too");
  assert.equal(subject([before[0]], aLinkedPair("yay", "libfoo", 2)), "[shelf] yay is broken");
});

test("a first publication, one in which all failed, and none at all are told apart (case 84)", () => {
  assert.equal(subject(null, [good, yay]), "[shelf] first publication, 2 packages");
  const broken = { ...good, built: null, failure: aFailure("good") };
  const none = news([good, yay], [broken, failing()]);
  assert.equal(mailContent(none).subject, "[shelf] all 2 packages failed");
  assert.match(mailContent(news(null, [broken, failing()])).lead, /First publication: every package failed/);
  const stopped = stoppedNews(
    RUN,
    "the store refused\nAWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  );
  assert.ok(isWorthTelling(stopped));
  assert.equal(mailContent(stopped).subject, "[shelf] nothing could be published");
  assert.doesNotMatch(JSON.stringify(mailContent(stopped)), /wJalr/);
});

test("many are counted, a few are named", () => {
  const names = ["a", "b", "c", "d"].map((name) => aPublishedEntry(name));
  const broken = names.map((entry) => ({ ...entry, failure: aFailure(entry.entry) }));
  assert.equal(subject([good, ...names], [good, ...broken]), "[shelf] 4 packages failed");
  assert.equal(subject([good, ...names], [good, ...broken.slice(0, 2)]), "[shelf] a, b failed");
  assert.equal(
    subject(
      broken,
      names.map((entry) => ({ ...entry, built: rebuilt.built })),
    ),
    "[shelf] 4 packages build again",
  );
});

test("the end of the key is told as it comes nearer, once each time, however often runs come", () => {
  const keyEnds = new Date("2026-12-21T12:00:00Z");
  const told = (previousRun: string | null, time: string) =>
    isWorthTelling(news([good], [good], { keyEnds, keyWarnings: ["It ends."], previousRun, time }));
  assert.ok(told(null, "2026-11-25T00:00:00Z"));
  assert.ok(told("2026-11-20T00:00:00Z", "2026-11-22T00:00:00Z"));
  assert.ok(!told("2026-11-22T00:00:00Z", "2026-11-22T09:00:00Z"));
  assert.ok(told("2026-11-22T00:00:00Z", "2026-12-19T00:00:00Z"), "runs were off for weeks");
  assert.ok(!news([good], [good], { keyEnds, time: "2026-11-25T00:00:00Z" }).key, "its successor is there");
  let [mails, before] = [0, "2026-11-01T00:00:00Z"];
  for (let day = 2; day <= 51; day++) {
    const time = new Date(Date.UTC(2026, 10, day)).toISOString();
    if (told(before, time)) mails++;
    before = time;
  }
  assert.equal(mails, 5);
});

test("news cross from one step to the next as they are, and nothing else does", () => {
  for (const each of [news([yay], [failing()]), news([failing()], [rebuilt]), stoppedNews(RUN, "no")])
    assert.deepEqual(readNews(writeNews(each), "news.json"), each);
  assert.throws(
    () => readNews('{"repository":"shelf"}', "news.json"),
    /news\.json is no news of a run: it must have/,
  );
});
