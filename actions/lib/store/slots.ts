/** A number of places; whoever finds none free waits for its turn. */
export type Slots = { run<T>(operation: () => Promise<T>): Promise<T> };

export function slotsOf(count: number): Slots {
  let free = count;
  const waiting: (() => void)[] = [];
  return {
    async run(operation) {
      if (free > 0) free--;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      try {
        return await operation();
      } finally {
        const next = waiting.shift();
        if (next === undefined) free++;
        else next();
      }
    },
  };
}
