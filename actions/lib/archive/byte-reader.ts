/** Pulls bytes of a stream in the portions its reader asks for; holds one chunk of the source at a time. */
export type ByteReader = AsyncDisposable & {
  /** Exactly `count` bytes where they have come already, without a turn of waiting; else null. */
  ready(count: number): Uint8Array | null;
  /** Exactly `count` bytes, fewer only where the source ends. */
  take(count: number): Promise<Uint8Array>;
  /** The next bytes, between 1 and `most` of them; empty only where the source ends. */
  some(most: number): Promise<Uint8Array>;
};

export function byteReader(source: AsyncIterable<Uint8Array>): ByteReader {
  const chunks = source[Symbol.asyncIterator]();
  let held: Uint8Array = EMPTY;

  function ready(count: number): Uint8Array | null {
    if (held.length < count) return null;
    const part = held.subarray(0, count);
    held = held.subarray(count);
    return part;
  }

  async function some(most: number): Promise<Uint8Array> {
    while (held.length === 0) {
      const next = await chunks.next();
      if (next.done) return EMPTY;
      held = next.value;
    }
    const part = held.subarray(0, most);
    held = held.subarray(part.length);
    return part;
  }

  async function take(count: number): Promise<Uint8Array> {
    const first = await some(count);
    if (first.length === count || first.length === 0) return first;
    const parts = [first];
    for (let missing = count - first.length; missing > 0; ) {
      const part = await some(missing);
      if (part.length === 0) break;
      parts.push(part);
      missing -= part.length;
    }
    return Buffer.concat(parts);
  }

  return {
    ready,
    take,
    some,
    async [Symbol.asyncDispose]() {
      held = EMPTY;
      await chunks.return?.();
    },
  };
}

const EMPTY = new Uint8Array(0);
