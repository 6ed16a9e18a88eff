import { statfs } from "node:fs/promises";
import { ArchiveError } from "./archive-error.ts";

/** Free bytes of the file system that holds `folder`, as an ordinary user may have them. */
async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/**
 * The same bytes, on their way into a file of `folder`; an ArchiveError ends them before the disk is full. Few
 * bytes of a package unfold to many, and what is sparse in a container is not when it is taken out.
 */
export async function* whileThereIsRoom(
  parts: AsyncIterable<Uint8Array>,
  folder: string,
  free: (folder: string) => Promise<number> = freeBytes,
): AsyncGenerator<Uint8Array, void, undefined> {
  let unchecked = Number.POSITIVE_INFINITY;
  for await (const part of parts) {
    unchecked += part.length;
    if (unchecked > CHECK_EVERY_BYTES) {
      unchecked = 0;
      const left = await free(folder);
      if (left < KEPT_BYTES)
        throw new ArchiveError(
          "no-room",
          `its files leave only ${left} bytes free in ${folder} of this machine`,
        );
    }
    yield part;
  }
}

const CHECK_EVERY_BYTES = 64 * 1024 ** 2;
const KEPT_BYTES = 1024 ** 3;
