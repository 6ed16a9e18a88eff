import type { Detection } from "../lib/documents/index.ts";
import { table, words } from "../lib/workflow/index.ts";

/** What detect saw, for the run's page, in Markdown. */
export function detectionSummary({ entries, notes }: Detection): string {
  const groups = Map.groupBy(entries, ({ outcome }) => outcome);
  const changed = groups.get("changed")?.length ?? 0;
  return [
    `## ${changed === 0 ? "Nothing to propose" : `${changed} to propose`}\n\n`,
    ...ORDER.map((outcome) => {
      const group = groups.get(outcome) ?? [];
      const heading = `${outcome[0]?.toUpperCase()}${outcome.slice(1)}: ${group.length}`;
      return table(
        heading,
        ["Entry", "What"],
        group.map(({ entry, reason }) => [words(entry), words(reason)]),
      );
    }),
    table(
      "Notes",
      ["What"],
      notes.map((note) => [words(note)]),
    ),
  ].join("");
}

const ORDER = ["changed", "unreachable", "held", "rejected", "unchanged"] as const;
