import type { BuildPlan, PlannedBuild, State } from "../lib/documents/index.ts";
import { type IdleSection, idleSections, listed } from "../lib/planning/index.ts";
import type { RemovalToConfirm } from "../lib/publishing/index.ts";
import { secondsInWords } from "../lib/report/index.ts";
import { type Markdown, table, words } from "../lib/workflow/index.ts";

export type PlanSummaryFacts = {
  readonly plan: BuildPlan;
  /** Jobs of later runs. */
  readonly left: number;
  readonly publishes: boolean;
  /** What it was planned on; null: nothing published that could be seen. */
  readonly state: Pick<State, "generation" | "signedBy"> | null;
  /** What publishing will refuse, unless it is confirmed; null: nothing. */
  readonly removal: RemovalToConfirm | null;
};

/** The plan for the run's page, in Markdown. */
export function planSummary({ plan, left, publishes, state, removal }: PlanSummaryFacts): string {
  const { jobs, missing, removes, cycles } = plan;
  const more = left > 0 ? `, and ${left} more in the next runs` : "";
  return [
    `## Plan: ${jobs.length === 0 ? "nothing to build" : `${jobs.length} to build`}${more}\n\n`,
    publishes ? signerText(state) : NO_STORE,
    publishes && removal !== null ? removalText(removal) : "",
    table("To build", ["Entry", "Why", "After", "Last time"], jobs.map(jobRow)),
    table(
      "Missing dependencies",
      ["What", "Needed by", "What to do"],
      [...Map.groupBy(missing, ({ dependency }) => dependency)].map(([dependency, group]) =>
        [dependency, listed(group.map(({ entry }) => entry)), adviceOf(group)].map(words),
      ),
    ),
    table(
      "To be removed",
      ["Package", "Why"],
      removes.map(({ pkgname, reason }) => [words(pkgname), words(reason)]),
    ),
    table(
      "Cycles",
      ["Entries"],
      cycles.map((cycle) => [words([...cycle, ...cycle.slice(0, 1)].join(" → "))]),
    ),
    ...idleSections(plan.idle).map(idleTable),
  ].join("");
}

/** This job has no key: what would not be taken for ours is known once publish compares it with its own. */
function signerText(state: PlanSummaryFacts["state"]): string {
  const signer = state?.signedBy?.primary;
  if (state === null || signer === undefined) return "";
  return `Published now: generation ${state.generation}, signed by the key \`${signer}\`. Publish goes on from there with no other.\n\n`;
}

/** A run with that input confirms it beforehand, and is told nothing new. */
function removalText({ words: which, count }: RemovalToConfirm): string {
  return `Publish refuses this unless the input \`remove\` of the run is ${count}: ${words(which).markdown}.\n\n`;
}

/** The same for all who need it. */
function adviceOf([first]: BuildPlan["missing"]): string {
  return first?.command ?? "list its package in packages.yaml";
}

function jobRow({ entry, reason, waitsFor, seconds }: PlannedBuild): readonly Markdown[] {
  const lastTime = seconds === null ? "" : secondsInWords(seconds);
  return [entry, reason, listed(waitsFor), lastTime].map(words);
}

/** Entries that share a reason share a row. */
function idleTable({ heading, reasons }: IdleSection): string {
  const rows = reasons.map(({ reason, entries }) => [listed(entries, NAMES_SHOWN), reason].map(words));
  return table(heading, ["Entries", "Why"], rows);
}

const NAMES_SHOWN = 12;

const NO_STORE = `Nothing is built and nothing published: \`repository.store\` in \`packages.yaml\` is a folder, which a runner loses
with its job. Write a bucket there, \`store: s3://bucket/prefix\`, and its public address as \`url:\`.

`;
