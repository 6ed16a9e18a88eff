import type { BuildPlan, IdleEntry, PlannedBuild } from "../../actions/lib/documents/index.ts";
import { secondsInWords } from "../../actions/lib/report/index.ts";
import { painter } from "./terminal-colours.ts";
import { type Cell, type Look, tableText } from "./terminal-table.ts";

/** A plan for people: what is built, in order, and why; what is not and why not. Ends with a newline. */
export function planText(plan: BuildPlan, look: Look): string {
  const sections = [
    section(jobsHeading(plan.jobs), plan.jobs.map(jobRow), look),
    section("Missing dependencies", plan.missing.map(missingRow), look),
    section(
      "Cycles",
      plan.cycles.map((cycle) => [{ text: [...cycle, ...cycle.slice(0, 1)].join(" → ") }]),
      look,
    ),
    section(
      "To be removed",
      plan.removes.map(({ pkgname, reason }) => [{ text: pkgname, colour: "yellow" }, { text: reason }]),
      look,
    ),
    section(`Not built: ${plan.idle.length}`, idleRows(plan.idle), look),
  ];
  const said = sections.filter((text) => text !== "");
  return plan.jobs.length === 0 ? ["Nothing to build.\n", ...said].join("\n") : said.join("\n");
}

/** A heading over rows; "" where there are none. */
export function section(heading: string, rows: readonly (readonly Cell[])[], look: Look): string {
  if (rows.length === 0) return "";
  return `${painter(look.colour)("bold", heading)}\n${tableText(rows, look)}`;
}

function jobsHeading(jobs: readonly PlannedBuild[]): string {
  const seconds = jobs.reduce((total, job) => total + (job.seconds ?? 0), 0);
  return `To build: ${jobs.length}${seconds > 0 ? `, about ${secondsInWords(seconds)} of work last time` : ""}`;
}

function jobRow(job: PlannedBuild): readonly Cell[] {
  const { entry, reason, seconds, waitsFor, withoutCheck } = job;
  const notes = [
    reason,
    ...(waitsFor.length > 0 ? [`after ${waitsFor.join(", ")}`] : []),
    ...(withoutCheck ? ["without check(), whose dependencies need it first"] : []),
  ];
  return [
    { text: entry, colour: "green" },
    { text: seconds === null ? "new" : secondsInWords(seconds), colour: "dim" },
    { text: notes.join("; ") },
  ];
}

function missingRow({ entry, dependency, command }: BuildPlan["missing"][number]): readonly Cell[] {
  const advice = command === null ? "list its package in packages.yaml" : command;
  return [{ text: entry, colour: "yellow" }, { text: `needs ${dependency}` }, { text: advice }];
}

const NAMES_SHOWN = 12;

/** Entries that share a reason share a row. */
function idleRows(idle: readonly IdleEntry[]): readonly (readonly Cell[])[] {
  const byReason = Map.groupBy(idle, ({ reason }) => reason);
  return [...byReason].map(([reason, entries]) => {
    const names = entries.slice(0, NAMES_SHOWN).map(({ entry }) => entry);
    const unseen = entries.length - names.length;
    const list = `${names.join(", ")}${unseen > 0 ? ` and ${unseen} more` : ""}`;
    return entries.length === 1
      ? [{ text: list }, { text: reason }]
      : [{ text: `${entries.length} entries` }, { text: `${reason}: ${list}` }];
  });
}
