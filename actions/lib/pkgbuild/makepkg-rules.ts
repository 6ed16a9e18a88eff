import { parseDependency } from "./dependency.ts";
import type { Evaluation } from "./evaluation.ts";
import { quote } from "./facts.ts";
import { PkgbuildError } from "./pkgbuild-error.ts";

const NAME = /^[A-Za-z0-9+_@][A-Za-z0-9+_.@-]*$/;
/** Of a version in a dependency; sonames have "3-64" there. */
const VERSION = /^[\x21-\x7e]*$/;
/** A file of the package's own folder, or below it. */
const FILE = /^(?!\/)(?!(.*\/)?\.\.(\/|$))/;

/**
 * Makepkg's rules for what we use of an evaluation: its lint has looked already, but in a shell that belonged to
 * the PKGBUILD, and not at what package functions replace. Throws PkgbuildError "rule" naming all that is broken.
 */
export function checkRules(evaluation: Evaluation, pkgnames: readonly string[]): void {
  const broken = [
    ...versionRules(evaluation),
    ...nameRules(evaluation, pkgnames),
    ...evaluation.packages.flatMap(({ install }) =>
      install === null || FILE.test(install) ? [] : [`install file ${quote(install)} is not in the folder`],
    ),
  ];
  if (broken.length === 0) return;
  const more = broken.length > 20 ? `; and ${broken.length - 20} more` : "";
  throw new PkgbuildError("rule", `makepkg refuses the PKGBUILD: ${broken.slice(0, 20).join("; ")}${more}.`);
}

function versionRules({ epoch, pkgver, pkgrel }: Evaluation): string[] {
  const broken: string[] = [];
  if (!/^[\x21-\x7e]+$/.test(pkgver) || /[:/-]/.test(pkgver))
    broken.push(
      `pkgver ${quote(pkgver)} is empty or has a colon, slash, hyphen, space or non-ASCII character`,
    );
  if (!/^[0-9]+(\.[0-9]+)?$/.test(pkgrel))
    broken.push(`pkgrel ${quote(pkgrel)} is not of the form "integer[.integer]"`);
  if (epoch !== null && !/^[0-9]+$/.test(epoch)) broken.push(`epoch ${quote(epoch)} is not an integer`);
  return broken;
}

function nameRules(evaluation: Evaluation, pkgnames: readonly string[]): string[] {
  const { pkgbase, packages, depends, makedepends, checkdepends } = evaluation;
  const evaluated = packages.map(({ pkgname }) => pkgname);
  const relations = packages.flatMap((one) => [
    ...one.depends,
    ...one.provides,
    ...one.conflicts,
    ...one.replaces,
  ]);
  const broken = [pkgbase, ...pkgnames]
    .filter((name) => !NAME.test(name))
    .map((name) => `${quote(name)} is no package name`);
  if (pkgnames.length === 0) broken.push("pkgname is empty");
  if (pkgnames.length !== evaluated.length || pkgnames.some((name, at) => name !== evaluated[at]))
    broken.push("pkgname changed while it was read");
  for (const relation of [...relations, ...depends, ...makedepends, ...checkdepends]) {
    const { name, version } = parseDependency(relation);
    if (!isRelationName(name) || !VERSION.test(version ?? ""))
      broken.push(`${quote(relation)} is no dependency`);
  }
  return broken;
}

/** Package names, and sonames with the folder they are looked up in: "lib:libfoo.so.3". */
function isRelationName(name: string): boolean {
  const [first = "", second, ...rest] = name.split(":");
  return rest.length === 0 && NAME.test(first) && (second === undefined || NAME.test(second));
}
