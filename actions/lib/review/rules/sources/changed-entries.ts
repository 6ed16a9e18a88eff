import { inRecipe } from "../../finding.ts";
import type { PackageSource } from "../../package-source.ts";
import type { PackageReading } from "../../reading.ts";
import type { Rule } from "../../rule.ts";
import { sourcePairs } from "../../source-pairs.ts";
import { movesOnlyVersion } from "../../version-likeness.ts";
import { quoted } from "../../words.ts";

/** Entries of `source` that came, went or lead elsewhere. */
export const changedEntries: Rule = {
  id: "source-entries",
  severities: ["note"],
  find(reading) {
    const pairs = sourcePairs(reading);
    if (reading.old === null || pairs === null) return [];
    const { old } = reading;
    const moved = pairs.kept.filter((pair) => !movesOnlyVersion(pair.old.text, pair.new.text));
    return [
      ...moved.map((pair) => {
        const message = `${quoted(pair.old.text)} became ${quoted(pair.new.text)}.`;
        return inRecipe("note", message, { reading: reading.new, names: /^source/, text: pair.new.text });
      }),
      ...pairs.added.map((source) => entry(source, "added to", { reading: reading.new, side: "new" })),
      ...pairs.removed.map((source) => entry(source, "removed from", { reading: old, side: "old" })),
    ];
  },
};

function entry(
  source: PackageSource,
  how: string,
  where: { readonly reading: PackageReading; readonly side: "old" | "new" },
) {
  const message = `${quoted(source.text)} was ${how} \`${source.array}\`.`;
  return inRecipe("note", message, { ...where, names: /^source/, text: source.text });
}
