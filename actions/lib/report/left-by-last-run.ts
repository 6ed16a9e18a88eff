import { type ReadableStore, StoreError } from "../store/index.ts";
import { readEarlierReport } from "./earlier-report.ts";

const LONGEST_REASON = 500;

/**
 * Why entries wait that the newest run had a result for and did not publish, by entry, as the report says: "postponed by
 * publish: …". Nothing else keeps it, and without a report nothing is known.
 */
export async function leftByLastRun(store: ReadableStore): Promise<ReadonlyMap<string, string>> {
  const report = await readEarlierReport(store).catch((error) => {
    if (error instanceof StoreError) return null;
    throw error;
  });
  const newest = report?.runs[0]?.id;
  const left = report?.entries.filter(({ status, run }) => status === "waiting" && run === newest) ?? [];
  return new Map(left.map(({ entry, reason }) => [entry, reason.slice(0, LONGEST_REASON)]));
}
