import type { Review } from "../lib/documents/index.ts";
import { table, words } from "../lib/workflow/index.ts";

/** An entry with its review, or with why there is none. */
export type Reviewed = { readonly entry: string; readonly review: Review | { readonly problem: string } };

/** What a person's change was found to hold, for the job's page, in Markdown; "" where nothing was to be reviewed. */
export function reviewSummary(reviewed: readonly Reviewed[]): string {
  if (reviewed.length === 0) return "";
  const quiet = reviewed.filter(({ review }) => "findings" in review && review.findings.length === 0);
  return [
    "## Review\n\n",
    table(
      "Not reviewed",
      ["Entry", "Why"],
      reviewed.flatMap(({ entry, review }) =>
        "problem" in review ? [[words(entry), words(review.problem)]] : [],
      ),
    ),
    ...reviewed.map(({ entry, review }) => ("findings" in review ? findingTable(entry, review) : "")),
    table(
      "No findings",
      ["Entry", "What"],
      quiet.flatMap(({ entry, review }) =>
        "reason" in review ? [[words(entry), words(review.reason)]] : [],
      ),
    ),
  ].join("");
}

function findingTable(entry: string, { findings, reason }: Review): string {
  const rows = findings.map(({ severity, rule, message, file, line }) => [
    words(severity),
    words(message),
    words(file === null ? "" : `${file}${line === null ? "" : `:${line}`}`),
    words(rule),
  ]);
  return table(entry, ["", words(reason).markdown, "Where", "Rule"], rows);
}
