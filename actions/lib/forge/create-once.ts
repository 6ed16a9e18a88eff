import { ForgeError } from "./forge-error.ts";
import type { Clock } from "./politeness.ts";

const MOST_TRIES = 4;

/**
 * Creates what GitHub would create a second time if it was asked again: where no answer came, looks first whether the
 * request took effect. `create` sends its request with `request: { once: true }`.
 */
export async function createOnce<T>(
  clock: Clock,
  { find, create }: { readonly find: () => Promise<T | null>; readonly create: () => Promise<T> },
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await create();
    } catch (error) {
      if (!(error instanceof ForgeError) || error.code !== "unavailable" || tries === MOST_TRIES) throw error;
      await clock.sleep(2 ** tries * 1000);
      const found = await find();
      if (found !== null) return found;
    }
  }
}
