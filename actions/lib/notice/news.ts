import type { Failure, Manifest, Phase, PublishedEntry } from "../documents/index.ts";
import { type BrokenEntry, brokenEntries } from "../planning/index.ts";
import { failedInputs } from "./failed-inputs.ts";
import { type KeyNews, keyNews } from "./key-news.ts";

/** What changed with a run that a person wants to know of; a document between two steps of one job. */
export type News = {
  /** Name of the repository. */
  readonly repository: string;
  /** UTC, ISO 8601. */
  readonly time: string;
  /** Where its report is; null: not known. */
  readonly server: string | null;
  /** The workflow run in a browser; null: there is none. */
  readonly run: string | null;
  readonly outcome: Outcome;
  /** Failing now, and not before or with other inputs. */
  readonly failed: readonly FailedNews[];
  /** Broken as they are published, and not before: "greeter needs libgreeting.so=1-64, which …". */
  readonly broken: readonly BrokenEntry[];
  /** Failing before, and published since. */
  readonly recovered: readonly { readonly entry: string; readonly version: string }[];
  readonly key: KeyNews | null;
};

/** "stopped": nothing could be published. `first`: nothing was published before; `entries`: all there are, `failing` of them. */
export type Outcome =
  | { readonly kind: "stopped"; readonly reason: string }
  | {
      readonly kind: "published";
      readonly generation: number;
      readonly first: boolean;
      readonly entries: number;
      readonly failing: number;
    };

export type FailedNews = {
  readonly entry: string;
  readonly phase: Phase;
  readonly reason: string;
  /** It failed with other inputs already. */
  readonly again: boolean;
  /** The version that stays published; null: none was. */
  readonly published: string | null;
};

export type NewsFacts = Pick<News, "repository" | "time" | "server" | "run"> & {
  /** What was published before this run, and what is now; the same where nothing changed. */
  readonly before: Manifest | null;
  readonly after: Manifest;
  /** Of the plan: sonames that the distribution offers too. */
  readonly elsewhere: readonly string[];
  /** When the signing key ends; null: never, or nothing is signed. */
  readonly keyEnds: Date | null;
  /** Sentences about that end. */
  readonly keyWarnings: readonly string[];
  /** When the run before this one was made (UTC, ISO 8601); null: not known. */
  readonly previousRun: string | null;
  /** The package that publish itself makes of the public key. */
  readonly keyring: string;
};

/** Compares what is published now with what was before. */
export function newsOf(facts: NewsFacts): News {
  const { repository, time, server, run, before, after, keyring } = facts;
  const earlier = new Map((before?.entries ?? []).map((entry) => [entry.entry, entry]));
  const entries = after.entries.filter(({ entry }) => entry !== keyring);
  const { generation } = after;
  const failing = entries.filter(({ failure }) => failure !== null).length;
  return {
    ...{ repository, time, server, run },
    outcome: { kind: "published", generation, first: before === null, entries: entries.length, failing },
    failed: entries.flatMap((entry) => failedNews(entry, earlier.get(entry.entry) ?? null)),
    broken: brokenNews(facts),
    recovered: entries.flatMap((entry) => recoveredNews(entry, earlier.get(entry.entry) ?? null)),
    key: keyNews(facts),
  };
}

/** News of a run that ended before it published anything. */
export function stoppedNews(
  facts: Pick<News, "repository" | "time" | "server" | "run">,
  reason: string,
): News {
  return { ...facts, outcome: { kind: "stopped", reason }, failed: [], broken: [], recovered: [], key: null };
}

/** Whether anybody should be told: never of a night in which nothing changed. */
export function isWorthTelling({ outcome, failed, broken, recovered, key }: News): boolean {
  const happened = outcome.kind === "stopped" || outcome.first;
  return happened || [failed, broken, recovered].some(({ length }) => length > 0) || key !== null;
}

function failedNews(now: PublishedEntry, before: PublishedEntry | null): readonly FailedNews[] {
  const { entry, failure, built } = now;
  const earlier = before?.failure ?? null;
  if (failure === null || isSameTry(failure, earlier)) return [];
  const { phase, reason } = failure;
  return [{ entry, phase, reason, again: earlier !== null, published: versionOf(built) }];
}

/** Built again with the same inputs, a week later, it is no news that it fails. */
function isSameTry(failure: Failure, earlier: Failure | null): boolean {
  return earlier !== null && failedInputs(failure) === failedInputs(earlier);
}

/** Of one that stays broken nobody is told again, whatever else it comes to lack. */
function brokenNews({ before, after, elsewhere }: NewsFacts): News["broken"] {
  const earlier = brokenEntries(before?.entries ?? [], elsewhere);
  const known = new Set(earlier.map(({ entry }) => entry));
  return brokenEntries(after.entries, elsewhere).filter(({ entry }) => !known.has(entry));
}

function recoveredNews(now: PublishedEntry, before: PublishedEntry | null): News["recovered"] {
  const wasFailing = before?.failure ?? null;
  const version = versionOf(now.built);
  if (wasFailing === null || now.failure !== null || version === null) return [];
  return now.built?.time === before?.built?.time ? [] : [{ entry: now.entry, version }];
}

function versionOf(built: PublishedEntry["built"]): string | null {
  return built?.packages[0]?.version ?? null;
}
