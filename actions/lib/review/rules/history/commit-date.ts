import { aboutPackage } from "../../finding.ts";
import type { Rule } from "../../rule.ts";

const DAY_SECONDS = 24 * 60 * 60;
/** No git before; a later date than tomorrow's cannot be one. */
const FIRST_GIT = Date.UTC(2005, 3, 7) / 1000;

/** How old the commit says it is. Whoever makes a commit chooses its date, so nothing is decided by it. */
export const commitDate: Rule = {
  id: "commit-date",
  severities: ["note"],
  find({ change: { to, surroundings } }) {
    if (to.commit === null) return [];
    const now = surroundings.now.getTime() / 1000;
    if (to.date < FIRST_GIT || to.date > now + DAY_SECONDS) {
      return [aboutPackage("note", `The commit's date, ${dayOf(to.date)}, cannot be right.`)];
    }
    const days = Math.floor((now - to.date) / DAY_SECONDS);
    const age = days <= 0 ? "less than a day" : days === 1 ? "a day" : `${days} days`;
    return [aboutPackage("note", `By its own date, ${dayOf(to.date)}, the commit is ${age} old.`)];
  },
};

function dayOf(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? `second ${seconds}` : date.toISOString().slice(0, 10);
}
