import { inRecipe } from "../../finding.ts";
import type { PackageReading } from "../../reading.ts";
import type { Rule } from "../../rule.ts";
import { topLevelArray, topLevelText } from "../../top-level.ts";
import { movedWords, quoted } from "../../words.ts";

/** Facts about the package that decide little of what is built. */
export const recipeFields: Rule = {
  id: "recipe-fields",
  severities: ["note"],
  find({ old, new: next }) {
    if (old === null) return [];
    return FIELDS.flatMap((name) => {
      const [before, after] = [field(old, name), field(next, name)];
      const added = after.filter((value) => !before.includes(value));
      const words = movedWords(
        added.map(quoted),
        before.filter((value) => !after.includes(value)).map(quoted),
      );
      if (words === null) return [];
      const message = `\`${name}\` changed: ${words}.`;
      return [
        inRecipe("note", message, { reading: next, names: new RegExp(`^${name}$`), text: added[0] ?? "" }),
      ];
    });
  },
};

const FIELDS = ["url", "license", "arch", "options", "backup", "noextract", "optdepends"] as const;

function field(reading: PackageReading, name: (typeof FIELDS)[number]): readonly string[] {
  const { evaluation } = reading;
  if (name === "url") return [topLevelText(reading, name) ?? ""].filter((text) => text !== "");
  if (evaluation === null || name === "license" || name === "optdepends")
    return topLevelArray(reading, name) ?? [];
  if (name === "noextract") return evaluation.noextract;
  return [...new Set(evaluation.packages.flatMap((one) => one[name]))];
}
