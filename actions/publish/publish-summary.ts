import type { Publication, VerdictOutcome } from "../lib/publishing/index.ts";
import {
  pacmanSnippet,
  type RepositoryAddress,
  type RepositorySigning,
  trustCommands,
} from "../lib/report/index.ts";
import { link, table, words } from "../lib/workflow/index.ts";
import { publicationWords } from "./publication-words.ts";
import type { PublishedResults } from "./publish-results.ts";

export type PublishSummaryFacts = {
  readonly publication: PublishedResults;
  readonly repository: RepositoryAddress;
  readonly signing: RepositorySigning | null;
  /** Name of the run's page in the report. */
  readonly runId: string;
  /** Planned builds whose jobs handed nothing over. */
  readonly missing: readonly string[];
  readonly ignored: readonly string[];
};

/** What became of a run's results, for its page, in Markdown. */
export function publishSummary(facts: PublishSummaryFacts): string {
  const { publication, repository, runId, missing, ignored } = facts;
  const { removed, notes } = publication;
  const report = `${repository.server}/report`;
  return [
    `## ${publicationWords(publication)}\n\n`,
    `${link("Report", `${report}/index.html`).markdown}, ${link("this run", `${report}/run/${runId}/index.html`).markdown}\n\n`,
    brokenTable(publication),
    unbuildableTable(publication),
    ...verdictTables(publication),
    table(
      `Without a result: ${missing.length}`,
      ["Entry", "Why"],
      missing.map((entry) => [
        words(entry),
        words("its job ended before it handed one over; the next run builds it"),
      ]),
    ),
    table(
      "Removed",
      ["Package", "Version", "Why"],
      removed.map(({ pkgname, version, reason }) => [words(pkgname), words(version), words(reason)]),
    ),
    table(
      "Notes",
      ["What"],
      [...notes, ...ignored].map((note) => [words(note)]),
    ),
    forClients(facts),
  ].join("");
}

function brokenTable({ broken }: PublishedResults): string {
  return table(
    `Published, and broken: ${broken.length}`,
    ["Entry", "Why"],
    broken.map(({ entry, reason }) => [entry, reason].map(words)),
  );
}

function unbuildableTable({ unbuildable }: PublishedResults): string {
  return table(
    `Cannot be built: ${unbuildable.length}`,
    ["Entry", "Why"],
    unbuildable.map(({ entry, reason }) => [entry, reason].map(words)),
  );
}

function verdictTables({ verdicts }: Publication): readonly string[] {
  const groups = Map.groupBy(verdicts, ({ outcome }) => outcome);
  return ORDER.map((outcome) => {
    const group = groups.get(outcome) ?? [];
    return table(
      `${outcome[0]?.toUpperCase()}${outcome.slice(1)}: ${group.length}`,
      ["Entry", outcome === "published" ? "Packages" : "Why"],
      group.map(({ entry, reason }) => [entry, reason].map(words)),
    );
  });
}

/** What needs eyes first. */
const ORDER: readonly VerdictOutcome[] = [
  "failed",
  "refused",
  "blocked",
  "postponed",
  "superseded",
  "held",
  "published",
  "already published",
  "unneeded",
];

/** In the order in which a client needs them: a key that is not trusted yet, then the section. */
function forClients({ repository, signing }: PublishSummaryFacts): string {
  const trust = trustCommands(repository, signing);
  const commands = `### Trust the key, as root\n\n\`\`\`sh\n${trust.join("\n")}\n\`\`\`\n\n`;
  const snippet = `### pacman.conf\n\n\`\`\`ini\n${pacmanSnippet(repository, signing)}\`\`\`\n`;
  return trust.length === 0 ? snippet : commands + snippet;
}
