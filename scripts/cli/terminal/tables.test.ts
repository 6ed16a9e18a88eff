import assert from "node:assert/strict";
import { test } from "node:test";
import type { IdleEntry } from "../../../actions/lib/documents/index.ts";
import type { PublishedResults } from "../../../actions/publish/publish-results.ts";
import { aLinkedPair, aPublication, aResult, aRun, inputsOf } from "../../../test/report-facts.ts";
import { exitOfPlan } from "../building/plan.ts";
import { planText } from "../building/plan-text.ts";
import { resultsText } from "../building/results-text.ts";
import { historyText } from "../publishing/history-text.ts";
import { publicationText } from "../publishing/publication-text.ts";

const plain = { colour: false, columns: () => 80 };
const job = {
  ...inputsOf("libfoo"),
  reason: "never published",
  waitsFor: [],
  conditional: false,
  withoutCheck: false,
  seconds: null,
};

test("a plan says what is built, after what, and why", () => {
  const plan = {
    ...aRun([]).plan,
    jobs: [
      job,
      { ...job, entry: "foo-tools", reason: "pin moved 3f1c → 9ab2", waitsFor: ["libfoo"], seconds: 64 },
    ],
    missing: [{ entry: "foo-tools", dependency: "libbar", command: "scripts/autorepo add libbar" }],
    cycles: [["ffmpeg", "x264"]],
    removes: [{ pkgname: "gone", withBuildOf: null, reason: "no entry lists it" }],
  };
  assert.equal(
    planText(plan, plain),
    `To build: 2, about 1 min 04 s of work last time
  libfoo     new         never published
  foo-tools  1 min 04 s  pin moved 3f1c → 9ab2; after libfoo

Missing dependencies
  libbar  needed by foo-tools
    $ scripts/autorepo add libbar

Cycles
  ffmpeg → x264 → ffmpeg

To be removed
  gone  no entry lists it
`,
  );
});

test("what cannot be built, what waits and what has nothing to do stand apart; one reason is one row", () => {
  const unchanged = (_: unknown, index: number): IdleEntry => {
    return { entry: `p${index}`, standing: "rests", reason: "unchanged" };
  };
  const idle = Array.from({ length: 2500 }, unchanged);
  const held = { entry: "jq", standing: "waits", reason: "held at 1.7-1 by a rollback" } as const;
  const unread = {
    entry: "yay",
    standing: "unbuildable",
    reason: "needs libalpm, which nobody has",
  } as const;
  const plan = { ...aRun([]).plan, idle: [...idle, held, unread] };
  assert.equal(exitOfPlan(plan), "packagesFailed");
  assert.equal(exitOfPlan({ ...plan, idle: [...idle, held] }), "done");
  const text = planText(plan, plain);
  assert.equal(
    text,
    `Nothing to build.

Cannot be built: 1
  yay  needs libalpm, which nobody has

Waiting: 1
  jq  held at 1.7-1 by a rollback

Nothing to do: 2500
  2500 entries  unchanged: p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p11 and
                2488 more
`,
  );
});

test("results end with what failed, and begin with what cost this run nothing", () => {
  const results = [
    aResult("bad", { outcome: "failed", phase: "build", reason: "build() ended with exit code 4" }),
    aResult("good", { reason: "built good 1-1" }),
    aResult("late", { outcome: "blocked", phases: [], reason: "waits for bad" }),
  ].map((result) => ({ result }));
  const now = new Date("2026-11-22T14:10:00");
  const takenOver = new Date("2026-11-22T14:03:00");
  const whole = [...results, { result: aResult("old", { reason: "built old 2-1" }), takenOver }];
  assert.equal(
    resultsText(whole, { ...plain, now }),
    `1 failed, 1 blocked, 1 built, 1 taken over
  ✓ old   taken over                   built old 2-1; built 14:03
  ✓ good  built            1 min 18 s  built good 1-1
  ⊘ late  blocked                      waits for bad
  ✗ bad   failed in build  1 min 18 s  build() ended with exit code 4
`,
  );
});

test("a publication says what is broken now, below the results that made it so", () => {
  const verdicts = [
    { entry: "greeter", outcome: "failed", reason: "build() failed" },
    { entry: "weekday", outcome: "published", reason: "weekday 2-1" },
  ] as const;
  const unbuildable = [{ entry: "jq", reason: "bash cannot read the PKGBUILD" }];
  const changes = { verdicts, unbuildable };
  const publication = aPublication(aLinkedPair("greeter", "libgreeting", 2), changes);
  assert.equal(
    publicationText(publication, { ...plain, columns: () => 100 }),
    `Results
  weekday  published  weekday 2-1
  greeter  failed     build() failed

Cannot be built
  jq  bash cannot read the PKGBUILD

Published, and broken
  greeter  greeter needs libgreeting.so=1-64, which libgreeting 1.2.0-1 no longer offers

Published generation 12
`,
  );
});

test("what changes nothing for clients is not called a publication", () => {
  const said = (publication: PublishedResults) => publicationText(publication, plain).trimEnd();
  const publication = aPublication(aLinkedPair("greeter", "libgreeting", 1));
  const { manifest, state } = publication;
  const stays = { generation: 12, publication: "8e2b", manifest: { key: "m", sha256: "00" } };
  const noted = { ...publication, manifest: { ...manifest, previous: stays } };
  assert.equal(said(noted), "No package has changed: generation 12 stays");
  assert.equal(said({ ...noted, outcome: "unchanged" }), "Nothing has changed: generation 12 stays");
  const empty = { ...aPublication([]), state: { ...state, generation: 0 } };
  assert.equal(said(empty), "Nothing is published yet: generation 0 is empty");
});

test("history says what each generation changed", () => {
  const changes = [
    { pkgname: "jq", from: null, to: "1.7-1" },
    { pkgname: "libfoo", from: "1-1", to: "2-1" },
    { pkgname: "gone", from: "3-1", to: null },
  ];
  const publication = { publication: "9f3c", time: "2026-11-22T10:10:00Z", isRecord: false };
  const records = { held: ["libfoo"], released: ["old"], failed: [], marked: ["old", "new"] };
  const history = [{ ...publication, generation: 2, changes, ...records }];
  assert.equal(
    historyText(history, null, plain),
    "Generation 2 2026-11-22 10:10 UTC (9f3c)\n  + jq      1.7-1\n  ~ libfoo  1-1 → 2-1\n  - gone    3-1\n" +
      "  libfoo  held by this rollback\n  old     held no longer\n  new     to be built again\n",
  );
});

test("history says where nothing changed, and where it ends", () => {
  const nothing = { held: [], released: [], failed: [], marked: [] };
  const publication = { publication: "9f3c", time: "2026-11-22T10:10:00Z", isRecord: false, ...nothing };
  const history = [
    { ...publication, generation: 9, isRecord: true, changes: [], failed: ["jq"] },
    { ...publication, generation: 9, changes: [] },
    { ...publication, generation: 8, changes: null },
  ];
  assert.match(
    historyText(history, null, plain),
    /^Generation 9 .*, its packages as before\n {2}jq {2}failed\n\nGeneration 9 .*\)\n {2}no package changed\n\nGeneration 8 .*\n {2}what came before it is no longer there\n/,
  );
  assert.equal(historyText([], null, plain), "Nothing was published yet.\n");
  assert.match(historyText([], "jq", plain), /^No publication that is kept changed "jq"/);
});

test("a narrow window breaks reasons below their row, colour only where it was asked for", () => {
  const reason = "\x1b[31mbuild()\x1b[0m ended badly";
  const results = [{ result: aResult("bad", { outcome: "failed", phase: "build", reason }) }];
  const look = { columns: () => 50, now: new Date() };
  const narrow = resultsText(results, { ...look, colour: false });
  assert.equal(narrow, "1 failed\n  ✗ bad  failed in build  1 min 18 s\n      build() ended badly\n");
  assert.match(resultsText(results, { ...look, colour: true }), /\x1b\[31m✗ bad\x1b\[0m/);
});
