import type { Validator } from "../json-schema/index.ts";
import type { ReadableStore } from "../store/store.ts";
import type { Report } from "./report-document.ts";
import { memoryOf, type ReportMemory } from "./report-memory.ts";
import { validators } from "./validators.ts";

/** What the store's report.json says; null where there is none, or none that can be understood. */
export async function readEarlierReport(store: ReadableStore): Promise<Report | null> {
  const stored = await store.read("report/report.json");
  return stored && parseReport(new TextDecoder().decode(stored.bytes));
}

/** A damaged report is no error: it is made again from the state. */
export function parseReport(text: string): Report | null {
  return understood<Report>(text, validators.report);
}

/**
 * What the report before left; a report of before there was a memory.json says it itself. null: there is none, or none that can
 * be understood, which costs the list of runs.
 */
export async function readReportMemory(store: ReadableStore): Promise<ReportMemory | null> {
  const stored = await store.read("report/memory.json");
  const memory =
    stored && understood<ReportMemory>(new TextDecoder().decode(stored.bytes), validators.memory);
  if (memory !== null) return memory;
  const report = await readEarlierReport(store);
  return report && memoryOf(report);
}

function understood<T>(text: string, isOne: Validator): T | null {
  try {
    const value: unknown = JSON.parse(text);
    return isOne<T>(value) ? value : null;
  } catch {
    return null;
  }
}
