import assert from "node:assert/strict";
import { test } from "node:test";
import { worldOf } from "../../test/planning-worlds.ts";
import { type Handover, resultName } from "../lib/handover/index.ts";
import { planBuilds } from "../lib/planning/index.ts";
import { buildJobName, type RunJob } from "../lib/workflow/index.ts";
import { type AwaitRequest, awaitResults, mostWaitSeconds } from "./await-results.ts";

const { jobs } = planBuilds(worldOf([{ name: "liba" }, { name: "libb" }]));
const [liba] = jobs;
assert.ok(liba);

/** A run whose time is ours: what is handed over at which second, and what the API says then. */
function runOf(facts: {
  readonly gives?: readonly { readonly entry: string; readonly attempt?: number; readonly at: number }[];
  readonly ends?: readonly { readonly entry: string; readonly at: number; readonly attempt?: number }[];
}) {
  let seconds = 0;
  const told: string[] = [];
  const counts = { lists: 0, questions: 0 };
  const nameOf = (entry: string, attempt: number) => {
    const key = jobs.find((job) => job.entry === entry)?.key ?? "";
    return resultName({ entry, key, attempt });
  };
  const handover = {
    list: async () => {
      counts.lists++;
      const given = (facts.gives ?? []).filter(({ at }) => at <= seconds);
      return given.map(({ entry, attempt = 1 }) => ({ name: nameOf(entry, attempt), bytes: 1, id: 1 }));
    },
  } as Pick<Handover, "list"> as Handover;
  const askJobs = async (): Promise<ReadonlyMap<string, RunJob>> => {
    counts.questions++;
    return new Map(
      (facts.ends ?? []).map(({ entry, at, attempt = 1 }) => [
        entry,
        { name: buildJobName(entry), attempt, hasEnded: at <= seconds, handedOver: false },
      ]),
    );
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
  assert.equal(run.counts.questions, 3);
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

test("a cancelled run stops waiting", async () => {
  const run = runOf({});
  const signal = AbortSignal.abort(new Error("interrupted by SIGINT"));
  await assert.rejects(awaitResults({ ...run.request, signal }), /interrupted/);
});

test("the time to wait leaves room for the build in a job of six hours", () => {
  assert.equal(mostWaitSeconds(2 * 3600), 3 * 3600);
  assert.equal(mostWaitSeconds(5 * 3600), 600);
});
