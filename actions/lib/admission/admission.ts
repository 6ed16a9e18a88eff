import { type PackageContents, type PackageInfo, quoted } from "../archive/index.ts";
import type { DistributionNames } from "../distribution/index.ts";
import type { Allowance } from "../packages-yaml/packages-yaml.ts";
import { splitVersion, vercmp } from "../pkgbuild/index.ts";

/** One entry's packages, as they were built, and what they are measured by. */
export type AdmissionRequest = {
  readonly entry: {
    readonly name: string;
    readonly publishes: readonly string[];
    readonly allow: readonly Allowance[];
  };
  /** As the PKGBUILD says when it is evaluated; null: not known, then all packages must agree. */
  readonly pkgbase: string | null;
  readonly packages: readonly BuiltFile[];
  /** pkgname to the version that is in the repository now. */
  readonly published: ReadonlyMap<string, string>;
  readonly distribution: DistributionNames;
};

/** `file`: its name as makepkg wrote it. */
export type BuiltFile = { readonly file: string; readonly contents: PackageContents };

export type Admission = {
  /** The packages that may be published; empty where there are problems. */
  readonly admitted: readonly BuiltFile[];
  /** Sentences for a packager, each a reason to publish none of them. */
  readonly problems: readonly string[];
  /** Sentences for the report; they refuse nothing. */
  readonly notes: readonly string[];
};

/**
 * Decides whether an entry may publish what its build handed over (security.md §3 "Package validation",
 * §6 cases 57 to 64 and 78): exactly the names of its `packages:`, each once, under the file name and
 * pkgbase that belong to it, and nothing that needs an allowance it does not have. Pure.
 */
export function admitPackages(request: AdmissionRequest): Admission {
  const [debug, packages] = partition(request.packages, isUnaskedDebugPackage(request));
  const judged = packages.map((built) => judgePackage(built, request));
  const problems = [...setProblems(packages, request), ...judged.flatMap((one) => one.problems)];
  const ignored = debug.map(({ file }) => `${quoted(file)} holds debug symbols only and is left out`);
  return {
    admitted: problems.length === 0 ? packages : [],
    problems,
    notes: [...ignored, ...judged.flatMap((one) => one.notes)],
  };
}

/** What a PKGBUILD announces of one package. */
export type AnnouncedPackage = Pick<PackageInfo, "pkgname" | "replaces">;

/**
 * Which of these problems the evaluated PKGBUILD shows already, so that nobody waits for a build whose packages
 * are refused. The built packages are judged all the same. Pure.
 */
export function foreseeProblems(
  packages: readonly AnnouncedPackage[],
  request: Pick<AdmissionRequest, "entry" | "distribution">,
): readonly string[] {
  const { name: entry, publishes } = request.entry;
  const names = new Set(packages.map(({ pkgname }) => pkgname));
  const missing = publishes.filter((name) => !names.has(name));
  const listed = packages.filter(({ pkgname }) => publishes.includes(pkgname));
  return [
    ...missing.map((name) => `the PKGBUILD makes no ${name}, though ${entry} lists it under packages:`),
    ...listed.flatMap((one) => nameProblems(one, request)),
  ];
}

/**
 * What a PKGBUILD announces and its entry does not list: made with the others, and left out before anybody gets it. A
 * name that it does not announce is refused instead.
 */
export function leftOutNames(
  packages: readonly Pick<AnnouncedPackage, "pkgname">[],
  { publishes }: Pick<AdmissionRequest["entry"], "publishes">,
): readonly string[] {
  return packages.map(({ pkgname }) => pkgname).filter((name) => !publishes.includes(name));
}

/** The same as a sentence for the report; none where nothing is left out. */
export function leftOutNotes(...left: Parameters<typeof leftOutNames>): readonly string[] {
  const names = leftOutNames(...left);
  if (names.length === 0) return [];
  const more = names.length - NAMES_SHOWN;
  const shown = more > 0 ? [...names.slice(0, NAMES_SHOWN), `${more} more`] : names;
  const words = new Intl.ListFormat("en-GB").format(shown);
  return [`${words} left out: packages.yaml does not list ${names.length > 1 ? "them" : "it"}`];
}

const NAMES_SHOWN = 10;

type Judged = { readonly problems: readonly string[]; readonly notes: readonly string[] };

/** PKGBUILD's own `options=(debug)` overrides our makepkg.conf. */
function isUnaskedDebugPackage(request: AdmissionRequest): (built: BuiltFile) => boolean {
  return ({ contents: { info } }) =>
    info.pkgname === `${info.pkgbase}-debug` && !request.entry.publishes.includes(info.pkgname);
}

function setProblems(packages: readonly BuiltFile[], { entry, pkgbase }: AdmissionRequest): string[] {
  const byName = Map.groupBy(packages, ({ contents }) => contents.info.pkgname);
  const missing = entry.publishes.filter((name) => !byName.has(name));
  const twice = [...byName.values()].filter((files) => files.length > 1);
  const bases = new Set(packages.map(({ contents }) => contents.info.pkgbase));
  return [
    ...missing.map((name) => `${name} was not built, though ${entry.name} lists it under packages:`),
    ...twice.map((files) => `one name twice: ${files.map(({ file }) => quoted(file)).join(" and ")}`),
    ...(pkgbase === null && bases.size > 1
      ? [`packages of more than one pkgbase: ${[...bases].join(", ")}`]
      : []),
  ];
}

function judgePackage(built: BuiltFile, request: AdmissionRequest): Judged {
  const { info } = built.contents;
  const problems = [
    ...identityProblems(built, request),
    ...nameProblems(info, request),
    ...versionProblems(info, request),
  ];
  return { problems, notes: notesOn(info, request) };
}

function identityProblems(
  { file, contents: { info } }: BuiltFile,
  { entry, pkgbase }: AdmissionRequest,
): readonly string[] {
  const own = `${info.pkgname}-${info.version}-${info.arch}.pkg.tar.zst`;
  const base = pkgbase !== null && info.pkgbase !== pkgbase;
  return [
    ...(file === own ? [] : [`${quoted(file)} holds the package ${quoted(own)}`]),
    ...(base ? [`${info.pkgname} says it belongs to pkgbase ${info.pkgbase}, not ${pkgbase}`] : []),
    ...planProblems(info.pkgname, entry),
    ...(["x86_64", "any"].includes(info.arch)
      ? []
      : [`${info.pkgname} is for ${info.arch}, not x86_64 or any`]),
  ];
}

function planProblems(pkgname: string, { name, publishes }: AdmissionRequest["entry"]): readonly string[] {
  if (publishes.includes(pkgname)) return [];
  return [`${pkgname} is an unplanned package: ${name} may publish ${publishes.join(", ")}`];
}

function nameProblems(
  info: AnnouncedPackage,
  { entry, distribution }: Pick<AdmissionRequest, "entry" | "distribution">,
): readonly string[] {
  const official = distribution.version(info.pkgname);
  const needs = (allowance: Allowance) => `set allow: [${allowance}] if that is meant`;
  return [
    ...(official !== null && !entry.allow.includes("official-name")
      ? [`${info.pkgname} is also a package of the distribution (${official}); ${needs("official-name")}`]
      : []),
    ...(info.replaces.length > 0 && !entry.allow.includes("replaces")
      ? [`${info.pkgname} replaces ${info.replaces.join(", ")} on every machine; ${needs("replaces")}`]
      : []),
  ];
}

function versionProblems(info: PackageInfo, { entry, published }: AdmissionRequest): readonly string[] {
  const before = published.get(info.pkgname);
  if (before === undefined || vercmp(info.version, before) >= 0 || entry.allow.includes("downgrade"))
    return [];
  const words = `${info.pkgname} ${info.version} is older than the published ${before}`;
  return [`${words}, so nobody would get it; set allow: [downgrade] if that is meant`];
}

/** An epoch outranks every version of a lower one for ever, so a sudden one is worth a look. */
function notesOn(info: PackageInfo, { published, distribution }: AdmissionRequest): readonly string[] {
  const before = published.get(info.pkgname);
  const epoch = Number(splitVersion(info.version).epoch);
  const jump = before === undefined ? epoch : epoch - Number(splitVersion(before).epoch);
  const foreign = info.provides
    .map((provision) => provision.replace(/[<>=].*$/, ""))
    .filter((name) => name !== info.pkgname && distribution.version(name) !== null);
  return [
    ...(jump > 1 ? [`${info.pkgname} ${info.version} jumps by ${jump} epochs`] : []),
    ...(foreign.length > 0 ? [`${info.pkgname} provides the distribution's ${foreign.join(", ")}`] : []),
    ...(info.groups.length > 0 ? [`${info.pkgname} joins the groups ${info.groups.join(", ")}`] : []),
  ];
}

function partition<Value>(values: readonly Value[], test: (value: Value) => boolean): [Value[], Value[]] {
  return [values.filter(test), values.filter((value) => !test(value))];
}
