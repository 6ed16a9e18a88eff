import type { Validator } from "../json-schema/index.ts";
import { type ReadableStore, StoreError } from "../store/index.ts";
import type { Report } from "./report-document.ts";
import { memoryOf, type ReportMemory } from "./report-memory.ts";
import { validators } from "./validators.ts";

/** What the store's report.json says; null where there is none, or none that can be understood. */
export async function readEarlierReport(store: ReadableStore): Promise<Report | null> {
  return parseReport(await textOf(store, "report/report.json"));
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
  const text = await textOf(store, "report/memory.json");
  const memory = understood<ReportMemory>(text, validators.memory);
  if (memory !== null) return memory;
  const report = await readEarlierReport(store);
  return report && memoryOf(report);
}

/** What is longer than a store reads at once is no document of ours; empty, as where there is none. */
async function textOf(store: ReadableStore, key: string): Promise<string> {
  try {
    return new TextDecoder().decode((await store.read(key))?.bytes);
  } catch (error) {
    if (error instanceof StoreError && error.code === "too-large") return "";
    throw error;
  }
}

function understood<T>(text: string, isOne: Validator): T | null {
  try {
    const value: unknown = JSON.parse(text);
    return isOne<T>(value) ? value : null;
  } catch {
    return null;
  }
}
