import type { Report } from "./report-document.ts";

/**
 * report/memory.json: what a report leaves to the next one and to the next plan, small however many packages there are.
 * `schema/report-memory.schema.json` describes it.
 */
export type ReportMemory = {
  readonly format: 1;
  readonly runs: Report["runs"];
  /** By id of a run: the entries whose newest result is of that run. */
  readonly results: Readonly<Record<string, readonly string[]>>;
  /** Entries that wait though the newest run had a result for them, and why. */
  readonly left: readonly { readonly entry: string; readonly reason: string }[];
};

export function memoryOf({ runs, entries }: Pick<Report, "runs" | "entries">): ReportMemory {
  const newest = runs[0]?.id;
  const results = new Map<string, string[]>();
  for (const { entry, run } of entries) {
    if (run === null) continue;
    const own = results.get(run) ?? [];
    own.push(entry);
    results.set(run, own);
  }
  const left = entries.filter(({ status, run }) => status === "waiting" && run === newest);
  return {
    format: 1,
    runs,
    results: Object.fromEntries(results),
    left: left.map(({ entry, reason }) => ({ entry, reason })),
  };
}
