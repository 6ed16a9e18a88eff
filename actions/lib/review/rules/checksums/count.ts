import { inRecipe } from "../../finding.ts";
import type { PackageReading } from "../../reading.ts";
import type { Rule } from "../../rule.ts";

/** Sums and sources of different number: which sum belongs to which source is a guess, and makepkg refuses. */
export const checksumCount: Rule = {
  id: "checksum-count",
  severities: ["note"],
  find({ old, new: next }) {
    const before = new Set(old ? mismatches(old).map(({ message }) => message) : []);
    return mismatches(next)
      .filter(({ message }) => !before.has(message))
      .map(({ message, name }) =>
        inRecipe("note", message, { reading: next, names: new RegExp(`^${name}$`), text: name }),
      );
  },
};

function mismatches({ evaluation }: PackageReading) {
  return (evaluation?.sources ?? []).flatMap(({ suffix, sources, sums }) =>
    sums
      .filter(({ values }) => values.length !== sources.length)
      .map(({ algorithm, values }) => {
        const name = `${algorithm}sums${suffix}`;
        const message = `\`${name}\` has ${values.length} entries for ${sources.length} sources: makepkg refuses that.`;
        return { name, message };
      }),
  );
}
