import type { PublishedEntry } from "../documents/index.ts";
import { type EntryFacts, entryStatus } from "./entry-status.ts";
import { pacmanSnippet, trustCommands } from "./pacman-snippet.ts";
import type { Report, ReportedEntry, ReportedRun, RunSummary } from "./report-document.ts";
import type { ReportFacts } from "./report-facts.ts";
import type { ReportMemory } from "./report-memory.ts";

/** What a report takes over from the one before it; null: there was none. */
export type Earlier = {
  readonly memory: ReportMemory | null;
  /** The whole, where there is no run to tell more: of a large report that is much to read. */
  readonly report: Report | null;
};

/** What the document is made of. */
export type ReportSources = {
  readonly facts: ReportFacts;
  /** The run in `facts`, as it may be shown. */
  readonly run: ReportedRun | null;
  readonly earlier: Earlier;
};

/**
 * The document behind the front page. Facts of a run are only known to that run: when the site is rendered
 * again without one, what the report before it said stays as long as it was about the same publication.
 */
export function buildReport(sources: ReportSources): Report {
  const { facts, run, earlier } = sources;
  const { time, repository, signing, manifest } = facts;
  const kept = keptOf(sources);
  return {
    format: 1,
    time,
    repository: {
      ...repository,
      signing,
      snippet: pacmanSnippet(repository, signing),
      trust: trustCommands(repository, signing),
      aboveCore: publishesOfficialNames(facts),
    },
    published: manifest && {
      generation: manifest.generation,
      publication: manifest.publication,
      time: manifest.time,
      commit: manifest.commit,
    },
    entries: reportedEntries(sources),
    missing: run?.plan.missing ?? kept?.missing ?? [],
    cycles: run?.plan.cycles ?? kept?.cycles ?? [],
    removed: run?.plan.removes ?? kept?.removed ?? [],
    elsewhere: run?.plan.elsewhere ?? earlier.report?.elsewhere ?? [],
    runs: withRun(earlier.memory?.runs ?? [], run),
  };
}

/** What was said of the same publication. */
function keptOf({ facts, earlier: { report } }: ReportSources): Report | null {
  return report?.published?.publication === facts.manifest?.publication ? report : null;
}

/** pacman takes a package from the first section that has its name (pacman.conf(5), "Repository Sections"). */
function publishesOfficialNames({ entries, manifest }: ReportFacts): boolean {
  const official = new Set(
    entries.filter(({ allow }) => allow.includes("official-name")).map(({ name }) => name),
  );
  return (manifest?.entries ?? []).some(({ entry, built }) => built !== null && official.has(entry));
}

const RUNS_LISTED = 200;

function reportedEntries(sources: ReportSources): readonly ReportedEntry[] {
  const { facts, run, earlier } = sources;
  const listed = new Map(facts.entries.map((entry) => [entry.name, entry]));
  const published = byEntry(facts.manifest?.entries ?? []);
  const before = byEntry(keptOf(sources)?.entries ?? []);
  const lastRuns = lastRunsOf(earlier.memory);
  const tell = standingTeller(sources);
  const unlisted = [...published.values()].filter((each) => each.built && !listed.has(each.entry));
  const ran = new Set(run?.results.map(({ entry }) => entry));
  return [...listed.keys(), ...unlisted.map(({ entry }) => entry)].map((entry) => {
    const publishedEntry = published.get(entry) ?? null;
    const { status, reason, failed } =
      before.get(entry) ?? tell(entry, { listed: listed.get(entry) ?? null, published: publishedEntry });
    const lastRun = run && ran.has(entry) ? run.id : (lastRuns.get(entry) ?? null);
    return { entry, status, reason, ...publication(publishedEntry), failed: failed ?? null, run: lastRun };
  });
}

/** By entry: id of the newest run with a result for it. */
function lastRunsOf(memory: ReportMemory | null): ReadonlyMap<string, string> {
  const lastRuns = new Map<string, string>();
  for (const [run, entries] of Object.entries(memory?.results ?? {})) {
    for (const entry of entries) lastRuns.set(entry, run);
  }
  return lastRuns;
}

/** Answers where an entry stands by the run that ends with the report. */
function standingTeller({ facts, run }: ReportSources) {
  const broken = byEntry(facts.broken);
  const results = byEntry(run?.results ?? []);
  const verdicts = byEntry(run?.verdicts ?? []);
  const idle = byEntry(run?.plan.idle ?? []);
  return (entry: string, known: Pick<EntryFacts, "listed" | "published">) => {
    const result = results.get(entry) ?? null;
    const standing = entryStatus({
      ...known,
      result,
      verdict: verdicts.get(entry) ?? null,
      idle: idle.get(entry) ?? null,
      broken: broken.get(entry)?.reason ?? null,
      ownKeyring: entry === `${facts.repository.name}-keyring`,
    });
    const failedNow = run && result?.outcome === "failed" ? run.time : null;
    return { ...standing, failed: known.published?.failure?.time ?? failedNow };
  };
}

function byEntry<T extends { readonly entry: string }>(list: readonly T[]): ReadonlyMap<string, T> {
  return new Map(list.map((each) => [each.entry, each]));
}

function publication(published: PublishedEntry | null): Pick<ReportedEntry, "packages" | "built"> {
  const built = published?.built;
  if (!built) return { packages: [], built: null };
  const { time, seconds, commit, image } = built;
  return { packages: built.packages, built: { time, seconds, commit, image } };
}

/** The same id replaces: a report that was made twice lists its run once. */
function withRun(runs: readonly RunSummary[], run: ReportedRun | null): readonly RunSummary[] {
  if (!run) return runs;
  const others = runs.filter((each) => each.id !== run.id);
  return [summaryOf(run), ...others].toSorted((a, b) => b.time.localeCompare(a.time)).slice(0, RUNS_LISTED);
}

function summaryOf({ id, time, seconds, url, generation, plan, results }: ReportedRun): RunSummary {
  const count = (outcome: string) => results.filter((result) => result.outcome === outcome).length;
  const outcomes = {
    built: count("built"),
    failed: count("failed"),
    blocked: count("blocked"),
    postponed: count("postponed"),
    unneeded: count("unneeded"),
    idle: plan.idle.length,
  };
  return { id, time, seconds, url, generation, outcomes };
}
