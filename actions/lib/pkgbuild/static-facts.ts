import type { Followed } from "../shell/index.ts";
import type { EvaluatedPackage, Evaluation, SourceArray } from "./evaluation.ts";
import { CARCH } from "./static-environment.ts";
import { type Attribute, overriddenIn } from "./static-overrides.ts";
import { HASHES } from "./static-schema.ts";

/** A line whose meaning only running it would tell. */
export type Unresolved = { readonly line: number; readonly raw: string; readonly reason: string };

/** What is asked of a PKGBUILD that was followed; every question without an answer is noted. */
export type Facts = {
  readonly shell: Followed;
  readonly pkgbuild: string;
  readonly unresolved: Unresolved[];
};

/** Facts of an Evaluation, null where not known. */
export type StaticFacts = { readonly [Key in keyof Evaluation]: Evaluation[Key] | null };

const PACKAGE_EXTENSION = ".pkg.tar.zst";
const FUNCTIONS = ["verify", "prepare", "pkgver", "build", "check", "package"];

export function gatherFacts(facts: Facts): StaticFacts {
  const names = listOf(facts, "pkgname");
  const base = textOf(facts, "pkgbase");
  const [pkgver, pkgrel, epochText] = [
    textOf(facts, "pkgver"),
    textOf(facts, "pkgrel"),
    textOf(facts, "epoch"),
  ];
  const epoch = epochText !== null && Number(epochText) > 0 ? epochText : null;
  const known = pkgver !== null && pkgrel !== null && epochText !== null;
  const extension = facts.shell.names.has("PKGEXT") ? textOf(facts, "PKGEXT") : PACKAGE_EXTENSION;
  return {
    pkgbase: base === "" ? (names === null ? null : (names[0] ?? "")) : base,
    version: known ? `${epoch === null ? "" : `${epoch}:`}${pkgver}-${pkgrel}` : null,
    epoch,
    pkgver,
    pkgrel,
    arch: listOf(facts, "arch"),
    options: listOf(facts, "options"),
    noextract: listOf(facts, "noextract"),
    validpgpkeys: listOf(facts, "validpgpkeys"),
    sources: sourcesOf(facts),
    depends: merged(facts, "depends"),
    makedepends: merged(facts, "makedepends"),
    checkdepends: merged(facts, "checkdepends"),
    packages: packagesOf(facts, names),
    functions: functionsOf(facts.shell, names),
    packageExtension: extension,
    changed: extension === null || extension === PACKAGE_EXTENSION ? [] : ["PKGEXT"],
    written: [],
  };
}

function listOf(facts: Facts, name: string): readonly string[] | null {
  return answered(facts, name, facts.shell.elementsOf(name));
}

function textOf(facts: Facts, name: string): string | null {
  return answered(facts, name, facts.shell.textOf(name));
}

function answered<Answer>(
  { pkgbuild, unresolved }: Facts,
  name: string,
  answer: Answer | null,
): Answer | null {
  if (answer === null) unresolved.push(placeOf(pkgbuild, name));
  return answer;
}

/** Where a variable is set last. */
function placeOf(pkgbuild: string, name: string): Unresolved {
  const lines = pkgbuild.split("\n");
  const assignment = new RegExp(`\\b${name.split(" ")[0]}\\+?=`);
  const at = lines.findLastIndex((line) => assignment.test(line));
  return {
    line: Math.max(0, at) + 1,
    raw: (lines[at] ?? "").slice(0, 200),
    reason: `what ${name} holds is not known`,
  };
}

function merged(facts: Facts, name: string): readonly string[] | null {
  const [own, more] = [listOf(facts, name), listOf(facts, `${name}_${CARCH}`)];
  return own === null || more === null ? null : [...own, ...more];
}

function sourcesOf(facts: Facts): readonly SourceArray[] | null {
  const arrays = ["", `_${CARCH}`].map((suffix) => sourceArray(facts, suffix));
  return arrays.every((array) => array !== null)
    ? arrays.filter(({ sources, sums }) => sources.length > 0 || sums.length > 0)
    : null;
}

function sourceArray(facts: Facts, suffix: string): SourceArray | null {
  const sources = listOf(facts, `source${suffix}`);
  const sums = HASHES.map((algorithm) => ({ algorithm, values: listOf(facts, `${algorithm}sums${suffix}`) }));
  const known = sums.flatMap(({ algorithm, values }) => (values === null ? [] : [{ algorithm, values }]));
  if (sources === null || known.length < sums.length) return null;
  return { suffix, sources, sums: known.filter(({ values }) => values.length > 0) };
}

function functionsOf(shell: Followed, names: readonly string[] | null): readonly string[] | null {
  const asked = [...FUNCTIONS, ...(names ?? []).map((name) => `package_${name}`)];
  return shell.functions === null || names === null
    ? null
    : asked.filter((name) => shell.functions?.has(name));
}

function packagesOf(facts: Facts, names: readonly string[] | null): readonly EvaluatedPackage[] | null {
  const packages = names?.map((pkgname) => packageOf(facts, pkgname));
  return packages?.every((one) => one !== null) ? packages : null;
}

function packageOf(facts: Facts, pkgname: string): EvaluatedPackage | null {
  const overridden = overriddenIn(facts.shell, pkgname);
  const ask = (attribute: Attribute) => answered(facts, `${attribute} of ${pkgname}`, overridden(attribute));
  const both = (attribute: "depends" | "provides" | "conflicts" | "replaces") => {
    const [own, more] = [ask(attribute), ask(`${attribute}_${CARCH}`)];
    return own === null || more === null ? null : [...own, ...more];
  };
  const [arch, options, groups, backup] = [ask("arch"), ask("options"), ask("groups"), ask("backup")];
  const [depends, provides, conflicts, replaces] = [
    both("depends"),
    both("provides"),
    both("conflicts"),
    both("replaces"),
  ];
  const install = ask("install");
  if (!arch || !options || !groups || !backup || !depends || !provides || !conflicts || !replaces || !install)
    return null;
  return {
    pkgname,
    arch,
    options,
    groups,
    backup,
    depends,
    provides,
    conflicts,
    replaces,
    install: install[0] || null,
  };
}
