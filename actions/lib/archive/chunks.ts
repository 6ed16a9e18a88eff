const CHUNK_BYTES = 128 * 1024;

/**
 * The same bytes in chunks of 128 KiB or more (the last may be smaller): whoever compresses or sends them
 * pays for every chunk a turn of the event loop and of a thread. Parts may come several at a time.
 */
export async function* inChunks(
  parts: AsyncIterable<Uint8Array | readonly Uint8Array[]>,
): AsyncGenerator<Uint8Array, void, undefined> {
  let held: Uint8Array[] = [];
  let bytes = 0;
  for await (const several of parts) {
    for (const part of several instanceof Uint8Array ? [several] : several) {
      held.push(part);
      bytes += part.length;
    }
    if (bytes < CHUNK_BYTES) continue;
    yield Buffer.concat(held);
    held = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(held);
}
