/**
 * Simulates the runs in which workflows build a repository: at most 256 jobs each, 20 at a time, a pause from the end
 * of one to the start of the next. A job takes the slot that is free first, waits there for what it needs, and builds.
 */
import { readFileSync } from "node:fs";
import { argv } from "node:process";
import { pathToFileURL } from "node:url";
import type { PlannedBuild } from "../../actions/lib/documents/index.ts";
import {
  chooseJobs,
  type PlanningWorld,
  parallelJobs,
  planBuilds,
} from "../../actions/lib/planning/index.ts";
import { graphNames, graphWorld } from "../../test/planning-graphs.ts";
import { manifestOf, type Sketch, worldOf } from "../../test/planning-worlds.ts";

const SLOTS = 20;
/** What a job costs before it builds. */
const START_SECONDS = 30;
/** From the end of a run to the start of the next: publishing, dispatch, planning. */
const PAUSE_SECONDS = 120;

/** Ratios: of the makespan to what no schedule can be shorter than; of the time slots are held to the work. */
export type Simulation = {
  readonly graph: string;
  readonly jobs: number;
  readonly runs: number;
  readonly makespan: number;
  readonly slotTime: number;
  /** The makespan's ratio where a level begins when the one before has ended, without a limit of jobs. */
  readonly plainLevels: number;
};

/** Every recorded repository, and graphs made up to be awkward. */
export function simulateAll(): Simulation[] {
  const made = Object.entries(MADE_UP).map(([name, make]) => simulateMade(name, make()));
  return [...graphNames().map(simulateGraph), ...made];
}

export function simulateGraph(graph: string): Simulation {
  return simulate(graph, graphWorld(graph), recordedSeconds().get(graph) ?? new Map<string, number>());
}

export function simulateMade(name: string, { sketches, seconds }: Made): Simulation {
  return simulate(name, worldOf(sketches), seconds);
}

function simulate(graph: string, world: PlanningWorld, seconds: ReadonlyMap<string, number>): Simulation {
  const { jobs } = planBuilds(withSeconds(world, seconds));
  const least = bound(jobs, seconds);
  const work = jobs.reduce((sum, { entry }) => sum + START_SECONDS + secondsOf(seconds, entry), 0);
  const { end, held, runs } = simulateRuns(jobs, seconds);
  return {
    graph,
    jobs: jobs.length,
    runs,
    makespan: end / least,
    slotTime: held / work,
    plainLevels: levelsEnd(jobs, seconds) / least,
  };
}

type Seconds = ReadonlyMap<string, number>;

function simulateRuns(jobs: readonly PlannedBuild[], seconds: Seconds) {
  let left = jobs;
  let [end, held, runs] = [0, 0, 0];
  while (left.length > 0) {
    const { chosen, left: later } = chooseJobs(left);
    if (runs > 0) end += PAUSE_SECONDS;
    const run = simulateRun(chosen, seconds);
    end += run.end;
    held += run.held;
    runs++;
    const done = new Set(chosen.map(({ entry }) => entry));
    left = later.map((job) => ({ ...job, waitsFor: job.waitsFor.filter((one) => !done.has(one)) }));
  }
  return { end, held, runs };
}

function simulateRun(jobs: readonly PlannedBuild[], seconds: Seconds) {
  const free = Array.from({ length: Math.min(SLOTS, parallelJobs(jobs) ?? SLOTS) }, () => 0);
  const ends = new Map<string, number>();
  let held = 0;
  for (const { entry, waitsFor } of jobs) {
    const slot = free.indexOf(Math.min(...free));
    const start = free[slot] ?? 0;
    const ready = Math.max(start + START_SECONDS, ...waitsFor.map((one) => endOf(ends, one)));
    const end = ready + secondsOf(seconds, entry);
    free[slot] = end;
    held += end - start;
    ends.set(entry, end);
  }
  return { end: Math.max(...ends.values()), held };
}

/** A job that waits for one after it in the matrix could wait for ever. */
function endOf(ends: ReadonlyMap<string, number>, entry: string): number {
  const end = ends.get(entry);
  if (end === undefined) throw new Error(`a job waits for ${entry}, which comes after it or in a later run`);
  return end;
}

/** The longest way of builds that wait for each other, or all the work spread evenly. */
function bound(jobs: readonly PlannedBuild[], seconds: Seconds): number {
  const ways = new Map<string, number>();
  for (const { entry, waitsFor } of jobs)
    ways.set(entry, secondsOf(seconds, entry) + Math.max(0, ...waitsFor.map((one) => ways.get(one) ?? 0)));
  const work = jobs.reduce((sum, { entry }) => sum + START_SECONDS + secondsOf(seconds, entry), 0);
  return Math.max(Math.max(...ways.values()) + START_SECONDS, work / SLOTS);
}

function levelsEnd(jobs: readonly PlannedBuild[], seconds: Seconds): number {
  const levels = new Map<string, number>();
  for (const { entry, waitsFor } of jobs)
    levels.set(entry, 1 + Math.max(-1, ...waitsFor.map((one) => levels.get(one) ?? 0)));
  const members = Map.groupBy(jobs, ({ entry }) => levels.get(entry));
  return [...members.values()]
    .map(
      (level) =>
        simulateRun(
          level.map((job) => ({ ...job, waitsFor: [] })),
          seconds,
        ).end,
    )
    .reduce((sum, end) => sum + end, 0);
}

function secondsOf(seconds: Seconds, entry: string): number {
  return seconds.get(entry) ?? 0;
}

export type Made = { readonly sketches: readonly Sketch[]; readonly seconds: Seconds };

const MADE_UP: Readonly<Record<string, () => Made>> = {
  "257 alone": () =>
    made(
      257,
      () => [],
      () => 60,
    ),
  "300 equal": () =>
    made(
      300,
      () => [],
      () => 300,
    ),
  "one chain of 300": () =>
    made(
      300,
      (at) => (at === 0 ? [] : [at - 1]),
      () => 60,
    ),
  "20 chains of 20": () =>
    made(
      400,
      (at) => (at % 20 === 0 ? [] : [at - 1]),
      () => 120,
    ),
  "star of 500": () =>
    made(
      500,
      (at) => (at === 0 ? [] : [0]),
      () => 90,
    ),
  "star inwards of 400": () =>
    made(
      400,
      (at) => (at === 399 ? range(399) : []),
      () => 90,
    ),
  "one of two hours among 600": () =>
    made(
      600,
      () => [],
      (at) => (at === 599 ? 7200 : 60),
    ),
  "random, sparse": () => random(800, 1, 7),
  "random, dense": () => random(700, 3, 8),
  "random, 2,000": () => random(2000, 2, 9),
};

function range(length: number): number[] {
  return Array.from({ length }, (_, at) => at);
}

function made(
  count: number,
  depends: (at: number) => readonly number[],
  seconds: (at: number) => number,
): Made {
  const nameOf = (at: number) => `p${String(at).padStart(4, "0")}`;
  return {
    sketches: range(count).map((at) => ({ name: nameOf(at), depends: depends(at).map(nameOf) })),
    seconds: new Map(range(count).map((at) => [nameOf(at), seconds(at)])),
  };
}

/** Each depends on up to `most` that come before it; times are log-normal, as the recorded ones. */
export function random(count: number, most: number, seed: number): Made {
  const next = randomNumbers(seed);
  const some = (at: number) => range(Math.floor(next() * (most + 1))).map(() => Math.floor(next() * at));
  return made(
    count,
    (at) => (at === 0 ? [] : [...new Set(some(at))]),
    () => Math.min(7200, Math.max(5, 60 * Math.exp(1.2 * normal(next)))),
  );
}

function normal(next: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}

/** Mulberry32: the same numbers everywhere. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** As a full rebuild finds it: everything was built once, in that time, from other inputs. */
function withSeconds(world: PlanningWorld, seconds: Seconds): PlanningWorld {
  const { jobs } = planBuilds(world);
  const entries = jobs.map((job) => ({
    entry: job.entry,
    path: "",
    metadata: null,
    built: {
      ...job,
      key: "0".repeat(64),
      time: world.now.toISOString(),
      seconds: secondsOf(seconds, job.entry),
      image: "",
      run: null,
      packages: [],
    },
    failure: null,
    hold: null,
    rebuild: null,
  }));
  return { ...world, manifest: manifestOf(entries) };
}

function recordedSeconds(): Map<string, Map<string, number>> {
  const recorded = new Map<string, Map<string, number>>();
  const text = readFileSync(new URL("../../test/data/durations.tsv", import.meta.url), "utf8");
  for (const line of text.trimEnd().split("\n")) {
    const [graph = "", key = "", seconds = ""] = line.split("\t");
    const packages = recorded.get(graph) ?? new Map<string, number>();
    recorded.set(graph, packages.set(key, Number(seconds)));
  }
  return recorded;
}

if (import.meta.url === pathToFileURL(argv[1] ?? "").href) {
  const rounded = (value: number) => Number(value.toFixed(3));
  console.table(
    simulateAll().map(({ makespan, slotTime, plainLevels, ...rest }) => ({
      ...rest,
      makespan: rounded(makespan),
      slotTime: rounded(slotTime),
      plainLevels: rounded(plainLevels),
    })),
  );
}
