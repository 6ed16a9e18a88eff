import assert from "node:assert/strict";
import { test } from "node:test";
import { worldOf } from "../../test/planning-worlds.ts";
import { type Handover, resultName } from "../lib/handover/index.ts";
import { planBuilds } from "../lib/planning/index.ts";
import type { BuildJob } from "../lib/workflow/index.ts";
import { type AwaitRequest, awaitResults, mostWaitSeconds } from "./await-results.ts";

const { jobs } = planBuilds(worldOf([{ name: "liba" }, { name: "libb" }]));
const [liba] = jobs;
assert.ok(liba);

type Moment = { readonly entry: string; readonly attempt?: number; readonly at: number };
type Course = { readonly gives: readonly Moment[]; readonly ends: readonly Moment[]; readonly lag: number };

/**
 * A run whose time is ours: what is handed over at which second, what other jobs put there under such names, and which
 * jobs ended; the API tells of a step `lag` seconds later.
 */
function runOf(facts: Partial<Course> & { readonly forges?: readonly Moment[] }) {
  const { gives = [], forges = [], ends = [], lag = 0 } = facts;
  let seconds = 0;
  const told: string[] = [];
  const counts = { lists: 0, questions: 0 };
  const nameOf = ({ entry, attempt = 1 }: Moment) => {
    const key = jobs.find((job) => job.entry === entry)?.key ?? "";
    return resultName({ entry, key, attempt });
  };
  const handover = {
    list: async () => {
      counts.lists++;
      const there = [...forges, ...gives].filter(({ at }) => at <= seconds);
      return there.map((one, id) => ({ name: nameOf(one), bytes: 1, id, digest: null }));
    },
  } as Pick<Handover, "list"> as Handover;
  const askJobs = async () => {
    counts.questions++;
    return jobsAt(seconds, { gives, ends, lag });
  };
  const clock = {
    now: () => new Date(seconds * 1000),
    sleep: async (milliseconds: number) => {
      seconds += milliseconds / 1000;
    },
  };
  const request: AwaitRequest = {
    ...{ wanted: jobs, handover, askJobs, attempt: 1, mostSeconds: 3 * 3600, pauseSeconds: 30, clock },
    signal: new AbortController().signal,
    note: (text) => told.push(text),
  };
  return { request, told, counts, seconds: () => seconds };
}

function jobsAt(seconds: number, { gives, ends, lag }: Course): readonly BuildJob[] {
  return [...gives, ...ends].map(({ entry, attempt = 1 }) => {
    const isSame = (one: Moment) => one.entry === entry && (one.attempt ?? 1) === attempt;
    const hasEnded = ends.some((one) => isSame(one) && one.at <= seconds);
    const handedOver = gives.some((one) => isSame(one) && one.at + lag <= seconds);
    return { entry, attempt, hasEnded, handedOver };
  });
}

test("a build starts within half a minute of its last dependency, and asks the API seldom", async () => {
  const run = runOf({
    gives: [
      { entry: "liba", at: 100 },
      { entry: "libb", at: 1900 },
    ],
  });
  const awaited = await awaitResults(run.request);
  assert.ok(awaited.kind === "all");
  assert.deepEqual(awaited.results.map(({ name }) => name.split(".")[0]).sort(), ["liba", "libb"]);
  assert.ok(run.seconds() >= 1900 && run.seconds() <= 1930);
  assert.ok(run.counts.questions <= 5, `${run.counts.questions}`);
  assert.deepEqual(run.told, ["waiting for liba, libb", "waiting for libb"]);
});

test("a dependency whose job ended without a result postpones its dependents, within ten minutes", async () => {
  const run = runOf({ gives: [{ entry: "liba", at: 0 }], ends: [{ entry: "libb", at: 700 }] });
  const awaited = await awaitResults(run.request);
  assert.deepEqual(awaited, {
    kind: "gave up",
    reason: "the job of libb ended without handing over a result",
  });
  assert.ok(run.seconds() < 700 + 631, `${run.seconds()}`);
});

test("what is handed over in the last moment of a job is not missed", async () => {
  const run = runOf({
    gives: [
      { entry: "liba", at: 0 },
      { entry: "libb", at: 600 },
    ],
    ends: [{ entry: "libb", at: 600 }],
  });
  assert.equal((await awaitResults(run.request)).kind, "all");
});

test("nobody waits for ever: the next run builds it", async () => {
  const run = runOf({ gives: [{ entry: "liba", at: 0 }] });
  const awaited = await awaitResults({ ...run.request, askJobs: null });
  assert.deepEqual(awaited, { kind: "gave up", reason: "libb took longer than this job can wait" });
  assert.ok(run.seconds() <= 3 * 3600 + 30);
});

test("a repeated run takes what its first attempt left, but waits for what is repeated with it", async () => {
  const run = runOf({
    gives: [
      { entry: "liba", at: 0 },
      { entry: "libb", at: 0 },
      { entry: "libb", attempt: 2, at: 200 },
    ],
    ends: [
      { entry: "liba", at: 0 },
      { entry: "libb", at: 300, attempt: 2 },
    ],
  });
  const awaited = await awaitResults({ ...run.request, attempt: 2 });
  assert.ok(awaited.kind === "all");
  assert.deepEqual(awaited.results.map(({ name }) => name.at(-1)).sort(), ["1", "2"]);
  assert.ok(run.seconds() >= 200);
});

test("what nobody says that the job handed over is not taken, and soon asked about again, then seldom", async () => {
  const forges = [{ entry: "libb", at: 0 }];
  const late = runOf({ gives: [{ entry: "liba", at: 0 }], forges, ends: [{ entry: "libb", at: 7000 }] });
  assert.deepEqual(await awaitResults(late.request), {
    kind: "gave up",
    reason: "the job of libb ended without handing over a result",
  });
  assert.ok(late.seconds() < 7000 + 631 && late.counts.questions < 20, `${late.counts.questions}`);

  const lagging = runOf({
    gives: [
      { entry: "liba", at: 0 },
      { entry: "libb", at: 60 },
    ],
    lag: 20,
  });
  assert.equal((await awaitResults(lagging.request)).kind, "all");
  assert.ok(lagging.seconds() <= 90, `${lagging.seconds()}`);
});

test("of two under one name nobody can say which is the job's: neither is taken", async () => {
  const both = [{ entry: "libb", at: 0 }];
  const run = runOf({ gives: [{ entry: "liba", at: 0 }, ...both], forges: both });
  const awaited = await awaitResults(run.request);
  assert.deepEqual(awaited, { kind: "gave up", reason: "2 results of libb have the same name" });
});

test("in a repeated run, what is put there in the name of a job that is not repeated is not taken", async () => {
  const first = [
    { entry: "liba", at: 0 },
    { entry: "libb", at: 0 },
  ];
  const run = runOf({ gives: first, ends: first, forges: [{ entry: "libb", attempt: 2, at: 0 }] });
  const awaited = await awaitResults({ ...run.request, attempt: 2 });
  assert.ok(awaited.kind === "all");
  assert.deepEqual(
    awaited.results.map(({ name }) => name.at(-1)),
    ["1", "1"],
  );
});

test("a cancelled run stops waiting", async () => {
  const run = runOf({});
  const signal = AbortSignal.abort(new Error("interrupted by SIGINT"));
  await assert.rejects(awaitResults({ ...run.request, signal }), /interrupted/);
});

test("the time to wait leaves room for the build in a job of six hours", () => {
  assert.equal(mostWaitSeconds(2 * 3600), 3 * 3600);
  assert.equal(mostWaitSeconds(5 * 3600), 600);
});
