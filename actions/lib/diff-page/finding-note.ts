import { type Html, html } from "../report/index.ts";
import type { NumberedFinding } from "./numbered-finding.ts";

/** The findings of a file or a line, as they stand beside it. */
export function findingNotes(findings: readonly NumberedFinding[]): Html | null {
  if (findings.length === 0) return null;
  return html`${findings.map(
    ({ number, finding }) =>
      html`<div class="finding ${finding.severity === "note" ? "" : finding.severity}" id="finding-${number}"><b>${finding.severity}</b> ${finding.message}</div>`,
  )}`;
}
