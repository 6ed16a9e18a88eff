/**
 * The same chunks, each asked for while the one before it is worked on: what compresses and decompresses are other threads.
 * A source that is left early is ended, and what it says then is nobody's concern.
 */
export async function* oneAhead<T>(chunks: AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
  const source = chunks[Symbol.asyncIterator]();
  let coming = source.next();
  try {
    for (let next = await coming; !next.done; next = await coming) {
      coming = source.next();
      // Awaited after the yield: until then a failure of it is not an unhandled one.
      coming.catch(() => {});
      yield next.value;
    }
  } finally {
    await source.return?.();
  }
}
