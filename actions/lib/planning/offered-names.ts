import type { DistributionNames } from "../distribution/distribution-names.ts";
import type { Metadata, PackageMetadata } from "../documents/index.ts";
import {
  type Dependency,
  parseDependency,
  parseProvision,
  satisfies,
  satisfiesProvision,
  satisfiesVersion,
} from "../pkgbuild/index.ts";
import { isBuildable, type Member, type Members } from "./members.ts";

/**
 * Who satisfies a dependency: "older" is an entry's package of that name whose version does not; "unlisted" an entry
 * that makes it, but must not publish it.
 */
export type Answer =
  | { readonly by: "entry"; readonly entry: string }
  | { readonly by: "distribution" }
  | { readonly by: "older"; readonly entry: string; readonly version: string }
  | { readonly by: "unlisted"; readonly entry: string }
  | { readonly by: "nobody" };

export type OfferedNames = {
  /** An exact name of this repository first, then the distribution's names, then provides: theirs, then ours. */
  answer(dependency: string): Answer;
  /** Whether core and extra satisfy all of them. */
  distributionHas(dependencies: readonly string[]): boolean;
  /** Whether the published packages of an entry satisfy all of them. */
  publishedHas(entry: string, dependencies: readonly string[]): boolean;
};

export function offeredNames(members: Members, distribution: DistributionNames): OfferedNames {
  const all = [...members.values()];
  const index: Index = {
    // Of two that list a name the first has it: the later entries of a map win.
    names: new Map(all.toReversed().flatMap((one) => one.entry.publishes.map((name) => [name, one]))),
    provisions: Map.groupBy(all.flatMap(providedBy), ({ provision }) => parseProvision(provision).name),
    makers: new Map(all.toReversed().flatMap(madeBy)),
    distribution,
  };
  const answers = new Map<string, Answer>();
  const answer = (text: string): Answer => {
    const known = answers.get(text);
    if (known) return known;
    const found = find(parseDependency(text), index);
    answers.set(text, found);
    return found;
  };
  return {
    answer,
    distributionHas: (dependencies) =>
      dependencies.every((text) => inDistribution(parseDependency(text), distribution)),
    publishedHas(entry, dependencies) {
      const member = members.get(entry);
      return member !== undefined && dependencies.every((text) => isPublished(parseDependency(text), member));
    },
  };
}

type Provided = { readonly entry: string; readonly provision: string };
type Index = {
  readonly names: ReadonlyMap<string, Member>;
  readonly provisions: ReadonlyMap<string, readonly Provided[]>;
  /** By every name that a package of an entry has or provides, listed or not. */
  readonly makers: ReadonlyMap<string, string>;
  readonly distribution: DistributionNames;
};

function find(dependency: Dependency, { names, provisions, makers, distribution }: Index): Answer {
  const named = names.get(dependency.name);
  const versions = named === undefined ? [] : versionsOf(named, dependency.name);
  if (named && (versions === "any" || versions.some((version) => satisfiesVersion(dependency, version))))
    return { by: "entry", entry: named.name };
  if (inDistribution(dependency, distribution)) return { by: "distribution" };
  const provided = provisions.get(dependency.name)?.find((one) => isProvided(dependency, one.provision));
  if (provided) return { by: "entry", entry: provided.entry };
  const version = versions[0];
  if (named) return version ? { by: "older", entry: named.name, version } : { by: "nobody" };
  const maker = makers.get(dependency.name);
  return maker === undefined ? { by: "nobody" } : { by: "unlisted", entry: maker };
}

/** Versions a package has or will have; "any" where nobody can tell before it is built. */
function versionsOf(member: Member, pkgname: string): readonly string[] | "any" {
  const published = member.published?.built?.packages.find((one) => one.pkgname === pkgname)?.version;
  const old = published === undefined ? [] : [published];
  if (!isBuildable(member)) return published === undefined ? "any" : old;
  return member.state.moving ? "any" : [member.state.tree.metadata.version, ...old];
}

/** Provisions of the packages that the entry may publish. */
function providedBy(member: Member): Provided[] {
  const allowed = new Set(member.entry.publishes);
  return (metadataOf(member)?.packages ?? [])
    .filter(({ pkgname }) => allowed.has(pkgname))
    .flatMap(({ provides }) => provides.map((provision) => ({ entry: member.name, provision })));
}

function madeBy(member: Member): [pkgname: string, entry: string][] {
  return (metadataOf(member)?.packages ?? []).flatMap(namesOf).map((name) => [name, member.name]);
}

/** The names by which others may depend on a package. */
export function namesOf({ pkgname, provides }: PackageMetadata): readonly string[] {
  return [pkgname, ...provides.map((provision) => parseProvision(provision).name)];
}

function metadataOf(member: Member): Metadata | null {
  return isBuildable(member) ? member.state.tree.metadata : (member.published?.metadata ?? null);
}

/** Of a soname a PKGBUILD gives the file only; makepkg adds the version when it is built. */
function isProvided(dependency: Dependency, provision: string): boolean {
  const provided = parseProvision(provision);
  const settledLater = provided.version === null && provided.name.endsWith(".so");
  return settledLater ? provided.name === dependency.name : satisfiesProvision(dependency, provided);
}

function inDistribution(dependency: Dependency, distribution: DistributionNames): boolean {
  const { name } = dependency;
  const version = distribution.version(name);
  if (version !== null && satisfiesVersion(dependency, version)) return true;
  return distribution
    .providers(name)
    .some((provider) => satisfiesProvision(dependency, { name, version: provider.version }));
}

/** A published package's sonames complete what its PKGBUILD provides without a version. */
function isPublished(dependency: Dependency, { published }: Member): boolean {
  return (published?.built?.packages ?? []).some(({ pkgname, version, offers }) => {
    const evaluated = published?.metadata?.packages.find((one) => one.pkgname === pkgname);
    return satisfies(dependency, { pkgname, version, provides: [...(evaluated?.provides ?? []), ...offers] });
  });
}
