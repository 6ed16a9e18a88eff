import { type Evaluation, parseDependency } from "../pkgbuild/index.ts";
import { pairSources } from "./source-pairs.ts";
import { movesOnlyVersion } from "./version-likeness.ts";
import { movedWords, quoted } from "./words.ts";

/**
 * What two PKGBUILDs mean otherwise beside the version, in words: a condition on the version can change anything,
 * though the text around it is the same.
 */
export function meaningDifferences(old: Evaluation, next: Evaluation): string[] {
  const [before, after] = [facts(old), facts(next)];
  const changed = Object.keys(after).flatMap((name) => {
    const [one, two] = [before[name] ?? [], after[name] ?? []];
    const words = movedWords(
      two.filter((value) => !one.includes(value)).map(quoted),
      one.filter((value) => !two.includes(value)).map(quoted),
    );
    return words === null ? [] : [`\`${name}\` changed: ${words}`];
  });
  return [...changed, ...sourceDifferences(old, next)];
}

/** By name of the array; the version itself stands for any version. */
function facts(evaluation: Evaluation): Record<string, readonly string[]> {
  const { pkgver, packages } = evaluation;
  const names = (texts: readonly string[]) => texts.map((text) => parseDependency(text).name);
  const plain = (texts: readonly string[]) => texts.map((text) => withoutVersion(text, pkgver));
  return {
    pkgname: packages.map(({ pkgname }) => pkgname),
    arch: evaluation.arch,
    depends: names([...evaluation.depends, ...packages.flatMap(({ depends }) => depends)]),
    makedepends: names(evaluation.makedepends),
    checkdepends: names(evaluation.checkdepends),
    provides: names(packages.flatMap(({ provides }) => provides)).map((name) => withoutVersion(name, pkgver)),
    conflicts: names(packages.flatMap(({ conflicts }) => conflicts)),
    replaces: names(packages.flatMap(({ replaces }) => replaces)),
    groups: packages.flatMap(({ groups }) => groups),
    backup: plain(packages.flatMap(({ backup }) => backup)),
    install: plain(packages.flatMap(({ install }) => install ?? [])),
    options: [...evaluation.options, ...packages.flatMap(({ options }) => options)],
    validpgpkeys: evaluation.validpgpkeys,
  };
}

function sourceDifferences(old: Evaluation, next: Evaluation): string[] {
  const { kept, added, removed } = pairSources(old, next);
  const moved = kept.filter(
    (pair) =>
      !movesOnlyVersion(pair.old.text, pair.new.text) &&
      withoutVersion(pair.old.text, old.pkgver) !== withoutVersion(pair.new.text, next.pkgver),
  );
  const words = movedWords(
    [...added, ...moved.map((pair) => pair.new)].map(({ text }) => quoted(text)),
    [...removed, ...moved.map((pair) => pair.old)].map(({ text }) => quoted(text)),
  );
  return words === null ? [] : [`\`source\` changed: ${words}`];
}

function withoutVersion(text: string, pkgver: string): string {
  return pkgver === "" ? text : text.replaceAll(pkgver, "…");
}
