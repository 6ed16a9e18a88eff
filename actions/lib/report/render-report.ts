import { frontPage } from "./front-page.ts";
import type { ReportFile } from "./page.ts";
import { pathSegment } from "./path-segment.ts";
import type { Report, ReportedRun } from "./report-document.ts";
import { resultPage, type WrittenLog } from "./result-page.ts";
import { runPage } from "./run-page.ts";

/** A run's pages, except those of its logs, which are written as they are read. */
export function* renderRun(run: ReportedRun, logs: readonly WrittenLog[]): Generator<ReportFile> {
  const ofEntry = Map.groupBy(logs, (log) => log.entry);
  for (const result of run.results) yield resultPage(run, result, ofEntry.get(result.entry) ?? []);
  yield jsonFile(`report/run/${pathSegment(run.id)}/run.json`, run);
  yield runPage(run);
}

/** report.json and the front page, in the order in which they are to be written; of many packages each is large. */
export function* renderFront(report: Report): Generator<ReportFile> {
  yield jsonFile("report/report.json", report);
  yield frontPage(report);
}

function jsonFile(path: string, content: unknown): ReportFile {
  return { path, contentType: "application/json", content: `${JSON.stringify(content)}\n` };
}
