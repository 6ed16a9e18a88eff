import { type Pruned, type PruneRequest, prune } from "../lib/publishing/index.ts";
import { readReportMemory } from "../lib/report/index.ts";
import type { Store } from "../lib/store/index.ts";

/** Finds, and deletes where that is asked for, what neither a kept publication nor the report needs. */
export async function pruneStore(request: Omit<PruneRequest, "runs">): Promise<Pruned> {
  return await prune({ ...request, runs: await runsInReport(request.store) });
}

/** Names of run folders that the report leads to; null: it cannot be read, or names one that is no folder's name. */
async function runsInReport(store: Store): Promise<ReadonlySet<string> | null> {
  const memory = await readReportMemory(store);
  if (memory === null) return null;
  const runs = [...memory.runs.map(({ id }) => id), ...Object.keys(memory.results)];
  return runs.every((run) => PLAIN.test(run)) ? new Set(runs) : null;
}

/** An id that is its folder's name as it stands. */
const PLAIN = /^[A-Za-z0-9@_+-][A-Za-z0-9@._+-]{0,119}$/;
