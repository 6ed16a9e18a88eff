import { setTimeout as sleep } from "node:timers/promises";
import { failureOf, isPassing } from "./s3-failure.ts";

const LONGEST_PAUSE_MILLISECONDS = 20_000;

export type RetryLimits = { readonly attempts: number; readonly pauseMilliseconds: number };

/** Does what may be done twice again while its failures are passing ones; throws the last. */
export async function retrying<T>(limits: RetryLimits, operation: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await operation();
    } catch (error) {
      if (attempt >= limits.attempts || !isPassing(error)) throw error;
      await pauseAfter(error, attempt, limits);
    }
  }
}

/** Doubles with each attempt; of many clients that failed at once, each waits another while. */
export async function pauseAfter(error: unknown, attempt: number, limits: RetryLimits): Promise<void> {
  const backoff = limits.pauseMilliseconds * 2 ** (attempt - 1) * (0.5 + Math.random());
  const asked = (failureOf(error).retryAfterSeconds ?? 0) * 1000;
  await sleep(Math.min(Math.max(backoff, asked), LONGEST_PAUSE_MILLISECONDS));
}
