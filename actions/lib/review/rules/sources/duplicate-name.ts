import { type Found, inRecipe } from "../../finding.ts";
import { isDownloaded, isSettled, type PackageSource, packageSources } from "../../package-source.ts";
import type { ChangeReading, PackageReading } from "../../reading.ts";
import type { Rule } from "../../rule.ts";
import { quoted } from "../../words.ts";

/** Two sources are kept under one name, so that one of them stands in for the other. */
export const duplicateName: Rule = {
  id: "source-duplicate-name",
  severities: ["alarm", "warning"],
  find(reading) {
    const before = new Set(reading.old ? duplicates(reading.old).map(([, source]) => source.text) : []);
    return [...takenNames(reading), ...twice(reading, before)];
  },
};

function twice(reading: ChangeReading, before: ReadonlySet<string>): Found[] {
  return duplicates(reading.new)
    .filter(([, second]) => !before.has(second.text))
    .map(([first, second]) => {
      const replaced = isDownloaded(first) !== isDownloaded(second);
      const severity = replaced ? "alarm" : "warning";
      const message = `${quoted(first.text)} and ${quoted(second.text)} are both kept as ${quoted(second.fileName)}: makepkg takes one for the other${replaced ? ", and one of them lies in this folder" : ""}.`;
      return inRecipe(severity, message, { reading: reading.new, names: /^source/, text: second.text });
    });
}

/** A download is kept under the name of a file of this folder, which makepkg then takes instead, or outside of its folder. */
function takenNames({ old, new: next }: ChangeReading): Found[] {
  const before = new Set(old === null ? [] : taken(old).map(({ fileName }) => fileName));
  return taken(next)
    .filter(({ fileName }) => !before.has(fileName))
    .map(({ text, fileName }) => {
      const leaves = fileName.includes("/");
      const message = leaves
        ? `${quoted(text)} is to be kept as ${quoted(fileName)}, which is outside of where makepkg keeps sources.`
        : `${quoted(text)} is to be kept as ${quoted(fileName)}, and a file of that name lies in this folder: makepkg takes one for the other.`;
      return inRecipe(leaves ? "alarm" : "warning", message, { reading: next, names: /^source/, text });
    });
}

function taken({ evaluation, files }: PackageReading): PackageSource[] {
  const sources = evaluation === null ? [] : packageSources(evaluation).filter(isDownloaded);
  // Where a checksum settles what it is, the other file is refused.
  const isTaken = (source: PackageSource) => files.has(source.fileName) && !isSettled(source);
  return sources.filter(
    (source) => source.vcs === null && (source.fileName.includes("/") || isTaken(source)),
  );
}

/** Sources with different addresses and the same name. */
function duplicates({ evaluation }: PackageReading): (readonly [PackageSource, PackageSource])[] {
  if (evaluation === null) return [];
  const groups = Map.groupBy(packageSources(evaluation), ({ fileName }) => fileName);
  return [...groups.values()].flatMap(([first, ...others]) => {
    const other = others.find((one) => first && one.address !== first.address);
    return first && other ? [[first, other] as const] : [];
  });
}
