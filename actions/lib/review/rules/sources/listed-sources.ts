import { inRecipe } from "../../finding.ts";
import { isDownloaded } from "../../package-source.ts";
import type { Rule } from "../../rule.ts";
import { originName } from "../../source-origin.ts";
import { sourcePairs } from "../../source-pairs.ts";
import { counted, quoted } from "../../words.ts";

/** On a first review: where everything comes from, one line for each host or owner. */
export const listedSources: Rule = {
  id: "source-origins",
  severities: ["note"],
  find(reading) {
    const pairs = reading.old === null ? sourcePairs(reading) : null;
    const downloaded = (pairs?.added ?? []).filter(isDownloaded);
    const groups = Map.groupBy(downloaded, ({ origin, text }) => (origin ? originName(origin) : text));
    return [...groups].map(([origin, sources]) => {
      const message = `It takes ${counted(sources.length, "source")} from ${quoted(origin)}.`;
      const text = sources[0]?.text ?? "";
      return inRecipe("note", message, { reading: reading.new, names: /^source/, text });
    });
  },
};
