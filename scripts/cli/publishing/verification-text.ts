import type { Repair, Verification } from "../../../actions/lib/publishing/index.ts";
import { section } from "../building/plan-text.ts";
import type { Look } from "../terminal/terminal-table.ts";

/** What a check of the store found, and what was repaired before it, for people. Ends with a newline. */
export function verificationText(
  { state, checked, problems, notes, ...rest }: Verification & Partial<Pick<Repair, "repaired">>,
  look: Look,
): string {
  if (state === null) return "Nothing was published yet.\n";
  const rows = problems.map(({ problem, message }) => [
    { text: problem, colour: "red" as const },
    { text: message },
  ]);
  const said = problems.length === 0 ? "all as the state says" : `${problems.length} not as the state says`;
  const list = (lines: readonly string[]) => lines.map((text) => [{ text }]);
  return [
    section("Repaired", list(rest.repaired ?? []), look),
    section("Problems", rows, look),
    section("Notes", list(notes), look),
    `Generation ${state.generation}: ${checked} objects read, ${said}\n`,
  ]
    .filter((text) => text !== "")
    .join("\n");
}
