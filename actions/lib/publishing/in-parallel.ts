/** Does the work for each of the items, a few at a time, in their order. After a failure no other one is begun. */
export async function inParallel<T>(
  items: Iterable<T>,
  { atOnce, work }: { atOnce: number; work: (item: T) => Promise<void> },
): Promise<void> {
  const waiting = Iterator.from(items);
  let hasFailed = false;
  const worker = async () => {
    for (let next = waiting.next(); !next.done && !hasFailed; next = waiting.next()) await work(next.value);
  };
  const stopping = async () => {
    try {
      await worker();
    } catch (error) {
      hasFailed = true;
      throw error;
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: atOnce }, stopping));
  for (const one of ended) if (one.status === "rejected") throw one.reason;
}
