import { inRecipe } from "../../finding.ts";
import { isDownloaded, isSignature, type PackageSource, protection } from "../../package-source.ts";
import type { ChangeReading } from "../../reading.ts";
import type { Rule } from "../../rule.ts";
import { sourcePairs } from "../../source-pairs.ts";
import { quoted } from "../../words.ts";

/** A file is taken whatever it holds: its checksum became SKIP, or it came with one. */
export const checksumSkipped: Rule = {
  id: "checksum-skipped",
  severities: ["warning", "note"],
  find(reading) {
    const pairs = sourcePairs(reading);
    if (pairs === null) return [];
    const lost = pairs.kept
      .filter((pair) => isUnchecked(pair.new) && !isUnchecked(pair.old))
      .map((pair) => finding(pair.new, "became SKIP", reading));
    const came = pairs.added.filter(isUnchecked).map((source) => finding(source, "is SKIP", reading));
    return [...lost, ...came];
  },
};

function finding(source: PackageSource, how: string, reading: ChangeReading) {
  const signed = hasSignature(source, reading);
  const hope = signed ? "; its signature is still verified" : ", so any file from there is accepted";
  const message = `The checksum of ${quoted(source.text)} ${how}${hope}.`;
  const severity = signed || reading.old === null ? "note" : "warning";
  return inRecipe(severity, message, { reading: reading.new, names: /sums(_|$)/, text: "SKIP" });
}

/** Signatures are verified by their key and files of this folder are in the review. */
function isUnchecked(source: PackageSource): boolean {
  return (
    source.vcs === null && isDownloaded(source) && !isSignature(source) && protection(source) === "skipped"
  );
}

function hasSignature({ fileName }: PackageSource, { new: { evaluation } }: ChangeReading): boolean {
  if (!evaluation || evaluation.validpgpkeys.length === 0) return false;
  const names = evaluation.sources.flatMap(({ sources }) => sources);
  return names.some((name) => [".sig", ".asc", ".sign"].some((end) => name.includes(`${fileName}${end}`)));
}
