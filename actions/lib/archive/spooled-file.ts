import { mkdtemp, open, rm } from "node:fs/promises";
import { join } from "node:path";
import type { FileBytes } from "./elf.ts";
import { whileThereIsRoom } from "./room.ts";

/** Kept in memory up to here; larger ones go through a file that has no name any more. */
const MEMORY_BYTES = 16 * 1024 * 1024;
/** On disk by the file hierarchy standard, while /tmp may be memory. */
const SPOOL = "/var/tmp";

/** Makes a stream readable at any offset until it is disposed. */
export async function spool(body: {
  readonly parts: AsyncIterable<Uint8Array>;
  readonly bytes: number;
}): Promise<AsyncDisposable & { readonly read: FileBytes }> {
  if (body.bytes > MEMORY_BYTES) return spoolToDisk(body.parts);
  const whole = Buffer.concat(await Array.fromAsync(body.parts));
  return {
    read: async (offset, count) => whole.subarray(offset, offset + count),
    [Symbol.asyncDispose]: async () => {},
  };
}

async function spoolToDisk(
  parts: AsyncIterable<Uint8Array>,
): Promise<AsyncDisposable & { readonly read: FileBytes }> {
  await using undo = new AsyncDisposableStack();
  const folder = await mkdtemp(join(SPOOL, "autorepo-elf-"));
  undo.defer(() => rm(folder, { recursive: true, force: true }));
  const file = undo.use(await open(join(folder, "file"), "wx+"));
  for await (const part of whileThereIsRoom(parts, folder)) await file.writeFile(part);
  const { size } = await file.stat();
  const owned = undo.move();
  return {
    read: async (offset, count) => {
      const wanted = Math.max(0, Math.min(count, size - offset));
      const { buffer, bytesRead } = await file.read(Buffer.alloc(wanted), 0, wanted, Math.min(offset, size));
      return buffer.subarray(0, bytesRead);
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
