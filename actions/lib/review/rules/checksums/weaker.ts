import { inRecipe } from "../../finding.ts";
import { isDownloaded, type PackageSource, protection } from "../../package-source.ts";
import type { Rule } from "../../rule.ts";
import { sourcePairs } from "../../source-pairs.ts";
import { quoted } from "../../words.ts";

/** Only md5, sha1 or ck are left: files can be made that have the same sum. */
export const checksumWeaker: Rule = {
  id: "checksum-weaker",
  severities: ["warning", "note"],
  find(reading) {
    const pairs = sourcePairs(reading);
    const weakened = (pairs?.kept ?? []).filter(
      (pair) => isWeak(pair.new) && protection(pair.old) === "strong",
    );
    const came = (pairs?.added ?? []).filter(isWeak);
    return [
      ...weakened.map((pair) => ({
        source: pair.new,
        severity: "warning" as const,
        how: "is now checked by",
      })),
      ...came.map((source) => ({ source, severity: "note" as const, how: "is checked by" })),
    ].map(({ source, severity, how }) => {
      const algorithms = source.sums.map(({ algorithm }) => algorithm).join(", ");
      const message = `${quoted(source.text)} ${how} ${algorithms} only: other files can be made to have that sum.`;
      return inRecipe(severity, message, {
        reading: reading.new,
        names: /sums(_|$)/,
        text: source.sums[0]?.value ?? "",
      });
    });
  },
};

function isWeak(source: PackageSource): boolean {
  return source.vcs === null && isDownloaded(source) && protection(source) === "weak";
}
