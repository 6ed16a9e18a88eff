import { inRecipe } from "../../finding.ts";
import { isDownloaded, type PackageSource, packageSources } from "../../package-source.ts";
import type { PackageReading } from "../../reading.ts";
import type { Rule } from "../../rule.ts";
import { quoted } from "../../words.ts";

/** Two sources are kept under one name, so that one of them stands in for the other. */
export const duplicateName: Rule = {
  id: "source-duplicate-name",
  severities: ["alarm", "warning"],
  find(reading) {
    const before = new Set(reading.old ? duplicates(reading.old).map(([, source]) => source.text) : []);
    return duplicates(reading.new)
      .filter(([, second]) => !before.has(second.text))
      .map(([first, second]) => {
        const replaced = isDownloaded(first) !== isDownloaded(second);
        const severity = replaced ? "alarm" : "warning";
        const message = `${quoted(first.text)} and ${quoted(second.text)} are both kept as ${quoted(second.fileName)}: makepkg takes one for the other${replaced ? ", and one of them lies in this folder" : ""}.`;
        return inRecipe(severity, message, { reading: reading.new, names: /^source/, text: second.text });
      });
  },
};

/** Sources with different addresses and the same name. */
function duplicates({ evaluation }: PackageReading): (readonly [PackageSource, PackageSource])[] {
  if (evaluation === null) return [];
  const groups = Map.groupBy(packageSources(evaluation), ({ fileName }) => fileName);
  return [...groups.values()].flatMap(([first, ...others]) => {
    const other = others.find((one) => first && one.address !== first.address);
    return first && other ? [[first, other] as const] : [];
  });
}
