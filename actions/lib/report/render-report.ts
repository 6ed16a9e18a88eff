import { frontPage } from "./front-page.ts";
import type { ReportFile } from "./page.ts";
import { pathSegment } from "./path-segment.ts";
import type { Report, ReportedRun } from "./report-document.ts";
import { memoryOf } from "./report-memory.ts";
import { resultPage, type WrittenLog } from "./result-page.ts";
import { runPage } from "./run-page.ts";

/** A run's pages, except those of its logs, which are written as they are read. */
export function* renderRun(run: ReportedRun, logs: readonly WrittenLog[]): Generator<ReportFile> {
  const ofEntry = Map.groupBy(logs, (log) => log.entry);
  for (const result of run.results) yield resultPage(run, result, ofEntry.get(result.entry) ?? []);
  yield jsonFile(`report/run/${pathSegment(run.id)}/run.json`, run);
  yield runPage(run);
}

/** The front page, and the documents that are to be written before it. */
export function renderFront(report: Report): {
  readonly page: ReportFile;
  readonly documents: readonly ReportFile[];
} {
  return {
    page: frontPage(report),
    documents: [
      { path: "report/report.json", contentType: JSON_TYPE, content: reportJson(report) },
      jsonFile("report/memory.json", memoryOf(report)),
    ],
  };
}

/** Of many packages it is large: some entries after the others. */
function* reportJson({ entries, ...rest }: Report): Generator<string> {
  yield `${JSON.stringify(rest).slice(0, -1)},"entries":[`;
  for (let at = 0; at < entries.length; at += ENTRIES_AT_ONCE) {
    const some = JSON.stringify(entries.slice(at, at + ENTRIES_AT_ONCE)).slice(1, -1);
    yield (at > 0 ? "," : "") + some;
  }
  yield "]}\n";
}

const ENTRIES_AT_ONCE = 100;

function jsonFile(path: string, content: unknown): ReportFile {
  return { path, contentType: JSON_TYPE, content: [`${JSON.stringify(content)}\n`] };
}

const JSON_TYPE = "application/json";
