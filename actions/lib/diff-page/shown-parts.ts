import type { ComparedLine } from "../comparison/index.ts";
import type { NumberedFinding } from "./numbered-finding.ts";

const AROUND = 5;
/** A file of which little would be left out is shown whole. */
const FEW_LINES = 30;

/**
 * The parts of a file to be shown at once: changed lines and lines with a finding, with those around them; a file
 * without either, or a short one, whole. `hidden` counts the lines left out.
 */
export function shownParts(
  lines: readonly ComparedLine[],
  findings: readonly NumberedFinding[],
): { readonly shown: readonly (readonly ComparedLine[])[]; readonly hidden: number } {
  const flagged = new Set(findings.map(({ finding }) => `${finding.side} ${finding.line}`));
  const isOfInterest = ({ kind, old, new: next }: ComparedLine) =>
    kind !== "context" || flagged.has(`old ${old}`) || flagged.has(`new ${next}`);
  const wanted = new Set<number>();
  lines.forEach((line, index) => {
    if (!isOfInterest(line)) return;
    for (let near = index - AROUND; near <= index + AROUND; near++) if (near in lines) wanted.add(near);
  });
  const hidden = lines.length - wanted.size;
  if (wanted.size === 0 || hidden <= FEW_LINES) return { shown: [lines], hidden: 0 };
  const shown: ComparedLine[][] = [];
  lines.forEach((line, index) => {
    if (!wanted.has(index)) return;
    if (wanted.has(index - 1)) shown.at(-1)?.push(line);
    else shown.push([line]);
  });
  return { shown, hidden };
}
