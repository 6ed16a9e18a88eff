import type { Publication, Verdict } from "../../actions/lib/publishing/index.ts";
import { publicationWords } from "../../actions/publish/publication-words.ts";
import type { PublishedResults } from "../../actions/publish/publish-results.ts";
import { section } from "./plan-text.ts";
import { painter } from "./terminal-colours.ts";
import type { Cell, Look } from "./terminal-table.ts";

/** What a publication did, for people. Ends with a newline. */
export function publicationText(publication: PublishedResults, look: Look): string {
  const { broken, verdicts, removed, notes, switched } = publication;
  const sections = [
    section("Results", verdicts.map(verdictRow), look),
    section(
      "Published, and broken",
      broken.map(({ entry, reason }) => [{ text: entry, colour: "red" }, { text: reason }]),
      look,
    ),
    section(
      "Removed",
      removed.map(({ pkgname, version, reason }) => [
        { text: pkgname, colour: "yellow" },
        { text: version },
        { text: reason },
      ]),
      look,
    ),
    section(
      "Notes",
      notes.map((note) => [{ text: note }]),
      look,
    ),
    `${painter(look.colour)("bold", publicationWords(publication))}${repaired(publication.outcome, switched)}\n`,
  ];
  return sections.filter((text) => text !== "").join("\n");
}

function repaired(outcome: Publication["outcome"], switched: readonly string[]): string {
  return outcome === "unchanged" && switched.length > 0 ? `; ${switched.join(", ")} restored from it` : "";
}

const GOOD: ReadonlySet<Verdict["outcome"]> = new Set(["published", "already published", "unneeded"]);
const BAD: ReadonlySet<Verdict["outcome"]> = new Set(["failed", "refused", "blocked"]);

function verdictRow({ entry, outcome, reason }: Verdict): readonly Cell[] {
  const colour = GOOD.has(outcome) ? "green" : BAD.has(outcome) ? "red" : "yellow";
  return [{ text: entry, colour }, { text: outcome, colour }, { text: reason }];
}
