import type { ReadableStore } from "../store/store.ts";
import type { Report } from "./report-document.ts";
import { validators } from "./validators.ts";

/** What the store's report.json says; null where there is none, or none that can be understood. */
export async function readEarlierReport(store: ReadableStore): Promise<Report | null> {
  const stored = await store.read("report/report.json");
  return stored && parseReport(new TextDecoder().decode(stored.bytes));
}

/** A damaged report is no error: it is made again from the state, and only its list of runs is lost. */
export function parseReport(text: string): Report | null {
  try {
    const report: unknown = JSON.parse(text);
    return validators.report<Report>(report) ? report : null;
  } catch {
    return null;
  }
}
