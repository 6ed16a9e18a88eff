import type { PlannedBuild } from "../documents/index.ts";
import { type Graph, reversed } from "./graph.ts";
import { lastEnd, listSchedule, type Seconds, timetable, waysFrom } from "./schedule.ts";

/** What one run takes, in the order of its matrix, and what the next ones will. */
export type RunJobs = { readonly chosen: readonly PlannedBuild[]; readonly left: readonly PlannedBuild[] };

/** GitHub's limit of jobs in one run's matrix (platform facts A1.1). */
export const MOST_JOBS = 256;

/**
 * Chooses the jobs of one run out of all that are planned. A job comes with all it waits for; with a dependency come
 * its conditional dependents, as far as there is room, since without it they could not be asked. Of several choices
 * the one is taken whose run, with the least that all later ones can take, ends first. Pure.
 */
export function chooseJobs(jobs: readonly PlannedBuild[], most: number = MOST_JOBS): RunJobs {
  const seconds = new Map(jobs.map(({ entry, seconds }) => [entry, seconds]));
  const waits = waitsAmong(jobs);
  if (jobs.length <= most) return inOrder(jobs, new Set(waits.keys()), { waits, seconds, most });
  const scheduling = { waits, seconds, most };
  const sizes = [most, ...evenSizes(jobs.length, most)];
  const choices = rankings(jobs, scheduling).flatMap((ranking) => sizes.map((size) => choose(ranking, size)));
  const [best] = choices
    .map((names) => ({ names, end: expectedEnd(names, scheduling) }))
    .sort((one, other) => one.end - other.end);
  return inOrder(jobs, best?.names ?? new Set(), scheduling);
}

type Scheduling = { readonly waits: Graph; readonly seconds: Seconds; readonly most: number };

/**
 * Orders in which a run may be filled. By a schedule of all: what starts first, or what ends first, so that the run has
 * no long tail. By the ways before and behind a job: what can be early, the more so the more waits for it.
 */
function rankings(
  jobs: readonly PlannedBuild[],
  { waits, seconds }: Scheduling,
): readonly (readonly PlannedBuild[])[] {
  const times = timetable(waits, seconds);
  const before = waysFrom(waits, seconds);
  const behind = waysFrom(reversed(waits), seconds);
  const byTimes = [0, 0.5, 1].map((leaning) => (entry: string) => {
    const { starts = 0, ends = 0 } = times.get(entry) ?? {};
    return starts + leaning * (ends - starts);
  });
  const byWays = [0, 0.3, 0.6, 1].map(
    (leaning) => (entry: string) => (before.get(entry) ?? 0) - leaning * (behind.get(entry) ?? 0),
  );
  return [...byTimes, ...byWays].map((rankOf) => sorted(jobs, rankOf));
}

function sorted(jobs: readonly PlannedBuild[], rankOf: (entry: string) => number): readonly PlannedBuild[] {
  const ranks = new Map(jobs.map(({ entry }) => [entry, rankOf(entry)]));
  return jobs.toSorted((one, other) => (ranks.get(one.entry) ?? 0) - (ranks.get(other.entry) ?? 0));
}

/** As many in each run: the last one is then not too small to use all slots. */
function evenSizes(count: number, most: number): number[] {
  const even = Math.ceil(count / Math.ceil(count / most));
  return even < most ? [even] : [];
}

/** Seconds until all is built, if the later runs take what comes first in a schedule. */
function expectedEnd(names: ReadonlySet<string>, { waits, seconds, most }: Scheduling): number {
  let end = runSeconds(
    restricted(waits, (entry) => names.has(entry)),
    seconds,
  );
  let later = restricted(waits, (entry) => !names.has(entry));
  while (later.size > 0) {
    const next = new Set(listSchedule(later, seconds).slice(0, most));
    end +=
      PAUSE_SECONDS +
      runSeconds(
        restricted(later, (entry) => next.has(entry)),
        seconds,
      );
    later = restricted(later, (entry) => !next.has(entry));
  }
  return end;
}

/** From the end of a run to the start of the next: publishing, dispatch, planning. */
const PAUSE_SECONDS = 120;

function runSeconds(waits: Graph, seconds: Seconds): number {
  return lastEnd(timetable(waits, seconds));
}

/** Names in the order of the ranking, none without what it waits for. */
function choose(ranking: readonly PlannedBuild[], most: number): ReadonlySet<string> {
  const byName = new Map(ranking.map((job) => [job.entry, job]));
  const dependents = reversed(waitsAmong(ranking));
  const chosen = new Set<string>();
  const takeAll = (group: readonly string[]): boolean => {
    const wanted = withDependencies(group, byName).filter((entry) => !chosen.has(entry));
    if (chosen.size + wanted.length > most) return false;
    for (const entry of wanted) chosen.add(entry);
    return true;
  };
  for (const { entry, conditional } of ranking) {
    if (chosen.size === most) break;
    if (conditional || chosen.has(entry)) continue;
    const followers = conditionalDependents(entry, dependents, byName);
    if (!takeAll([entry, ...followers])) takeAll([entry]);
  }
  // Where a group was too large for what was left, single followers may still fit.
  for (const { entry } of ranking) if (!chosen.has(entry)) takeAll([entry]);
  return chosen;
}

/** Those that are built only if this one, or one of them, comes out other than published. */
function conditionalDependents(
  entry: string,
  dependents: Graph,
  byName: ReadonlyMap<string, PlannedBuild>,
): readonly string[] {
  const found = new Set([entry]);
  for (const at of found) {
    for (const dependent of dependents.get(at) ?? [])
      if (byName.get(dependent)?.conditional === true) found.add(dependent);
  }
  found.delete(entry);
  return [...found];
}

function withDependencies(
  entries: readonly string[],
  byName: ReadonlyMap<string, PlannedBuild>,
): readonly string[] {
  const found = new Set(entries);
  for (const at of found)
    for (const needed of byName.get(at)?.waitsFor ?? []) if (byName.has(needed)) found.add(needed);
  return [...found];
}

function inOrder(
  jobs: readonly PlannedBuild[],
  names: ReadonlySet<string>,
  { waits, seconds }: Scheduling,
): RunJobs {
  const byName = new Map(jobs.map((job) => [job.entry, job]));
  const run = restricted(waits, (entry) => names.has(entry));
  return {
    chosen: listSchedule(run, seconds).flatMap((entry) => byName.get(entry) ?? []),
    left: jobs.filter(({ entry }) => !names.has(entry)),
  };
}

export function waitsAmong(jobs: readonly PlannedBuild[]): Graph {
  const names = new Set(jobs.map(({ entry }) => entry));
  return new Map(jobs.map(({ entry, waitsFor }) => [entry, waitsFor.filter((one) => names.has(one))]));
}

function restricted(graph: Graph, holds: (entry: string) => boolean): Graph {
  const kept = [...graph].filter(([entry]) => holds(entry));
  return new Map(kept.map(([entry, waits]) => [entry, waits.filter(holds)]));
}
