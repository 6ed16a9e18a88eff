import type { FinishedBuild } from "../../../actions/lib/building/index.ts";
import type { BuildResult } from "../../../actions/lib/documents/index.ts";
import { secondsInWords } from "../../../actions/lib/report/index.ts";
import type { Cell, Look } from "../terminal/terminal-table.ts";
import { clockWords, OUTCOMES } from "./done-line.ts";
import { section } from "./plan-text.ts";

type Settled = Pick<FinishedBuild, "result" | "takenOver">;

/** Results for people: what needs eyes comes last, where a terminal shows it. Ends with a newline. */
export function resultsText(results: readonly Settled[], look: Look & { readonly now: Date }): string {
  if (results.length === 0) return "Nothing was built.\n";
  const groups = Map.groupBy(results, wordFor);
  const present = ORDER.filter((word) => groups.has(word));
  const heading = present.toReversed().map((word) => `${groups.get(word)?.length} ${word}`);
  const rows = present.flatMap((word) => groups.get(word) ?? []).map((each) => resultRow(each, look.now));
  return section(heading.join(", "), rows, look);
}

/** What an earlier run had finished took no time of this one. */
const TAKEN_OVER = "taken over";
const ORDER = ["unneeded", TAKEN_OVER, "built", "postponed", "blocked", "failed"] as const;

function wordFor({ result, takenOver }: Settled): (typeof ORDER)[number] {
  return takenOver === undefined ? result.outcome : TAKEN_OVER;
}

function resultRow(settled: Settled, now: Date): readonly Cell[] {
  const { result, takenOver } = settled;
  const { entry, outcome, phase, phases, reason } = result;
  const { mark, colour } = OUTCOMES[outcome];
  const seconds = phases.reduce((total, each) => total + each.seconds, 0);
  const where = phase && outcome === "failed" ? ` in ${phase}` : "";
  const hasWorked = phases.length > 0 && takenOver === undefined;
  const when = takenOver === undefined ? "" : `; built ${clockWords(takenOver, now)}`;
  return [
    { text: `${mark} ${entry}`, colour },
    { text: `${wordFor(settled)}${where}`, colour },
    { text: hasWorked ? secondsInWords(seconds) : "", colour: "dim" },
    { text: outcome === "built" ? `${packagesWords(result)}${when}` : reason },
  ];
}

function packagesWords({ packages, reason }: BuildResult): string {
  return packages.map(({ pkgname, version }) => `${pkgname} ${version}`).join(", ") || reason;
}
