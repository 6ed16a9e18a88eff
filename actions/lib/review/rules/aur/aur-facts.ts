import type { AurPackage } from "../../../aur/index.ts";
import { aboutPackage } from "../../finding.ts";
import type { ChangeReading } from "../../reading.ts";
import type { Rule } from "../../rule.ts";
import { quoted } from "../../words.ts";

/** Another account maintains the package than at the last review: how the attacks of 2026 began. */
export const maintainerChanged: Rule = {
  id: "aur-maintainer-changed",
  severities: ["warning"],
  find(reading) {
    const facts = aurFacts(reading);
    if (facts === null || facts.before === null || facts.now.maintainer === facts.before.maintainer)
      return [];
    const { maintainer } = facts.now;
    if (maintainer === null) return [];
    const { before } = facts;
    const message =
      before.maintainer === null
        ? `${quoted(maintainer)} adopted this package, which had no maintainer at the last review.`
        : `${quoted(maintainer)} maintains this package now; at the last review it was ${quoted(before.maintainer)}.`;
    return [aboutPackage("warning", message, maintainer)];
  },
};

/** Nobody maintains the package: whoever adopts it next writes what is built. */
export const orphaned: Rule = {
  id: "aur-orphaned",
  severities: ["warning", "note"],
  find(reading) {
    const facts = aurFacts(reading);
    if (facts === null || facts.now.maintainer !== null) return [];
    const fresh = facts.before !== null && facts.before.maintainer !== null;
    const since = fresh ? `; at the last review ${quoted(facts.before?.maintainer ?? "")} did` : "";
    return [aboutPackage(fresh ? "warning" : "note", `Nobody maintains this package in the AUR${since}.`)];
  },
};

/** The package has been in the AUR for days only: nobody has had time to look at it. */
export const newInAur: Rule = {
  id: "aur-new-package",
  severities: ["warning"],
  find(reading) {
    const facts = aurFacts(reading);
    if (facts === null) return [];
    const days = Math.floor(
      (reading.change.surroundings.now.getTime() / 1000 - facts.now.firstSubmitted) / DAY_SECONDS,
    );
    if (days > NEW_DAYS) return [];
    const by = facts.now.submitter === null ? "" : ` by ${quoted(facts.now.submitter)}`;
    const message = `This package is new in the AUR: it was submitted ${Math.max(days, 0)} days ago${by}.`;
    return [aboutPackage("warning", message)];
  },
};

/** Somebody flagged the package, or the AUR's version is another than the recipe's. */
export const outOfDate: Rule = {
  id: "aur-out-of-date",
  severities: ["note"],
  find(reading) {
    const facts = aurFacts(reading);
    if (facts === null || facts.now.outOfDate === null) return [];
    const day = new Date(facts.now.outOfDate * 1000).toISOString().slice(0, 10);
    return [aboutPackage("note", `It was flagged out of date in the AUR on ${day}.`)];
  },
};

/** The AUR did not answer: who maintains the package is unknown, which is not the same as unchanged. */
export const aurUnknown: Rule = {
  id: "aur-unknown",
  severities: ["note"],
  find({ change: { surroundings } }) {
    if (surroundings.aur !== "unknown") return [];
    const message =
      "The AUR did not answer: who maintains this package now is unknown, and may have changed.";
    return [aboutPackage("note", message)];
  },
};

const DAY_SECONDS = 24 * 60 * 60;
const NEW_DAYS = 30;

function aurFacts({ change }: ChangeReading): { now: AurPackage; before: AurPackage | null } | null {
  const { aur } = change.surroundings;
  return aur === null || aur === "unknown" ? null : aur;
}
