import { admitPackages, leftOutNotes } from "../../admission/index.ts";
import type { DistributionNames } from "../../distribution/index.ts";
import type { BuildResult, Manifest, Phase, PublishedEntry } from "../../documents/index.ts";
import type { Entry, PackagesYaml } from "../../packages-yaml/packages-yaml.ts";
import { buildKey } from "../../planning/index.ts";
import type { Candidate, CandidatePackage, Verdict } from "../publication.ts";
import { judgeClaim } from "./judge-claim.ts";
import { hasSameInputs, isStale, type VersionFacts } from "./judge-version.ts";
import { lostNameProblem, type OwnedPackage, ownershipProblem } from "./names.ts";

/** What a result comes to before its effect on others is looked at. "failed" is recorded, "dropped" is not. */
export type Judgement = Accepted | Failed | { readonly kind: "dropped"; readonly verdict: Verdict };

export type Accepted = {
  readonly kind: "accepted";
  readonly result: BuildResult;
  readonly packages: readonly CandidatePackage[];
  readonly notes: readonly string[];
};

export type Failed = {
  readonly kind: "failed";
  readonly result: BuildResult;
  readonly phase: Phase;
  readonly verdict: Verdict;
};

export type JudgementFacts = {
  readonly packagesYaml: PackagesYaml;
  readonly distribution: DistributionNames;
  /** Published entries by name, published packages by pkgname. */
  readonly entries: ReadonlyMap<string, PublishedEntry>;
  readonly names: ReadonlyMap<string, OwnedPackage>;
  readonly highest: Manifest["highest"];
};

/** Judges results one by one; several for one entry contradict each other, and none of them counts. */
export function judgeResults(candidates: readonly Candidate[], facts: JudgementFacts): readonly Judgement[] {
  const byEntry = Map.groupBy(candidates, ({ result }) => result.entry);
  return [...byEntry].map(([entry, [candidate, ...others]]) => {
    if (candidate && others.length === 0) return judgeResult(candidate, facts);
    const reason = `${others.length + 1} results were handed over for it: none of them is taken`;
    return { kind: "dropped", verdict: { entry, outcome: "refused", reason } };
  });
}

function judgeResult(candidate: Candidate, facts: JudgementFacts): Judgement {
  const { result } = candidate;
  const entry = facts.packagesYaml.entries.find(({ name }) => name === result.entry) ?? null;
  const claim = judgeClaim(result, {
    entry,
    hold: facts.entries.get(result.entry)?.hold ?? null,
    key: entry && keyAtTip(entry, result.tree, facts.packagesYaml),
  });
  if (claim.kind === "dropped") return claim;
  if (claim.kind === "built") return judgeBuilt(candidate, claim.entry, facts);
  const verdict: Verdict = { entry: result.entry, outcome: "failed", reason: result.reason };
  return { kind: "failed", result, phase: result.phase ?? "build", verdict };
}

function keyAtTip(entry: Entry, tree: string, { repository }: PackagesYaml): string {
  const { publishes, settings } = entry;
  return buildKey({ tree, publishes, network: settings.network, image: repository.image });
}

/** Stale versions come first: the package is not at fault when another run published meanwhile. */
function judgeBuilt(candidate: Candidate, entry: Entry, facts: JudgementFacts): Judgement {
  const { result, packages } = candidate;
  if (candidate.problems.length > 0) return refused(result, candidate.problems);
  const versions = packages.map((one) => versionFacts(one, facts));
  const stale = versions.filter(isStale);
  if (stale.length > 0) return { kind: "dropped", verdict: staleVerdict(result, stale, facts) };
  const { admitted, problems, notes } = admitPackages({
    entry,
    pkgbase: result.metadata?.pkgbase ?? null,
    packages: packages.map(({ built }) => built),
    published: new Map(
      versions.map((version) => [version.pkgname, clientsHave(version)] as const).filter(isKnown),
    ),
    distribution: facts.distribution,
  });
  const taken = packages.filter(({ built }) => admitted.includes(built));
  const all = [...problems, ...nameProblems(taken, entry, facts)];
  if (all.length > 0) return refused(result, all);
  const said = [...notes, ...leftOutNotes(result.metadata?.packages ?? [], entry)];
  return { kind: "accepted", result, packages: taken, notes: said };
}

function refused(result: BuildResult, problems: readonly string[]): Failed {
  const verdict: Verdict = { entry: result.entry, outcome: "refused", reason: problems.join("; ") };
  return { kind: "failed", result, phase: "publish", verdict };
}

function versionFacts({ published }: CandidatePackage, { names, highest }: JudgementFacts): VersionFacts {
  const { pkgname, version } = published;
  return {
    pkgname,
    version,
    published: names.get(pkgname)?.published.version ?? null,
    // A pkgname may be any word: "constructor" must not find what every object has.
    highest: Object.hasOwn(highest, pkgname) ? (highest[pkgname] ?? null) : null,
  };
}

/** Names that were taken out and come back are measured by what clients may still have. */
function clientsHave({ published, highest }: VersionFacts): string | null {
  return published ?? highest;
}

function isKnown(pair: readonly [string, string | null]): pair is readonly [string, string] {
  return pair[1] !== null;
}

function nameProblems(
  taken: readonly CandidatePackage[],
  entry: Entry,
  { packagesYaml, names, entries }: JudgementFacts,
): readonly string[] {
  const built = taken.map(({ published }) => published.pkgname);
  const foreign = built.map((pkgname) =>
    ownershipProblem(pkgname, { entry, tip: packagesYaml.entries, owner: names.get(pkgname)?.owner ?? null }),
  );
  const lost = (entries.get(entry.name)?.built?.packages ?? []).map(({ pkgname }) =>
    lostNameProblem(pkgname, { entry, built }),
  );
  return [...foreign, ...lost].filter((problem) => problem !== null);
}

function staleVerdict(
  result: BuildResult,
  stale: readonly VersionFacts[],
  { entries }: JudgementFacts,
): Verdict {
  const built = entries.get(result.entry)?.built ?? null;
  const versions = stale.map(({ pkgname, version }) => `${pkgname} ${version}`).join(", ");
  if (built !== null && hasSameInputs(result, built)) {
    return { entry: result.entry, outcome: "already published", reason: `${versions}, from the same inputs` };
  }
  const highest = stale.map((version) => version.highest).join(", ");
  const reason = `${versions} is not above ${highest}, published meanwhile: it is built again with a greater pkgrel`;
  return { entry: result.entry, outcome: "postponed", reason };
}
