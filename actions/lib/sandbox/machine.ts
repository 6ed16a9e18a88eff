import { statfs } from "node:fs/promises";
import { totalmem } from "node:os";
import type { MachineFacts } from "./limits.ts";
import { SPOOL } from "./run-folder.ts";

/** What this machine has; `process.constrainedMemory` because we may run in a container ourselves. */
export async function readMachine(): Promise<MachineFacts> {
  const own = process.constrainedMemory();
  const memoryBytes = own > 0 ? Math.min(own, totalmem()) : totalmem();
  return { memoryBytes, freeDiskBytes: await freeBytes(SPOOL) };
}

/** Free bytes of the file system that holds `folder`, as an ordinary user may have them. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
