import type { ForgeError } from "./forge-error.ts";
import { type Failure, isOutage, judgeFailure } from "./judge-failure.ts";

/** Time as a run sees it; tests bring their own. */
export type Clock = {
  now(): Date;
  sleep(milliseconds: number): Promise<void>;
};

export type Call<T> = {
  readonly writes: boolean;
  /** Not sent again where it may have taken effect though no answer came: twice would be once too often. */
  readonly once: boolean;
  send(): Promise<T>;
  /** The failure that an error of `send` is. */
  explain(error: unknown): Failure;
};

/** GitHub asks for a second between requests that create content, and for one at a time. */
const MILLISECONDS_BETWEEN_WRITES = 1000;
/** What a run spends on waiting in all, before it leaves the rest to the next. */
const MOST_WAITED_SECONDS = 900;

/**
 * Sends requests as GitHub asks: writes one after another, a second apart; failures again after the time it names.
 * Throws the ForgeError of a failure that another try does not mend.
 */
export function politeSender(clock: Clock, note: (text: string) => void) {
  let lastWrite = Number.NEGATIVE_INFINITY;
  let queue: Promise<unknown> = Promise.resolve();
  let waited = 0;

  async function pause(seconds: number, { why, giveUp }: { why: string; giveUp: ForgeError | null }) {
    waited += seconds;
    if (giveUp !== null && waited > MOST_WAITED_SECONDS) throw giveUp;
    note(`${why}: trying again in ${seconds} s`);
    await clock.sleep(seconds * 1000);
  }

  async function attempt<T>(call: Call<T>, number: number): Promise<T> {
    if (call.writes) {
      const since = clock.now().getTime() - lastWrite;
      if (since < MILLISECONDS_BETWEEN_WRITES) await clock.sleep(MILLISECONDS_BETWEEN_WRITES - since);
      lastWrite = clock.now().getTime();
    }
    try {
      return await call.send();
    } catch (error) {
      const failure = call.explain(error);
      const last = judgeFailure(failure, { attempt: Number.POSITIVE_INFINITY, now: clock.now() });
      const verdict =
        call.once && isOutage(failure) ? last : judgeFailure(failure, { attempt: number, now: clock.now() });
      if (verdict.kind === "stop") throw verdict.error;
      await pause(verdict.seconds, { why: verdict.why, giveUp: last.kind === "stop" ? last.error : null });
      return await attempt(call, number + 1);
    }
  }

  return async <T>(call: Call<T>): Promise<T> => {
    if (!call.writes) return await attempt(call, 1);
    const turn = queue.then(() => attempt(call, 1));
    queue = turn.catch(() => {});
    return await turn;
  };
}
