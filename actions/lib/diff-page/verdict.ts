import type { Review, Severity } from "../documents/index.ts";

/** In words: what a reader must do. */
export function verdictOf(review: Review): string {
  const [alarms, warnings] = [countOf(review, "alarm"), countOf(review, "warning")];
  if (alarms > 0)
    return `${alarms} ${alarms === 1 ? "alarm" : "alarms"}: do not accept this before you understand it`;
  if (warnings > 0) return `${warnings} ${warnings === 1 ? "warning" : "warnings"} to look at`;
  return review.routine ? "routine update" : "nothing alarming was found; read what changed";
}

/** What the review as a whole is shown as. */
export function worstOf(review: Review): "alarm" | "warning" | "routine" | "plain" {
  if (countOf(review, "alarm") > 0) return "alarm";
  if (countOf(review, "warning") > 0) return "warning";
  return review.routine ? "routine" : "plain";
}

function countOf({ findings }: Review, severity: Severity): number {
  return findings.filter((finding) => finding.severity === severity).length;
}
