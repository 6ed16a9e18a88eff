import type { Publication, Verdict } from "../../../actions/lib/publishing/index.ts";
import { publicationWords } from "../../../actions/publish/publication-words.ts";
import type { PublishedResults } from "../../../actions/publish/publish-results.ts";
import { section } from "../building/plan-text.ts";
import { painter } from "../terminal/terminal-colours.ts";
import type { Cell, Look } from "../terminal/terminal-table.ts";

/** What a publication did, for people. Ends with a newline. */
export function publicationText(publication: PublishedResults, look: Look): string {
  const { broken, unbuildable, verdicts, removed, notes, switched } = publication;
  const sections = [
    section("Results", verdicts.toSorted(byWeight).map(verdictRow), look),
    section(
      "Cannot be built",
      unbuildable.map(({ entry, reason }) => [{ text: entry, colour: "red" }, { text: reason }]),
      look,
    ),
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

/** What needs eyes comes last, where a terminal shows it. */
function byWeight(one: Verdict, other: Verdict): number {
  return weightOf(one) - weightOf(other);
}

function weightOf({ outcome }: Verdict): number {
  return GOOD.has(outcome) ? 0 : BAD.has(outcome) ? 2 : 1;
}

function verdictRow({ entry, outcome, reason }: Verdict): readonly Cell[] {
  const colour = GOOD.has(outcome) ? "green" : BAD.has(outcome) ? "red" : "yellow";
  return [{ text: entry, colour }, { text: outcome, colour }, { text: reason }];
}
