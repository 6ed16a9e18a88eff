import { open } from "node:fs/promises";
import { join } from "node:path";
import type { BuildResult } from "../lib/documents/index.ts";
import type { CollectedResult } from "../lib/publishing/index.ts";
import type { LogReader } from "../lib/report/index.ts";
import { systemCode } from "../lib/store/index.ts";

/**
 * Reads the logs that were handed over with results. A build whose machine lies about its logs must not cost the others
 * their report: of one that names a log a hundred times, or a log of gigabytes, only so much is read.
 */
export function logsOf(results: readonly CollectedResult[]): LogReader {
  const folders = new Map(results.map(({ result, folder }) => [result, folder]));
  const room = new Map<BuildResult, number>();
  return async (result, { log }) => {
    const folder = folders.get(result);
    const file = folder === undefined ? null : await opened(join(folder, "log", log));
    if (file === null) return null;
    const [{ size }, left] = [await file.stat(), room.get(result) ?? MOST_BYTES];
    room.set(result, left - Math.min(size, left));
    if (size <= left) return file.createReadStream();
    await file.close();
    return null;
  };
}

/** Of one result: a build keeps 16 MiB of each phase's log, and there are seven phases. */
const MOST_BYTES = 128 * 1024 * 1024;

/** null: it was not handed over. */
async function opened(file: string) {
  try {
    return await open(file);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return null;
    throw error;
  }
}
