import type { PublishedEntry } from "../documents/index.ts";
import { brokenReasons } from "../planning/index.ts";
import { entryStatus } from "./entry-status.ts";
import { pacmanSnippet, trustCommands } from "./pacman-snippet.ts";
import type { Report, ReportedEntry, ReportedRun, RunSummary } from "./report-document.ts";
import type { ReportFacts } from "./report-facts.ts";

/**
 * The document behind the front page. Facts of a run are only known to that run: when the site is rendered
 * again without one, what `previous` said stays as long as it was about the same publication.
 */
export function buildReport(facts: ReportFacts, run: ReportedRun | null, previous: Report | null): Report {
  const { time, repository, signing, manifest } = facts;
  const kept = !run && previous?.published?.publication === manifest?.publication ? previous : null;
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
    entries: reportedEntries(facts, run, { kept, previous }),
    missing: run?.plan.missing ?? kept?.missing ?? [],
    cycles: run?.plan.cycles ?? kept?.cycles ?? [],
    removed: run?.plan.removes ?? kept?.removed ?? [],
    runs: withRun(previous?.runs ?? [], run),
  };
}

/** pacman takes a package from the first section that has its name (pacman.conf(5), "Repository Sections"). */
function publishesOfficialNames({ entries, manifest }: ReportFacts): boolean {
  const published = byEntry(manifest?.entries ?? []);
  return entries.some(({ name, allow }) => allow.includes("official-name") && published.get(name)?.built);
}

const RUNS_LISTED = 200;

function reportedEntries(
  facts: ReportFacts,
  run: ReportedRun | null,
  earlier: { readonly kept: Report | null; readonly previous: Report | null },
): readonly ReportedEntry[] {
  const listed = byEntry(facts.entries.map((entry) => ({ entry: entry.name, listed: entry })));
  const published = byEntry(facts.manifest?.entries ?? []);
  const results = byEntry(run?.results ?? []);
  const verdicts = byEntry(run?.verdicts ?? []);
  const idle = byEntry(run?.plan.idle ?? []);
  const broken = brokenReasons(facts.manifest?.entries ?? []);
  const kept = byEntry(earlier.kept?.entries ?? []);
  const before = byEntry(earlier.previous?.entries ?? []);
  const unlisted = [...published.values()].filter((each) => each.built && !listed.has(each.entry));
  return [...listed.keys(), ...unlisted.map((each) => each.entry)].map((entry) => {
    const { status, reason } =
      kept.get(entry) ??
      entryStatus({
        listed: listed.get(entry)?.listed ?? null,
        published: published.get(entry) ?? null,
        result: results.get(entry) ?? null,
        verdict: verdicts.get(entry) ?? null,
        idle: idle.get(entry)?.reason ?? null,
        broken: broken.get(entry) ?? null,
        ownKeyring: entry === `${facts.repository.name}-keyring`,
      });
    const lastRun = run && results.has(entry) ? run.id : (before.get(entry)?.run ?? null);
    return { entry, status, reason, ...publication(published.get(entry)), run: lastRun };
  });
}

function byEntry<T extends { readonly entry: string }>(list: readonly T[]): ReadonlyMap<string, T> {
  return new Map(list.map((each) => [each.entry, each]));
}

function publication(published: PublishedEntry | undefined): Pick<ReportedEntry, "packages" | "built"> {
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
