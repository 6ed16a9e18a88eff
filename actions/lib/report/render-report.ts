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

/** report.json and the front page, in the order in which they are to be written. */
export function renderFront(report: Report): readonly ReportFile[] {
  return [
    { path: "report/report.json", contentType: JSON_TYPE, content: reportJson(report) },
    frontPage(report),
  ];
}

/** Of many packages it is large: entry by entry. */
function* reportJson({ entries, ...rest }: Report): Generator<string> {
  yield `${JSON.stringify(rest).slice(0, -1)},"entries":[`;
  for (const [index, entry] of entries.entries()) yield (index > 0 ? "," : "") + JSON.stringify(entry);
  yield "]}\n";
}

function jsonFile(path: string, content: unknown): ReportFile {
  return { path, contentType: JSON_TYPE, content: [`${JSON.stringify(content)}\n`] };
}

const JSON_TYPE = "application/json";
