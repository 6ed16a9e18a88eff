import { inRecipe } from "../../finding.ts";
import { isDownloaded, type PackageSource } from "../../package-source.ts";
import type { Rule } from "../../rule.ts";
import { sourcePairs } from "../../source-pairs.ts";
import { quoted } from "../../words.ts";

/** The same address is to deliver other bytes than before. */
export const checksumSameVersion: Rule = {
  id: "checksum-same-version",
  severities: ["warning", "note"],
  find(reading) {
    const pairs = sourcePairs(reading);
    const version = reading.new.evaluation?.pkgver ?? "";
    const [before, after] = [reading.old?.evaluation, reading.new.evaluation];
    const sameVersion = before?.pkgver === version;
    const released = before?.version !== after?.version;
    return (pairs?.kept ?? [])
      .filter((pair) => pair.new.vcs === null && isDownloaded(pair.new) && pair.old.text === pair.new.text)
      .filter((pair) => contradicts(pair.old, pair.new))
      .map(({ new: source }) => {
        const why = sameVersion
          ? `though the version is still ${quoted(version)}: what is at that address was replaced`
          : "though its address is the same: it holds no version, so whatever lies there is taken";
        const message = `The checksum of ${quoted(source.text)} changed ${why}.`;
        // What has no version in its address moves at any time, and a new release says that it did.
        const moves = released && !source.text.includes(version) && isOfBranch(source);
        const severity = sameVersion && !moves ? "warning" : "note";
        const text = source.sums[0]?.value ?? source.text;
        return inRecipe(severity, message, { reading: reading.new, names: /sums(_|$)/, text });
      });
  },
};

function isOfBranch({ address }: PackageSource): boolean {
  return /\/(master|main|HEAD|trunk|develop|refs\/heads\/[^/]+)\//.test(address);
}

/** Both have a sum of one algorithm, and the sums differ: a new algorithm alone is no contradiction. */
function contradicts(old: PackageSource, next: PackageSource): boolean {
  return next.sums.some(({ algorithm, value }) => {
    const before = old.sums.find((sum) => sum.algorithm === algorithm)?.value;
    return before !== undefined && before !== "skip" && value !== "skip" && before !== value;
  });
}
