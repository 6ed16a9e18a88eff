import type { Rollback, RollbackStep } from "../../actions/lib/publishing/index.ts";
import { section } from "./plan-text.ts";
import { painter } from "./terminal-colours.ts";
import type { Cell, Look } from "./terminal-table.ts";

/** What a rollback did, for people. Ends with a newline. */
export function rollbackText({ outcome, state, steps, unlisted, notes }: Rollback, look: Look): string {
  const entries = [...new Set(steps.map(({ entry }) => entry))];
  const headline =
    outcome === "committed"
      ? `Published generation ${state.generation}; held until packages.yaml names another ref or they are released: ${entries.join(", ")}`
      : `Nothing has changed: generation ${state.generation} stays`;
  const sections = [
    section("Went back", steps.map(stepRow), look),
    section(
      "Not brought back, since packages.yaml no longer lists them",
      unlisted.map(({ pkgname, version }) => [{ text: pkgname, colour: "yellow" }, { text: version }]),
      look,
    ),
    section(
      "Notes",
      notes.map((note) => [{ text: note }]),
      look,
    ),
    `${painter(look.colour)("bold", headline)}\n`,
  ];
  return sections.filter((text) => text !== "").join("\n");
}

function stepRow({ pkgname, from, to, because }: RollbackStep): readonly Cell[] {
  return [
    { text: pkgname, colour: to === null ? "red" : "green" },
    { text: changeWords(from, to) },
    { text: because === null ? "" : `because ${because}` },
  ];
}

function changeWords(from: string | null, to: string | null): string {
  if (to === null) return `${from} is removed`;
  return from === null ? `${to} comes back` : `${from} → ${to}`;
}
