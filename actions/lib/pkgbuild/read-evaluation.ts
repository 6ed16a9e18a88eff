import type { ChangedSetting, EvaluatedPackage, Evaluation, SourceArray } from "./evaluation.ts";
import { type Fact, malformed, readFacts } from "./facts.ts";
import { checkRules } from "./makepkg-rules.ts";
import { PkgbuildError } from "./pkgbuild-error.ts";

const SUM_ALGORITHMS = ["ck", "md5", "sha1", "sha224", "sha256", "sha384", "sha512", "b2"];
const SETTINGS: readonly ChangedSetting[] = ["DLAGENTS", "VCSCLIENTS", "PKGEXT"];

/**
 * What `EVALUATE_SCRIPT` printed, as an Evaluation. The PKGBUILD's code may have printed some of it itself, so
 * everything is checked again, and nothing that is published is ever derived from it alone.
 * Throws PkgbuildError: see its codes.
 */
export function readEvaluation(stdout: Uint8Array): Evaluation {
  const facts = readFacts(stdout);
  if (facts.shift()?.name !== "autorepo-evaluation") throw malformed("they do not begin as they should");
  requireWhole(facts);
  const packagesAt = facts.findIndex(({ name }) => name === "package");
  const top = new Section(facts.slice(0, packagesAt));
  const evaluation = readTop(top, packagesOf(facts.slice(packagesAt, -2), top));
  checkRules(evaluation, top.names("pkgname"));
  return evaluation;
}

/** Refuses the output of a PKGBUILD that ended early, naming what ended it. */
function requireWhole(facts: readonly Fact[]): void {
  const refused = facts.find(({ name }) => name === "refused")?.values[0];
  if (refused) throw refusal(refused);
  const lint = facts.find(({ name }) => name === "lint");
  if (lint) throw new PkgbuildError("rule", lintMessage(lint.values[0] ?? ""));
  if (facts.at(-2)?.name === "end" && facts.at(-1)?.name === "status") return;
  throw endedEarly(facts);
}

function refusal(reason: string): PkgbuildError {
  if (reason === "missing")
    return new PkgbuildError("missing", "There is no file PKGBUILD in the folder. Is `path:` right?");
  const what = reason === "nul" ? "NUL bytes" : "CRLF line ends";
  return new PkgbuildError("unreadable", `PKGBUILD contains ${what}; makepkg and reviewers need plain text.`);
}

const ERROR_MARK = "==> ERROR: ";

function lintMessage(text: string): string {
  const lines = text.split("\n").filter((line) => line.startsWith(ERROR_MARK));
  const broken = lines.map((line) => line.slice(ERROR_MARK.length).replace(/\.$/, ""));
  return `makepkg refuses the PKGBUILD: ${cut(broken.join("; ") || text.trim() || "its lint failed without a word")}.`;
}

function endedEarly(facts: readonly Fact[]): PkgbuildError {
  const status = facts.findLast(({ name }) => name === "status")?.values;
  const syntax = status?.[1]?.trim();
  if (syntax) return new PkgbuildError("syntax", `bash cannot read the PKGBUILD: ${bashWords(cut(syntax))}`);
  const sourced = facts.some(({ name }) => name === "sourced");
  const how = status?.[0] ? `with status ${cut(status[0])}` : "by killing its shell";
  const where = sourced ? "after its top level had run" : "at top level";
  return new PkgbuildError(
    "exited",
    `The PKGBUILD ended its shell ${where}, ${how}: a command there says "exit", or the last one fails.`,
  );
}

/**
 * "line 5: syntax error near unexpected token `{'; `foo( {'": bash names file and line once more before the text that it
 * could not read.
 */
function bashWords(said: string): string {
  const lines = said.split("\n").map((line) => line.replace(/^PKGBUILD: /, "").trim());
  const [first = "", ...more] = lines.filter((line) => line !== "");
  const place = /^line \d+: /.exec(first)?.[0] ?? "";
  return [first, ...more.map((line) => (line.startsWith(place) ? line.slice(place.length) : line))].join(
    "; ",
  );
}

function cut(text: string): string {
  return text.length > 2000 ? `${text.slice(0, 2000)}…` : text;
}

function packagesOf(facts: readonly Fact[], top: Section): EvaluatedPackage[] {
  const packages: EvaluatedPackage[] = [];
  for (let at = 0; at < facts.length; ) {
    const next = facts.findIndex(({ name }, index) => index > at && name === "package");
    const end = next < 0 ? facts.length : next;
    packages.push(readPackage(new Section(facts.slice(at, end)), top.text("carch")));
    at = end;
  }
  return packages;
}

function readPackage(section: Section, carch: string): EvaluatedPackage {
  return {
    pkgname: section.text("package"),
    arch: section.names("arch"),
    options: section.names("options"),
    groups: section.names("groups"),
    backup: section.names("backup"),
    depends: section.merged("depends", carch),
    provides: section.merged("provides", carch),
    conflicts: section.merged("conflicts", carch),
    replaces: section.merged("replaces", carch),
    install: section.names("install")[0] || null,
  };
}

function readTop(top: Section, packages: readonly EvaluatedPackage[]): Evaluation {
  const carch = top.text("carch");
  const epoch = Number(top.text("epoch")) > 0 ? top.text("epoch") : null;
  const release = `${top.text("pkgver")}-${top.text("pkgrel")}`;
  return {
    pkgbase: top.text("pkgbase"),
    version: epoch ? `${epoch}:${release}` : release,
    epoch,
    pkgver: top.text("pkgver"),
    pkgrel: top.text("pkgrel"),
    arch: top.names("arch"),
    options: top.names("options"),
    noextract: top.names("noextract"),
    validpgpkeys: top.names("validpgpkeys"),
    sources: ["", `_${carch}`].map((suffix) => sourceArray(top, suffix)).filter((array) => array !== null),
    depends: top.merged("depends", carch),
    makedepends: top.merged("makedepends", carch),
    checkdepends: top.merged("checkdepends", carch),
    packages,
    functions: top.names("functions"),
    packageExtension: top.text("PKGEXT"),
    changed: SETTINGS.filter((setting) => top.names("changed").includes(setting)),
    written: top.names("written"),
  };
}

function sourceArray(top: Section, suffix: string): SourceArray | null {
  const sources = top.names(`source${suffix}`);
  const sums = SUM_ALGORITHMS.map((algorithm) => ({
    algorithm,
    values: top.names(`${algorithm}sums${suffix}`),
  })).filter(({ values }) => values.length > 0);
  return sources.length > 0 || sums.length > 0 ? { suffix, sources, sums } : null;
}

/** Facts by name, of the top level or of one package; a name may stand there once. */
class Section {
  readonly #values = new Map<string, readonly string[]>();

  constructor(facts: readonly Fact[]) {
    for (const { name, values } of facts) {
      if (this.#values.has(name)) throw malformed(`"${cut(name)}" stands there twice`);
      this.#values.set(name, values);
    }
  }

  names(name: string): readonly string[] {
    const values = this.#values.get(name);
    if (!values) throw malformed(`"${name}" is missing`);
    return values;
  }

  text(name: string): string {
    const [value, ...rest] = this.names(name);
    if (value === undefined || rest.length > 0) throw malformed(`"${name}" is not one value`);
    return value;
  }

  merged(name: string, carch: string): readonly string[] {
    return [...this.names(name), ...this.names(`${name}_${carch}`)];
  }
}
