import type { Evaluation } from "../../../pkgbuild/index.ts";
import { inFile } from "../../finding.ts";
import type { Rule } from "../../rule.ts";
import { readSrcinfo, type Srcinfo } from "../../srcinfo.ts";
import { listed } from "../../words.ts";

/** `.SRCINFO` says something else than the PKGBUILD: mostly nobody made it again. The PKGBUILD is what counts. */
export const srcinfoDiffers: Rule = {
  id: "srcinfo",
  severities: ["note"],
  find({ new: next }) {
    const file = next.files.get(".SRCINFO");
    if (file === undefined) return [];
    const srcinfo = file.text === null ? null : readSrcinfo(file.text);
    const at = { file: ".SRCINFO", line: null };
    if (srcinfo === null)
      return [inFile("note", "The .SRCINFO cannot be read as one; the PKGBUILD is what counts.", at)];
    const keys = next.evaluation === null ? [] : differences(srcinfo, next.evaluation);
    if (keys.length === 0) return [];
    const message = `The .SRCINFO differs from the PKGBUILD in ${listed(keys.map((key) => `\`${key}\``))}; the PKGBUILD is what counts.`;
    return [inFile("note", message, at)];
  },
};

function differences({ pkgnames, values }: Srcinfo, evaluation: Evaluation): string[] {
  const facts: readonly (readonly [string, readonly string[]])[] = [
    ["pkgbase", [evaluation.pkgbase]],
    ["pkgver", [evaluation.pkgver]],
    ["pkgrel", [evaluation.pkgrel]],
    ["epoch", evaluation.epoch === null ? [] : [evaluation.epoch]],
    ["validpgpkeys", evaluation.validpgpkeys],
    ...evaluation.sources.flatMap(({ suffix, sources, sums }) => [
      [`source${suffix}`, sources] as const,
      ...sums.map(({ algorithm, values: own }) => [`${algorithm}sums${suffix}`, own] as const),
    ]),
  ];
  const names = same(
    pkgnames,
    evaluation.packages.map(({ pkgname }) => pkgname),
  )
    ? []
    : ["pkgname"];
  const differing = facts
    .filter(([key, expected]) => !same(values.get(key) ?? [], expected))
    .map(([key]) => key);
  return [...names, ...differing];
}

function same(one: readonly string[], two: readonly string[]): boolean {
  return one.length === two.length && one.every((value, at) => value.trim() === two[at]?.trim());
}
