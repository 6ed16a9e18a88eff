import { inRecipe } from "../../finding.ts";
import { isSettled, type PackageSource } from "../../package-source.ts";
import type { Rule } from "../../rule.ts";
import { sourcePairs } from "../../source-pairs.ts";
import { quoted } from "../../words.ts";

/** A source travels in the clear: what arrives is only as good as its checksum. */
export const insecureTransport: Rule = {
  id: "source-insecure-transport",
  severities: ["warning", "note"],
  find(reading) {
    const pairs = sourcePairs(reading);
    if (pairs === null) return [];
    const downgraded = pairs.kept
      .filter((pair) => isClear(pair.new) && !isClear(pair.old))
      .map((pair) => pair.new);
    return [...downgraded, ...pairs.added.filter(isClear)].map((source) => {
      const settled = isSettled(source);
      const message = `The source ${quoted(source.text)} is fetched without encryption${settled ? "; its checksum still settles what it is" : ", and nothing settles what arrives"}.`;
      const severity = settled || reading.old === null ? "note" : "warning";
      return inRecipe(severity, message, { reading: reading.new, names: /^source/, text: source.text });
    });
  },
};

function isClear({ address }: PackageSource): boolean {
  return /^(http|ftp|git|svn|rsync):\/\//i.test(address);
}
