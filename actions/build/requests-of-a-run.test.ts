import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import type { Job } from "../../test/github/jobs.ts";
import { type GitHub, startGitHub } from "../../test/github/start-github.ts";
import { worldOf } from "../../test/planning-worlds.ts";
import { stepOf } from "../../test/workflow-run.ts";
import { connectForge } from "../lib/forge/index.ts";
import { type Handover, resultName } from "../lib/handover/index.ts";
import { planBuilds } from "../lib/planning/index.ts";
import { buildJobName, followBuildJobs, HAND_OVER_STEP } from "../lib/workflow/index.ts";
import { type Awaited, awaitResults } from "./await-results.ts";

const RUN = 77;
const WAITERS = 200;
const wanted = planBuilds(worldOf([{ name: "lib" }])).jobs;
/** As a plan has them; lib is in the middle of the matrix. */
const order = Array.from({ length: 256 }, (_, index) => (index === 128 ? "lib" : `p${index}`));
/** The library hands over after an hour, and the API tells of it ten seconds later. */
const HANDED_OVER = 3600;
const TOLD = HANDED_OVER + 10;

let github: GitHub;
before(async () => {
  const permissions = { contents: "read", actions: "read" } as const;
  const tokenOf = (index: number) => [`token-${index}`, { login: "github-actions[bot]", permissions }];
  const tokens = Object.fromEntries(Array.from({ length: WAITERS }, (_, index) => tokenOf(index)));
  github = await startGitHub({ repositories: ["me/packages"], tokens });
});
after(async () => await github[Symbol.asyncDispose]());
beforeEach(() => {
  github.requests.length = 0;
  github.faults.length = 0;
});

/** What the API lists at a second of the run: every minute one of the other jobs ends. */
function showAt(seconds: number, attempt = 1): void {
  const jobs = github.jobs(RUN);
  jobs.length = 0;
  jobs.push(jobAt("plan", { attempt, ended: true }));
  for (const [index, entry] of order.entries())
    jobs.push(
      jobAt(buildJobName(entry), { attempt, ended: seconds >= (entry === "lib" ? TOLD : index * 60) }),
    );
}

function jobAt(name: string, { attempt, ended }: { attempt: number; ended: boolean }): Job {
  return {
    ...{ name, run_attempt: attempt, started_at: `2026-11-22T0${attempt}:00:00Z` },
    ...(ended ? { status: "completed", conclusion: "success" } : { status: "in_progress", conclusion: null }),
    steps: ended
      ? [{ ...stepOf(HAND_OVER_STEP, "success"), completed_at: `2026-11-22T0${attempt}:30:00Z` }]
      : [],
  };
}

type Waiter = { readonly token?: number; readonly from: number; readonly attempt?: number };
type Waited = { readonly awaited: Awaited; readonly seconds: number; readonly said: readonly string[] };

/** A job that waits for the library, from a second of the run on, in a time of its own. */
async function wait({ token = 0, from, attempt = 1 }: Waiter): Promise<Waited> {
  let seconds = from;
  const said: string[] = [];
  const note = (text: string) => void said.push(text);
  const clock = {
    now: () => new Date(seconds * 1000),
    sleep: async (milliseconds: number) => {
      seconds += milliseconds / 1000;
    },
  };
  const place = { apiUrl: github.url, serverUrl: github.url, repository: "me/packages" };
  const forge = connectForge({ token: `token-${token}`, ...place, clock, note });
  const ask = followBuildJobs(forge, { runId: RUN, attempt, wanted: ["lib"], order, note });
  const name = resultName({ entry: "lib", key: wanted[0]?.key ?? "", attempt });
  const given = { name, bytes: 1, id: 1, digest: null };
  const awaited = await awaitResults({
    ...{ wanted, attempt, mostSeconds: 3 * 3600, pauseSeconds: 30, clock, note },
    handover: { list: async () => (seconds >= HANDED_OVER ? [given] : []) } as Partial<Handover> as Handover,
    askJobs: async () => {
      showAt(seconds, attempt);
      return await ask();
    },
    signal: new AbortController().signal,
  });
  return { awaited, seconds, said };
}

/** What GitHub counts: answers without news are free. */
function counted(): number {
  return github.requests.filter(({ status }) => status !== 304).length;
}

test("of 256 jobs, 200 that wait for one of them ask far less often than a repository may in an hour", async () => {
  // Twenty from the beginning, as many as run at a time; all others when the library is there.
  for (let token = 0; token < WAITERS; token++) {
    const { awaited, seconds } = await wait({ token, from: token < 20 ? token : HANDED_OVER + token });
    assert.equal(awaited.kind, "all");
    assert.ok(seconds < Math.max(TOLD, HANDED_OVER + token) + 60, `${token} waited until ${seconds}`);
  }
  assert.ok(counted() <= 300, `${counted()} requests`);
});

test("a job that waits for hours costs three requests, however much happens in others", async () => {
  assert.equal((await wait({ from: 0 })).awaited.kind, "all");
  assert.ok(github.requests.length >= 7, "it asks every ten minutes");
  assert.equal(counted(), 3);
});

test("in a repeated run it asks once more, of the attempt before", async () => {
  assert.equal((await wait({ from: TOLD, attempt: 2 })).awaited.kind, "all");
  assert.ok(counted() <= 5, JSON.stringify(github.requests));
});

test("GitHub's limits are waited for, and a long one costs nobody the build", async () => {
  for (const status of [403, 429]) {
    const headers = { "retry-after": "31" };
    github.faults.push({ method: "GET", path: /\/jobs$/, times: 1, answer: { status, headers } });
  }
  const short = await wait({ from: TOLD });
  assert.equal(short.awaited.kind, "all");
  assert.equal(short.seconds, TOLD + 62);

  const headers = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(TOLD + 1700) };
  github.faults.push({ method: "GET", path: /\/jobs$/, times: 2, answer: { status: 403, headers } });
  const long = await wait({ from: TOLD });
  assert.equal(long.awaited.kind, "all");
  assert.match(long.said.join("\n"), /asked again later: GitHub asks us to come back later/);
  assert.ok(long.seconds <= TOLD + 300, `${long.seconds}`);
});
