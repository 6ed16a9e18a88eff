import { inRecipe } from "../../finding.ts";
import { isSettled, type PackageSource, packageSources } from "../../package-source.ts";
import type { ChangeReading, PackageReading } from "../../reading.ts";
import type { Rule } from "../../rule.ts";
import { type Origin, originKey, originName, originOf } from "../../source-origin.ts";
import { sourcePairs } from "../../source-pairs.ts";
import { topLevelText } from "../../top-level.ts";
import { listed, quoted } from "../../words.ts";

/** A source comes from a host, or from an owner on a forge, that the package did not take anything from before. */
export const newOrigin: Rule = {
  id: "source-new-origin",
  severities: ["warning", "note"],
  find(reading) {
    const { old } = reading;
    const pairs = sourcePairs(reading);
    if (old === null || pairs === null) return [];
    const before = new Set(knownOrigins(old).map(originKey));
    const sources = [...pairs.kept.map((pair) => pair.new), ...pairs.added];
    const origins = Map.groupBy(sources, ({ origin }) => origin && originKey(origin));
    return [...origins].flatMap(([key, [first]]) =>
      key === null || before.has(key) || first === undefined ? [] : [finding(first, reading)],
    );
  },
};

function finding(source: PackageSource, reading: ChangeReading) {
  const origin = source.origin ? originName(source.origin) : "";
  const before = listed([...new Set(knownSources(reading.old).map(originName))]) || "nowhere";
  const settled = isSettled(source)
    ? ""
    : source.pin?.kind === "tag"
      ? "; its tag can be moved"
      : "; nothing settles what it serves";
  const message = `The source ${quoted(source.text)} comes from ${quoted(origin)}, where this package took nothing from before (it used ${quoted(before)})${settled}.`;
  return inRecipe("warning", message, { reading: reading.new, names: /^source/, text: source.text });
}

/** The project's own address counts: a package may move from a mirror to the place that it always named. */
function knownOrigins(old: PackageReading): Origin[] {
  const url = originOf(topLevelText(old, "url") ?? "");
  return url === null ? knownSources(old) : [...knownSources(old), url];
}

function knownSources(old: PackageReading | null): Origin[] {
  const evaluation = old?.evaluation;
  return evaluation ? packageSources(evaluation).flatMap(({ origin }) => origin ?? []) : [];
}
