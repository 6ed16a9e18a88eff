import { readFileSync } from "node:fs";
import { argv } from "node:process";
import { pathToFileURL } from "node:url";
import type { PlannedBuild } from "../../actions/lib/documents/index.ts";
import { type PlanningWorld, planBuilds } from "../../actions/lib/planning/index.ts";
import { graphNames, graphWorld } from "../../test/planning-graphs.ts";
import { manifestOf, publishedFirst, type Sketch, worldOf } from "../../test/planning-worlds.ts";

/** `milliseconds`: median of some runs in this process, after one that warms up. */
export type PlanningTime = {
  readonly what: string;
  readonly packages: number;
  readonly milliseconds: number;
};

/** Times planning of each recorded repository as if nothing were published, and of 100 unchanged packages. */
export function timePlanning(): PlanningTime[] {
  const graphs = graphNames().map((graph) => timed(`${graph}, all to be built`, graphWorld(graph)));
  return [...graphs, timed("nothing changed", unchangedWorld(100))];
}

const RUNS = 7;

function timed(what: string, world: PlanningWorld): PlanningTime {
  planBuilds(world);
  const times = Array.from({ length: RUNS }, () => {
    const started = performance.now();
    planBuilds(world);
    return performance.now() - started;
  }).sort((a, b) => a - b);
  return { what, packages: world.trees.size, milliseconds: times[Math.floor(RUNS / 2)] ?? 0 };
}

/** Packages in chains of ten, everything published. */
function unchangedWorld(packages: number): PlanningWorld {
  const sketches = Array.from({ length: packages }, (_, at): Sketch => {
    const depends = at % 10 === 0 ? [] : [`package${at - 1}`];
    return { name: `package${at}`, depends, offers: [`lib${at}.so=1-64`], needs: [`lib${at - 1}.so=1-64`] };
  });
  const world = worldOf(sketches, { manifest: manifestOf(publishedFirst(sketches)) });
  const planned = planBuilds(world).jobs.length;
  if (planned > 0) throw new Error(`${planned} of ${packages} unchanged packages would be built`);
  return world;
}

/** `ratio`: the simulated run's length over what no schedule can be shorter than. */
export type ScheduleQuality = { readonly graph: string; readonly jobs: number; readonly ratio: number };

/** Simulates each repository's plan on 20 runners with the recorded build times. */
export function simulateSchedules(): ScheduleQuality[] {
  const recorded = recordedSeconds();
  return graphNames().map((graph) => {
    const seconds = recorded.get(graph) ?? new Map<string, number>();
    const { jobs } = planBuilds(withSeconds(graphWorld(graph), seconds));
    return { graph, jobs: jobs.length, ratio: makespan(jobs, seconds) / bound(jobs, seconds) };
  });
}

const RUNNERS = 20;
/** What a job costs before it builds. */
const START_SECONDS = 30;

/** A job takes the runner that is free first, waits there for what it needs, and builds. */
function makespan(jobs: readonly PlannedBuild[], seconds: ReadonlyMap<string, number>): number {
  const free = Array.from({ length: RUNNERS }, () => 0);
  const ends = new Map<string, number>();
  for (const { entry, waitsFor } of jobs) {
    const runner = free.indexOf(Math.min(...free));
    const ready = Math.max((free[runner] ?? 0) + START_SECONDS, ...waitsFor.map((one) => ends.get(one) ?? 0));
    const end = ready + (seconds.get(entry) ?? 0);
    free[runner] = end;
    ends.set(entry, end);
  }
  return Math.max(...ends.values());
}

/** The longest way of builds that wait for each other, or all the work spread evenly. */
function bound(jobs: readonly PlannedBuild[], seconds: ReadonlyMap<string, number>): number {
  const ways = new Map<string, number>();
  for (const { entry, waitsFor } of jobs)
    ways.set(entry, (seconds.get(entry) ?? 0) + Math.max(0, ...waitsFor.map((one) => ways.get(one) ?? 0)));
  const work = jobs.reduce((sum, { entry }) => sum + START_SECONDS + (seconds.get(entry) ?? 0), 0);
  return Math.max(Math.max(...ways.values()) + START_SECONDS, work / RUNNERS);
}

function withSeconds(world: PlanningWorld, seconds: ReadonlyMap<string, number>): PlanningWorld {
  const jobs = planBuilds(world).jobs;
  const entries = jobs.map((job) => ({
    entry: job.entry,
    path: "",
    metadata: null,
    built: {
      ...job,
      key: "0".repeat(64),
      time: world.now.toISOString(),
      seconds: seconds.get(job.entry) ?? 0,
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
  console.table(
    timePlanning().map(({ milliseconds, ...rest }) => ({
      ...rest,
      milliseconds: Number(milliseconds.toFixed(1)),
    })),
  );
  console.table(
    simulateSchedules().map(({ ratio, ...rest }) => ({ ...rest, ratio: Number(ratio.toFixed(2)) })),
  );
}
