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
    const downgraded = new Set(
      pairs.kept.filter((pair) => isClear(pair.new) && isEncrypted(pair.old)).map((pair) => pair.new),
    );
    return [...downgraded, ...pairs.added.filter(isClear)].map((source) => {
      const settled = isSettled(source);
      const how = downgraded.has(source)
        ? "is no longer fetched with encryption"
        : "is fetched without encryption";
      const message = `The source ${quoted(source.text)} ${how}${settled ? "; its checksum still settles what it is" : ", and nothing settles what arrives"}.`;
      const harmless = reading.old === null || (settled && !downgraded.has(source));
      const severity = harmless ? "note" : "warning";
      return inRecipe(severity, message, { reading: reading.new, names: /^source/, text: source.text });
    });
  },
};

function isEncrypted(source: PackageSource): boolean {
  return source.protocol !== "local" && !isClear(source);
}

function isClear({ address }: PackageSource): boolean {
  return /^(http|ftp|git|svn|rsync):\/\//i.test(address);
}
