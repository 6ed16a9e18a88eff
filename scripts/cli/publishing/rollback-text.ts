import type { Rollback, RollbackStep } from "../../../actions/lib/publishing/index.ts";
import { section } from "../building/plan-text.ts";
import { painter } from "../terminal/terminal-colours.ts";
import type { Cell, Look } from "../terminal/terminal-table.ts";

/** What a rollback did, for people. Ends with a newline. */
export function rollbackText(rollback: Rollback, look: Look): string {
  const { steps, unlisted, notes } = rollback;
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
    `${painter(look.colour)("bold", headline(rollback))}\n`,
  ];
  return sections.filter((text) => text !== "").join("\n");
}

function headline({ outcome, state, manifest, steps }: Rollback): string {
  if (outcome === "unchanged") return `Nothing has changed: generation ${state.generation} stays`;
  const changed = new Set(steps.map(({ entry }) => entry));
  const held = manifest.entries.filter(({ entry, hold }) => hold !== null && changed.has(entry));
  const until = (hasRef: boolean, words: string) => {
    const entries = held.filter(({ hold }) => (hold?.ref !== null) === hasRef).map(({ entry }) => entry);
    return entries.length > 0 ? [`held until ${words}: ${entries.join(", ")}`] : [];
  };
  return [
    `Published generation ${state.generation}`,
    ...until(true, "packages.yaml names another ref or they are released"),
    ...until(false, "they are released"),
  ].join("; ");
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
