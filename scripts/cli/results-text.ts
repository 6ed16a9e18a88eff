import type { BuildResult } from "../../actions/lib/documents/index.ts";
import { secondsInWords } from "../../actions/lib/report/index.ts";
import { OUTCOMES } from "./done-line.ts";
import { section } from "./plan-text.ts";
import type { Cell, Look } from "./terminal-table.ts";

/** What publish did with a result. */
type Verdict = { readonly entry: string; readonly outcome: string; readonly reason: string };

/** Results for people: what needs eyes comes last, where a terminal shows it. Ends with a newline. */
export function resultsText(
  { results, verdicts }: { readonly results: readonly BuildResult[]; readonly verdicts: readonly Verdict[] },
  look: Look,
): string {
  if (results.length === 0) return "Nothing was built.\n";
  const said = new Map(verdicts.map((verdict) => [verdict.entry, verdict]));
  const sorted = ORDER.flatMap((outcome) => results.filter((result) => result.outcome === outcome));
  const rows = sorted.map((result) => resultRow(result, said.get(result.entry) ?? null));
  return section(heading(results), rows, look);
}

const ORDER: readonly BuildResult["outcome"][] = ["unneeded", "built", "postponed", "blocked", "failed"];

function heading(results: readonly BuildResult[]): string {
  const counts = ORDER.toReversed()
    .map((outcome) => ({ outcome, count: results.filter((result) => result.outcome === outcome).length }))
    .filter(({ count }) => count > 0);
  return counts.map(({ outcome, count }) => `${count} ${OUTCOMES[outcome].word}`).join(", ");
}

function resultRow(result: BuildResult, verdict: Verdict | null): readonly Cell[] {
  const { entry, outcome, phase, reason, phases } = result;
  const { mark, colour, word } = OUTCOMES[outcome];
  const seconds = phases.reduce((total, each) => total + each.seconds, 0);
  const where = phase && outcome === "failed" ? ` in ${phase}` : "";
  return [
    { text: `${mark} ${entry}`, colour },
    { text: `${word}${where}`, colour },
    { text: phases.length > 0 ? secondsInWords(seconds) : "", colour: "dim" },
    { text: outcome === "built" ? builtWords(result, verdict) : reason },
  ];
}

/** The versions, and what publish made of them where that is not simply "published". */
function builtWords({ reason }: BuildResult, verdict: Verdict | null): string {
  const built = reason.replace(/^built /, "");
  return verdict && verdict.outcome !== "published"
    ? `${built}; ${verdict.outcome}: ${verdict.reason}`
    : built;
}
