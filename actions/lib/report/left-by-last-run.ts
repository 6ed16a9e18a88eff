import { type ReadableStore, StoreError } from "../store/index.ts";
import { readReportMemory } from "./earlier-report.ts";

const LONGEST_REASON = 500;

/**
 * Why entries wait that the newest run had a result for and did not publish, by entry, as the report says: "postponed by
 * publish: …". Nothing else keeps it, and without a report nothing is known.
 */
export async function leftByLastRun(store: ReadableStore): Promise<ReadonlyMap<string, string>> {
  const memory = await readReportMemory(store).catch((error) => {
    if (error instanceof StoreError) return null;
    throw error;
  });
  return new Map(memory?.left.map(({ entry, reason }) => [entry, reason.slice(0, LONGEST_REASON)]));
}
