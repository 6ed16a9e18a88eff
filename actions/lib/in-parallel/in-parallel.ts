/**
 * Does the work for each of the items, a few at a time, begun in their order, which is that of the answers. After a failure
 * no other one is begun; when all that were begun have ended it is thrown, of several that of the first item, whichever came
 * first.
 */
export async function inParallel<T, R>(
  items: Iterable<T>,
  { atOnce, work }: { atOnce: number; work: (item: T) => Promise<R> },
): Promise<readonly R[]> {
  const waiting = Iterator.from(items);
  const answers: R[] = [];
  const failures = new Map<number, unknown>();
  let begun = 0;
  const worker = async () => {
    while (failures.size === 0) {
      const place = begun++;
      try {
        const next = waiting.next();
        if (next.done) return;
        answers[place] = await work(next.value);
      } catch (error) {
        failures.set(place, error);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  if (failures.size > 0) throw failures.get(Math.min(...failures.keys()));
  return answers;
}

/**
 * What several pieces of work come to that were begun together. A failure is thrown when all of them have ended, of several
 * that of the first: nothing goes on behind the caller's back.
 */
export async function together<T extends readonly unknown[]>(
  ...work: { readonly [Each in keyof T]: Promise<T[Each]> }
): Promise<T> {
  await Promise.allSettled(work);
  return (await Promise.all(work)) as T;
}
