import { aboutPackage } from "../../finding.ts";
import type { Rule } from "../../rule.ts";

/** The new commit does not follow the one that was reviewed. */
export const historyRewritten: Rule = {
  id: "history-rewritten",
  severities: ["alarm"],
  find({ change: { history, from } }) {
    if (history !== "rewritten") return [];
    const message = `The branch was rewritten: commit ${short(from?.commit)} that was reviewed is not in its history any more.`;
    return [aboutPackage("alarm", message, from?.commit ?? "")];
  },
};

/** The reviewed commit cannot be had any more. */
export const pinVanished: Rule = {
  id: "pin-vanished",
  severities: ["alarm"],
  find({ change: { history, from } }) {
    if (history !== "vanished") return [];
    const commit = from?.commit ?? null;
    const which = commit === null ? "The commit" : `Commit ${short(commit)}`;
    const message = `${which} that was reviewed is no longer served by the remote: there is nothing to compare with.`;
    return [aboutPackage("alarm", message, commit ?? "")];
  },
};

/** Whether the new commit follows the reviewed one could not be told. */
export const historyUnknown: Rule = {
  id: "history-unknown",
  severities: ["note"],
  find({ change: { history } }) {
    if (history !== "unknown") return [];
    return [aboutPackage("note", "Whether this commit follows the one that was reviewed could not be told.")];
  },
};

function short(commit: string | null | undefined): string {
  return commit?.slice(0, 12) ?? "";
}
