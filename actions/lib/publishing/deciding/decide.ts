import type { DistributionNames } from "../../distribution/index.ts";
import type { Manifest, PublishedEntry, PublishedPackage } from "../../documents/index.ts";
import type { PackagesYaml } from "../../packages-yaml/packages-yaml.ts";
import { heldEntries, type UnlistedName, unlistedNames } from "../../planning/index.ts";
import type { Candidate, CandidatePackage, RebuildAsked, RemovedName, Verdict } from "../publication.ts";
import { entryChanges } from "./entry-changes.ts";
import { raisedBy } from "./highest.ts";
import { type Accepted, type Failed, type Judgement, judgeResults } from "./judge-result.ts";
import {
  NO_LONGER_LISTED,
  type OwnedPackage,
  publishedNames,
  removedNames,
  requireConfirmedRemoval,
} from "./names.ts";
import { nextEntries } from "./next-entries.ts";
import { type Postponed, postponedByTransition, type TransitionFacts } from "./soname-transition.ts";

export type DecisionFacts = {
  /** What is published; null: nothing yet. */
  readonly manifest: Manifest | null;
  readonly packagesYaml: PackagesYaml;
  readonly candidates: readonly Candidate[];
  readonly distribution: DistributionNames;
  readonly rebuildAsked: RebuildAsked;
  /** Confirmed number of names to remove; null: none. */
  readonly remove: number | null;
  /** UTC, ISO 8601. */
  readonly time: string;
  /** URL of the run; null on a machine of one's own. */
  readonly run: string | null;
};

/** What the next publication holds; nothing of it has been written. */
export type Decision = {
  readonly verdicts: readonly Verdict[];
  /** What a person should know of the packages that are added. */
  readonly notes: readonly string[];
  readonly entries: readonly PublishedEntry[];
  readonly highest: Manifest["highest"];
  readonly added: readonly CandidatePackage[];
  readonly removed: readonly RemovedName[];
};

/**
 * Decides what is published of the results, what is recorded of them and which names go. Throws a PublishingError
 * where more than half of the names would go unconfirmed.
 */
export function decide(facts: DecisionFacts): Decision {
  const before = facts.manifest?.entries ?? [];
  const highest = facts.manifest?.highest ?? {};
  const names = publishedNames(before);
  const tip = facts.packagesYaml.entries;
  const unlisted = unlistedNames(before, tip);
  const entries = new Map(before.map((entry) => [entry.entry, entry]));
  const judgements = judgeResults(facts.candidates, { ...facts, entries, names, highest });
  const failed = judgements.filter((judgement) => judgement.kind === "failed");
  const { accepted, postponed } = settleTransitions(judgements, {
    ...{ entries, names, unlisted, failed },
    held: heldEntries(before, tip),
  });
  const removed = removedNames(unlisted, new Set(accepted.map(({ result }) => result.entry)));
  requireConfirmedRemoval(removed, {
    published: names.size,
    confirmed: facts.remove,
    because: NO_LONGER_LISTED,
  });

  const gone = new Set(removed.map(({ pkgname }) => pkgname));
  const added = accepted.flatMap(({ packages }) => packages);
  const changes = entryChanges({ accepted, failed }, facts);
  return {
    verdicts: judgements.map((judgement) => verdictOf(judgement, postponed)),
    notes: accepted.flatMap(({ result, notes }) => notes.map((note) => `${result.entry}: ${note}`)),
    entries: nextEntries({ ...facts, previous: before, tip, changes, removed: gone }),
    highest: raisedBy(
      highest,
      added.map(({ published }) => [published.pkgname, published.version] as const),
    ),
    added,
    removed,
  };
}

/** The decision that leaves everything as it is, to build others on. */
export function unchangedDecision({ entries, highest }: Pick<Manifest, "entries" | "highest">): Decision {
  return { verdicts: [], notes: [], entries, highest, added: [], removed: [] };
}

type Surroundings = {
  /** What is published, by entry. */
  readonly entries: ReadonlyMap<string, PublishedEntry>;
  readonly names: ReadonlyMap<string, OwnedPackage>;
  readonly unlisted: readonly UnlistedName[];
  readonly failed: readonly Failed[];
  readonly held: TransitionFacts["held"];
};

/** Of the accepted results those that can go out together, and why the others wait. */
function settleTransitions(
  judgements: readonly Judgement[],
  { entries, names, unlisted, failed, held }: Surroundings,
): { readonly accepted: readonly Accepted[]; readonly postponed: readonly Postponed[] } {
  const accepted = judgements.filter((judgement) => judgement.kind === "accepted");
  const failedNow = new Set(failed.map(({ result }) => result.entry));
  const postponed = postponedByTransition({
    ...replacementsAmong({ names, unlisted }, accepted),
    held,
    hasFailedAgainst: (entry, on) => failedNow.has(entry) || failedBefore(entries.get(entry), on),
  });
  const waiting = new Set(postponed.map(({ entry }) => entry));
  return { accepted: accepted.filter(({ result }) => !waiting.has(result.entry)), postponed };
}

/** Whether the last try of an entry used something else of `on` than what it was published with, and failed. */
function failedBefore(entry: PublishedEntry | undefined, on: string): boolean {
  if (!entry?.failure || !entry.built) return false;
  const [tried, built] = [entry.failure, entry.built].map(({ uses }) => uses.find((use) => use.entry === on));
  return tried !== undefined && tried.value !== built?.value;
}

/**
 * Published packages by the entry that answers for them, which is the one that replaces them, else their owner; and the
 * packages that each entry would have, with those of its names that stay until another entry builds them.
 */
function replacementsAmong(
  { names, unlisted }: Pick<Surroundings, "names" | "unlisted">,
  accepted: readonly Accepted[],
): Pick<TransitionFacts, "published" | "replacements" | "leaving"> {
  const built = accepted.map(({ result, packages }) => ({
    entry: result.entry,
    packages: packages.map(({ published }) => published),
  }));
  const takers = new Map(
    built.flatMap(({ entry, packages }) => packages.map(({ pkgname }) => [pkgname, entry] as const)),
  );
  const atOnce = new Set(removedNames(unlisted, NONE).map(({ pkgname }) => pkgname));
  const published = new Map<string, PublishedPackage[]>();
  for (const [pkgname, { owner, published: own }] of names) {
    if (atOnce.has(pkgname)) continue;
    const entry = takers.get(pkgname) ?? owner;
    published.set(entry, [...(published.get(entry) ?? []), own]);
  }
  const leaving = new Set(unlisted.map((one) => one.published.pkgname));
  const stays = ({ pkgname }: PublishedPackage) => !takers.has(pkgname) && !leaving.has(pkgname);
  const replacements = built.map(({ entry, packages }) => ({
    entry,
    packages: [...packages, ...(published.get(entry) ?? []).filter(stays)],
  }));
  return { published, replacements, leaving };
}

const NONE: ReadonlySet<string> = new Set();

function verdictOf(judgement: Judgement, postponed: readonly Postponed[]): Verdict {
  if (judgement.kind !== "accepted") return judgement.verdict;
  const { result, packages } = judgement;
  const waiting = postponed.find(({ entry }) => entry === result.entry);
  if (waiting) return { entry: result.entry, outcome: "postponed", reason: waiting.reason };
  const versions = packages.map(({ published }) => `${published.pkgname} ${published.version}`);
  return { entry: result.entry, outcome: "published", reason: versions.join(", ") };
}
