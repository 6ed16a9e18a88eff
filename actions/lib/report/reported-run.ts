import type { ReportedLog, ReportedRun } from "./report-document.ts";
import type { RunFacts } from "./report-facts.ts";
import type { WrittenLog } from "./result-page.ts";
import { maskSecrets } from "./secrets.ts";

export type RunRemains = { readonly logs: readonly WrittenLog[]; readonly broken: ReportedRun["broken"] };

/** A run's facts as they may be published: reasons and details quote logs, and so may hold secrets too. */
export function reportedRun(facts: RunFacts, { logs, broken }: RunRemains): ReportedRun {
  let masked = logs.reduce((total, log) => total + log.masked, 0);
  const hide = (text: string) => {
    const result = maskSecrets(text);
    masked += result.masked;
    return result.text;
  };
  const safe = mapStrings({ ...facts, broken }, hide);
  return { ...safe, masked, logs: logs.map(reportedLog) };
}

function reportedLog({ entry, log, page, pages, lines, masked }: WrittenLog): ReportedLog {
  return { entry, log, page, pages, lines, masked };
}

/** The same value with every string in it changed; keys stay. */
function mapStrings<T>(value: T, change: (text: string) => string): T {
  const text = JSON.stringify(value, (_, each) => (typeof each === "string" ? change(each) : each));
  return JSON.parse(text) as T;
}
