import type { BuildResult, PhaseRecord } from "../documents/index.ts";
import { inParallel, together } from "../in-parallel/index.ts";
import type { Store } from "../store/store.ts";
import { buildReport } from "./build-report.ts";
import { readEarlierReport, readReportMemory } from "./earlier-report.ts";
import { type LogPlace, logPage } from "./log-page.ts";
import { type LogPage, type LogSummary, paginateLog } from "./log-pages.ts";
import type { ReportFile } from "./page.ts";
import { pathSegment } from "./path-segment.ts";
import { renderFront, renderRun } from "./render-report.ts";
import type { Report } from "./report-document.ts";
import type { LogReader, ReportFacts, RunFacts } from "./report-facts.ts";
import { reportedRun } from "./reported-run.ts";
import type { WrittenLog } from "./result-page.ts";

/**
 * Writes the site below `report/`: first what is linked to, at last the front page, so that a reader never
 * follows a link into nothing. Logs are read and written page by page. Answers the document it wrote.
 * Rejects with the store's error; whatever was written until then is replaced by the next report.
 */
export async function writeReport(store: Store, facts: ReportFacts, logs: LogReader): Promise<Report> {
  const [memory, earlier, run] = await together(
    readReportMemory(store),
    facts.run === null ? readEarlierReport(store) : NOTHING,
    facts.run === null ? NOTHING : writeRun(store, { ...facts, run: facts.run }, logs),
  );
  const report = buildReport({ facts, run, earlier: { memory, report: earlier } });
  const { documents, page } = renderFront(report);
  await writeFiles(store, documents);
  await writeFile(store, page);
  return report;
}

const NOTHING = Promise.resolve(null);

/** A store far away is waited for eight times at once. */
const AT_ONCE = 8;

type Run = Pick<ReportFacts, "broken"> & { readonly run: RunFacts };

async function writeRun(store: Store, { run, broken }: Run, logs: LogReader) {
  const work = (result: BuildResult) => writeLogs(store, { run, result, logs });
  const perResult = await inParallel(run.results, { atOnce: AT_ONCE, work });
  const written = perResult.flat();
  const reported = reportedRun(run, { logs: written, broken });
  await writeFiles(store, renderRun(reported, written));
  return reported;
}

type Source = { readonly run: RunFacts; readonly result: BuildResult; readonly logs: LogReader };

async function writeLogs(store: Store, { run, result, logs }: Source): Promise<readonly WrittenLog[]> {
  const entry = pathSegment(result.entry);
  const folder = `report/run/${pathSegment(run.id)}/${entry}/`;
  const written: WrittenLog[] = [];
  for (const [index, record] of result.phases.entries()) {
    const bytes = await logs(result, record);
    if (!bytes) continue;
    const name = logName(result.phases, index);
    const place = { entry: result.entry, phase: record.phase, folder, name, cut: record.cut };
    const summary = await writeLog(store, place, bytes);
    written.push({ ...summary, entry: result.entry, index, log: record.log, page: `${entry}/${name}` });
  }
  return written;
}

/** `<phase>.html`; a phase that was entered again is numbered by its place among all. */
function logName(phases: readonly PhaseRecord[], index: number): string {
  const phase = phases[index]?.phase;
  return phases.findIndex((each) => each.phase === phase) === index
    ? `${phase}.html`
    : `${phase}.${index}.html`;
}

/** The first page is written last: it links to all the others. */
async function writeLog(
  store: Store,
  place: LogPlace,
  bytes: AsyncIterable<Uint8Array>,
): Promise<LogSummary> {
  const firstPage: LogPage[] = [];
  const summary = await paginateLog(bytes, async (page) => {
    if (page.number === 1) firstPage.push(page);
    else await writeFile(store, logPage(place, page, null));
  });
  for (const page of firstPage) await writeFile(store, logPage(place, page, summary.pages));
  return summary;
}

async function writeFiles(store: Store, files: Iterable<ReportFile>): Promise<void> {
  await inParallel(files, { atOnce: AT_ONCE, work: (file) => writeFile(store, file) });
}

async function writeFile(store: Store, { path, contentType, content }: ReportFile): Promise<void> {
  await store.put(path, encoded(content), { contentType, cacheControl: "no-cache" });
}

/** As UTF-8, a part at a time: of ten thousand packages the whole text is never there beside its bytes. */
function encoded(pieces: Iterable<string>): Uint8Array {
  const parts: Uint8Array[] = [];
  let text = "";
  for (const piece of pieces) {
    text += piece;
    if (text.length < PART_CHARACTERS) continue;
    parts.push(Buffer.from(text));
    text = "";
  }
  return Buffer.concat([...parts, Buffer.from(text)]);
}

const PART_CHARACTERS = 64 * 1024;
