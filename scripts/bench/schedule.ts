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
  planBuilds,
  type RunJobs,
} from "../../actions/lib/planning/index.ts";
import { graphNames, graphWorld } from "../../test/planning-graphs.ts";
import { manifestOf, worldOf } from "../../test/planning-worlds.ts";
import { DURATIONS, type MadeRepository, repository, SHAPES, SIZES } from "./repositories.ts";
import {
  bound,
  PAUSE_SECONDS,
  runBound,
  type Seconds,
  SLOTS,
  START_SECONDS,
  workOf,
} from "./schedule-bounds.ts";

/** Ratios: of the makespan to what no schedule can be shorter than; of the time slots are held to the work. */
export type Simulation = {
  readonly graph: string;
  readonly jobs: number;
  readonly runs: number;
  readonly makespan: number;
  /** What `makespan` is at least with 256 jobs a run and the pauses between runs. */
  readonly least: number;
  readonly slotTime: number;
  /** The makespan's ratio where a level begins when the one before has ended, without a limit of jobs. */
  readonly plainLevels: number;
};

/** Every recorded repository. */
export function simulateRecorded(): Simulation[] {
  return graphNames().map(simulateGraph);
}

/** Every shape with its awkward durations, in every size. */
export function simulateMadeUp(): Simulation[] {
  return Object.entries(SHAPES).flatMap(([name, shape]) =>
    Object.entries(DURATIONS).flatMap(([times, durations]) =>
      SIZES.map((size) => simulateMade(`${size}, ${name}, ${times}`, repository({ size, shape, durations }))),
    ),
  );
}

export function simulateGraph(graph: string): Simulation {
  const seconds = recordedSeconds().get(graph) ?? new Map<string, number>();
  return simulate(graph, planBuilds(withSeconds(graphWorld(graph), seconds)).jobs, seconds);
}

export function simulateMade(name: string, { depends, seconds }: MadeRepository): Simulation {
  const sketches = [...depends].map(([entry, names]) => ({ name: entry, depends: names }));
  return simulate(name, planBuilds(withSeconds(worldOf(sketches), seconds)).jobs, seconds);
}

function simulate(graph: string, jobs: readonly PlannedBuild[], seconds: Seconds): Simulation {
  const least = bound(jobs, seconds);
  const { end, held, runs } = simulateRuns(jobs, seconds);
  return {
    graph,
    jobs: jobs.length,
    runs,
    makespan: end / least,
    least: runBound(jobs, seconds) / least,
    slotTime: held / workOf(jobs, seconds),
    plainLevels: levelsEnd(jobs, seconds) / least,
  };
}

function simulateRuns(jobs: readonly PlannedBuild[], seconds: Seconds) {
  let left = jobs;
  let [end, held, runs] = [0, 0, 0];
  while (left.length > 0) {
    const { chosen, left: later, parallel } = chooseJobs(left);
    if (runs > 0) end += PAUSE_SECONDS;
    const run = simulateRun({ chosen, parallel }, seconds);
    end += run.end;
    held += run.held;
    runs++;
    const done = new Set(chosen.map(({ entry }) => entry));
    left = later.map((job) => ({ ...job, waitsFor: job.waitsFor.filter((one) => !done.has(one)) }));
  }
  return { end, held, runs };
}

function simulateRun({ chosen, parallel }: Omit<RunJobs, "left">, seconds: Seconds) {
  const free = Array.from({ length: parallel ?? SLOTS }, () => 0);
  const ends = new Map<string, number>();
  let held = 0;
  for (const { entry, waitsFor } of chosen) {
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

function levelsEnd(jobs: readonly PlannedBuild[], seconds: Seconds): number {
  const levels = new Map<string, number>();
  for (const { entry, waitsFor } of jobs)
    levels.set(entry, 1 + Math.max(-1, ...waitsFor.map((one) => levels.get(one) ?? 0)));
  const members = Map.groupBy(jobs, ({ entry }) => levels.get(entry));
  return [...members.values()]
    .map((level) => level.map((job) => ({ ...job, waitsFor: [] })))
    .reduce((sum, chosen) => sum + simulateRun({ chosen, parallel: null }, seconds).end, 0);
}

function secondsOf(seconds: Seconds, entry: string): number {
  return seconds.get(entry) ?? 0;
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
  console.table(simulateRecorded().map(rounded));
  const made = simulateMadeUp();
  const away = ({ makespan, least }: Simulation) => makespan / least;
  const within = made.filter(({ makespan }) => makespan <= 1.12).length;
  const reachable = made.filter(({ least }) => least <= 1.12).length;
  console.log(
    `made up: ${made.length}; makespan <= 1.12: ${within}, of ${reachable} where pauses and limits allow it`,
  );
  console.log("farthest from what limits and pauses allow:");
  console.table(
    made
      .toSorted((one, other) => away(other) - away(one))
      .slice(0, 15)
      .map(rounded),
  );
  console.log("most slots held:");
  console.table(
    made
      .toSorted((one, other) => other.slotTime - one.slotTime)
      .slice(0, 5)
      .map(rounded),
  );
}

function rounded({ makespan, least, slotTime, plainLevels, ...rest }: Simulation) {
  const three = (value: number) => Number(value.toFixed(3));
  return {
    ...rest,
    makespan: three(makespan),
    least: three(least),
    slotTime: three(slotTime),
    plainLevels: three(plainLevels),
  };
}
