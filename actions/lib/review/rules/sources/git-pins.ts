import { inRecipe } from "../../finding.ts";
import { isSettled, type PackageSource } from "../../package-source.ts";
import type { ChangeReading } from "../../reading.ts";
import type { Rule } from "../../rule.ts";
import { sourcePairs } from "../../source-pairs.ts";
import { quoted } from "../../words.ts";

/** A repository was pinned to a commit or tag, and is no longer. */
export const pinLost: Rule = {
  id: "source-pin-lost",
  severities: ["warning", "note"],
  find(reading) {
    return pairedPins(reading)
      .filter((pair) => strength(pair.new) < strength(pair.old))
      .map(({ old, new: source }) => {
        const open = strength(source) === 0;
        const message = `${quoted(source.text)} was pinned by ${pinName(old)} and is now ${open ? "taken from whatever its branch holds on the day of the build" : `pinned by ${pinName(source)}, which its owner can move`}.`;
        return inRecipe(open ? "warning" : "note", message, {
          reading: reading.new,
          names: /^source/,
          text: source.text,
        });
      });
  },
};

/** The pinned commit or tag of a repository changed while the version stayed. */
export const pinMovedSameVersion: Rule = {
  id: "source-pin-same-version",
  severities: ["note"],
  find(reading) {
    const version = reading.new.evaluation?.pkgver;
    if (version === undefined || reading.old?.evaluation?.pkgver !== version) return [];
    return pairedPins(reading)
      .filter((pair) => pair.old.pin && pair.new.pin && pair.old.pin.value !== pair.new.pin.value)
      .map(({ old, new: source }) => {
        const message = `${quoted(source.text)} moved from ${pinName(old)} while the version is still ${quoted(version)}.`;
        return inRecipe("note", message, { reading: reading.new, names: /^source/, text: source.text });
      });
  },
};

/** A repository came that is not pinned. */
export const pinMissing: Rule = {
  id: "source-unpinned",
  severities: ["note"],
  find(reading) {
    const added = sourcePairs(reading)?.added ?? [];
    return added
      .filter((source) => source.vcs !== null && strength(source) === 0)
      .map((source) => {
        const message = `${quoted(source.text)} is not pinned: each build takes what its branch holds that day.`;
        return inRecipe("note", message, { reading: reading.new, names: /^source/, text: source.text });
      });
  },
};

function pairedPins(reading: ChangeReading) {
  return (sourcePairs(reading)?.kept ?? []).filter((pair) => pair.old.vcs !== null && pair.new.vcs !== null);
}

/** 2: by commit; 1: by a tag; 0: by nothing that stays. */
function strength(source: PackageSource): 0 | 1 | 2 {
  if (isSettled(source)) return 2;
  return source.pin?.kind === "tag" ? 1 : 0;
}

function pinName({ pin }: PackageSource): string {
  return pin === null ? "nothing" : `${pin.kind} ${quoted(pin.value)}`;
}
