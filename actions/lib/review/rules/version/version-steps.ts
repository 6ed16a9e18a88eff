import { splitVersion, vercmp } from "../../../pkgbuild/index.ts";
import { inRecipe } from "../../finding.ts";
import type { Rule } from "../../rule.ts";
import { quoted } from "../../words.ts";

/** The new version is older to pacman: installed systems keep what they have. */
export const versionDown: Rule = {
  id: "version-down",
  severities: ["warning", "note"],
  find({ old, new: next, change }) {
    const [before, after] = [old?.version ?? null, next.version];
    if (before === null || after === null) return [];
    if (vercmp(after, before) >= 0) return [];
    const allowed = change.entry?.allow.includes("downgrade") ?? false;
    const message = `The version goes down from ${quoted(before)} to ${quoted(after)}: pacman does not take that for an upgrade.`;
    return [
      inRecipe(allowed ? "note" : "warning", message, {
        reading: next,
        names: /^pkg(ver|rel)$/,
        text: splitVersion(after).pkgver,
      }),
    ];
  },
};

/** An epoch beats every version: one that is far too high keeps all later ones out for good. */
export const epochRaised: Rule = {
  id: "epoch-raised",
  severities: ["alarm", "note"],
  find({ old, new: next }) {
    if (!next.evaluation || (old !== null && !old.evaluation)) return [];
    const [before, after] = [Number(old?.evaluation?.epoch ?? 0), Number(next.evaluation.epoch ?? 0)];
    if (after <= before) return [];
    const leap = after - before > LARGEST_STEP && !isDate(after);
    const message = leap
      ? `The epoch leaps from ${before} to ${after}: no version with a lower one can ever replace this.`
      : `The epoch rises from ${before} to ${after}: this version counts as newer than any before.`;
    return [
      inRecipe(leap ? "alarm" : "note", message, { reading: next, names: /^epoch$/, text: String(after) }),
    ];
  },
};

/** Epochs of two digits exist; nobody needed three. */
const LARGEST_STEP = 99;

/** 2024, 20240131: some count epochs so. */
function isDate(epoch: number): boolean {
  return /^20[0-9]{2}([01][0-9][0-3][0-9])?$/.test(String(epoch));
}

/** Other packages come out of the same version: who has it installed does not get them. */
export const sameVersion: Rule = {
  id: "version-unchanged",
  severities: ["note"],
  find({ old, new: next }) {
    const { version } = next;
    if (old === null || version === null || old.version !== version) return [];
    if (old.files.get("PKGBUILD")?.text === next.files.get("PKGBUILD")?.text) return [];
    const message = `The PKGBUILD changed and the version is still ${quoted(version)}.`;
    return [
      inRecipe("note", message, {
        reading: next,
        names: /^pkg(ver|rel)$/,
        text: splitVersion(version).pkgver,
      }),
    ];
  },
};
