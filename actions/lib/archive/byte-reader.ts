/** Pulls bytes of a stream in the portions its reader asks for; holds no more of the source than that and one chunk. */
export type ByteReader = AsyncDisposable & {
  /** All bytes that have come and were not skipped: `count` at least, fewer only where the source ends. */
  hold(count: number): Promise<Uint8Array>;
  /** Passes over that many of the bytes held. */
  skip(count: number): void;
  /** Exactly `count` bytes, fewer only where the source ends. */
  take(count: number): Promise<Uint8Array>;
  /** The next bytes, between 1 and `most` of them; empty only where the source ends. */
  some(most: number): Promise<Uint8Array>;
};

export function byteReader(source: AsyncIterable<Uint8Array>): ByteReader {
  const chunks = source[Symbol.asyncIterator]();
  let held: Uint8Array = EMPTY;

  async function hold(count: number): Promise<Uint8Array> {
    if (held.length >= count) return held;
    const parts = [held];
    for (let bytes = held.length; bytes < count; ) {
      const next = await chunks.next();
      if (next.done) break;
      parts.push(next.value);
      bytes += next.value.length;
    }
    held = parts[0]?.length === 0 && parts[1] && parts.length === 2 ? parts[1] : Buffer.concat(parts);
    return held;
  }

  function skip(count: number): void {
    held = held.subarray(count);
  }

  return {
    hold,
    skip,
    async take(count) {
      const part = (await hold(count)).subarray(0, count);
      skip(part.length);
      return part;
    },
    async some(most) {
      const part = (await hold(1)).subarray(0, most);
      skip(part.length);
      return part;
    },
    async [Symbol.asyncDispose]() {
      held = EMPTY;
      await chunks.return?.();
    },
  };
}

const EMPTY = new Uint8Array(0);
