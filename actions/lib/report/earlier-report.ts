import { Ajv, type ValidateFunction } from "ajv";
import schema from "../../../schema/report.schema.json" with { type: "json" };
import type { ReadableStore } from "../store/store.ts";
import type { Report } from "./report-document.ts";

/** What the store's report.json says; null where there is none, or none that can be understood. */
export async function readEarlierReport(store: ReadableStore): Promise<Report | null> {
  const stored = await store.read("report/report.json");
  return stored && parseReport(new TextDecoder().decode(stored.bytes));
}

/** A damaged report is no error: it is made again from the state, and only its list of runs is lost. */
export function parseReport(text: string): Report | null {
  try {
    const report: unknown = JSON.parse(text);
    const isReport = validator();
    return isReport(report) ? report : null;
  } catch {
    return null;
  }
}

let compiled: ValidateFunction<Report> | null = null;

/** Compiled when first needed, and only for one report: what checks the schema and improves the code would take longer. */
function validator(): ValidateFunction<Report> {
  const options = { allowUnionTypes: true, validateSchema: false, code: { optimize: false } };
  compiled ??= new Ajv(options).compile<Report>(schema);
  return compiled;
}
