import type { BuildPlan, PlannedBuild } from "../../../actions/lib/documents/index.ts";
import { type IdleSection, idleSections, listed } from "../../../actions/lib/planning/index.ts";
import { secondsInWords } from "../../../actions/lib/report/index.ts";
import { painter } from "../terminal/terminal-colours.ts";
import { type Cell, harmless, type Look, tableText } from "../terminal/terminal-table.ts";

/** A plan for people: what is built, in order, and why; what is not and why not. Ends with a newline. */
export function planText(plan: BuildPlan, look: Look): string {
  const sections = [
    section(jobsHeading(plan.jobs), plan.jobs.map(jobRow), look),
    missingText(plan.missing, look),
    section(
      "Cycles",
      plan.cycles.map((cycle) => [{ text: cycleText(cycle) }]),
      look,
    ),
    section(
      "To be removed",
      plan.removes.map(({ pkgname, reason }) => [{ text: pkgname, colour: "yellow" }, { text: reason }]),
      look,
    ),
    ...idleSections(plan.idle).map((idle) => section(idle.heading, idleRows(idle), look)),
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
    ...(waitsFor.length > 0 ? [`after ${listed(waitsFor)}`] : []),
    ...(withoutCheck ? ["without check(), whose dependencies need it first"] : []),
  ];
  return [
    { text: entry, colour: "green" },
    { text: seconds === null ? "new" : secondsInWords(seconds), colour: "dim" },
    { text: notes.join("; ") },
  ];
}

/** By dependency, each with its command on a line of its own, which is never broken, so that it can be copied. */
function missingText(missing: BuildPlan["missing"], look: Look): string {
  const paint = painter(look.colour);
  const lines = [...Map.groupBy(missing, ({ dependency }) => dependency)].map(([dependency, group]) => {
    const users = `needed by ${listed(group.map(({ entry }) => entry))}`;
    const command = group[0]?.command ?? null;
    const advice = command === null ? "; list its package in packages.yaml" : "";
    const row = [{ text: dependency, colour: "yellow" as const }, { text: `${users}${advice}` }];
    return `${tableText([row], look)}${command === null ? "" : `    ${paint("cyan", `$ ${harmless(command, look)}`)}\n`}`;
  });
  return lines.length === 0 ? "" : `${paint("bold", "Missing dependencies")}\n${lines.join("")}`;
}

const NAMES_SHOWN = 12;

/** The way round, back to its beginning; of a long one the first part. */
function cycleText(cycle: readonly string[]): string {
  const left = cycle.length - NAMES_SHOWN;
  const shown = left > 0 ? [...cycle.slice(0, NAMES_SHOWN), `${left} more`] : cycle;
  return [...shown, ...cycle.slice(0, 1)].join(" → ");
}

/** Entries that share a reason share a row. */
function idleRows({ standing, reasons }: IdleSection): readonly (readonly Cell[])[] {
  const colour = STANDING_COLOURS[standing];
  return reasons.map(({ reason, entries }) =>
    entries.length === 1
      ? [{ text: entries.join(), colour }, { text: reason }]
      : [
          { text: `${entries.length} entries`, colour },
          { text: `${reason}: ${listed(entries, NAMES_SHOWN)}` },
        ],
  );
}

const STANDING_COLOURS = { unbuildable: "red", waits: "yellow", rests: "dim" } as const;
