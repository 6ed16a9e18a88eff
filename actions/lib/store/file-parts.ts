import { type FileHandle, open } from "node:fs/promises";
import { StoreError } from "./store-error.ts";

/** A file that is read in pieces and must stay as it is meanwhile; closed when disposed. */
export type SteadyFile = AsyncDisposable & {
  /** Throws a StoreError where the file has no such bytes any more. */
  read(part: FilePart): Promise<Uint8Array>;
  /** Throws a StoreError where the file was written since it was opened. */
  requireUnchanged(): Promise<void>;
};

/** Numbers begin at 1; positions and lengths in bytes. */
export type FilePart = { readonly number: number; readonly from: number; readonly length: number };

export async function openSteadyFile(body: { file: string; bytes: number }): Promise<SteadyFile> {
  const handle = await open(body.file, "r").catch((cause) => {
    throw new StoreError("refused", `${body.file} cannot be read: ${cause.message}`, { cause });
  });
  const { size, mtimeNs } = await handle.stat({ bigint: true });
  if (size !== BigInt(body.bytes)) {
    await handle.close();
    throw changed(body, Number(size));
  }
  return {
    read: (part) => readPart(handle, body, part),
    async requireUnchanged() {
      const now = await handle.stat({ bigint: true });
      if (now.size !== size || now.mtimeNs !== mtimeNs) throw changed(body, Number(now.size));
    },
    [Symbol.asyncDispose]: () => handle.close(),
  };
}

async function readPart(
  handle: FileHandle,
  body: { file: string; bytes: number },
  { from, length }: FilePart,
): Promise<Uint8Array> {
  const part = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(part, filled, length - filled, from + filled);
    if (bytesRead === 0) throw changed(body, from + filled);
    filled += bytesRead;
  }
  return part;
}

function changed({ file, bytes }: { file: string; bytes: number }, found: number): StoreError {
  return new StoreError(
    "refused",
    `${file} has ${found} bytes, ${bytes} were announced: it changed while it was read`,
  );
}

/** Parts of one size, but for the last; larger than asked where there would be more than `most`. */
export function partsOf(bytes: number, { partBytes, most }: { partBytes: number; most: number }): FilePart[] {
  const size = Math.max(partBytes, Math.ceil(bytes / most));
  return Array.from({ length: Math.ceil(bytes / size) }, (_, index) => ({
    number: index + 1,
    from: index * size,
    length: Math.min(size, bytes - index * size),
  }));
}
