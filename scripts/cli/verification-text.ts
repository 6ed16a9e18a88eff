import type { Verification } from "../../actions/lib/publishing/index.ts";
import { section } from "./plan-text.ts";
import type { Look } from "./terminal-table.ts";

/** What a check of the store found, for people. Ends with a newline. */
export function verificationText({ state, checked, problems, repaired }: Verification, look: Look): string {
  if (state === null) return "Nothing was published yet.\n";
  const rows = problems.map(({ key, problem, message }) => [
    { text: key, colour: "red" as const },
    { text: problem },
    { text: message },
  ]);
  const said = problems.length === 0 ? "all as the state says" : `${problems.length} not as the state says`;
  const mended = repaired.length === 0 ? "" : `; restored ${repaired.join(", ")}`;
  return [
    section("Problems", rows, look),
    `Generation ${state.generation}: ${checked} objects read, ${said}${mended}\n`,
  ]
    .filter((text) => text !== "")
    .join("\n");
}
