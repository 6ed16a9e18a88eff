export { parseReport, readEarlierReport, readReportMemory } from "./earlier-report.ts";
export { escapeText, type Html, html, trusted } from "./html.ts";
export { leftByLastRun } from "./left-by-last-run.ts";
export { folderServer, pacmanSnippet, snippetWarning, trustCommands } from "./pacman-snippet.ts";
export { type Page, renderPage, webLink } from "./page.ts";
export type {
  EntryStatus,
  Report,
  ReportedEntry,
  ReportedLog,
  ReportedRun,
  RunSummary,
} from "./report-document.ts";
export type {
  LogReader,
  ReportFacts,
  RepositoryAddress,
  RepositorySigning,
  RunFacts,
} from "./report-facts.ts";
export { changesPlace } from "./result-page.ts";
export { findSecrets, maskSecrets, type SecretRange } from "./secrets.ts";
export { visible } from "./visible-text.ts";
export { bytesInWords, counted, PHASE_WORDS, secondsInWords, timeInWords } from "./words.ts";
export { writeReport } from "./write-report.ts";
