import { setTimeout as pause } from "node:timers/promises";
import { UpstreamError } from "./upstream-error.ts";

/** How hard remotes are asked. Times in milliseconds. */
export type Pace = {
  /** Requests under way at once, over all hosts. */
  readonly overall: number;
  /** At once to one host; one at a time after it said that this is too many. */
  readonly perHost: number;
  readonly attempts: number;
  /** Before the second try; doubled for each further one. */
  readonly pause: number;
  /** The longest that a server's own "retry-after" is waited for. */
  readonly longestPause: number;
};

export const PACE: Pace = { overall: 32, perHost: 8, attempts: 3, pause: 1_000, longestPause: 60_000 };

/** Runs work that asks a host, politely; the work throws an UpstreamError `unreachable` where another try may help. */
export type PoliteHosts = { ask<T>(url: string, work: () => Promise<T>): Promise<T> };

export function politeHosts(pace: Pace, signal: AbortSignal): PoliteHosts {
  const everywhere = new Slots(pace.overall);
  const hosts = new Map<string, Host>();

  return {
    async ask(url, work) {
      const name = URL.parse(url)?.host ?? "";
      const host = hosts.get(name) ?? { slots: new Slots(pace.perHost), quietUntil: 0 };
      hosts.set(name, host);
      for (let attempt = 1; ; attempt++) {
        try {
          return await host.slots.hold(async () => {
            await quiet(host, signal);
            return await everywhere.hold(work);
          });
        } catch (error) {
          signal.throwIfAborted();
          if (!(error instanceof UpstreamError) || error.code !== "unreachable") throw error;
          const milliseconds = waitAfter(error, pace, attempt);
          if (saysTooMany(error)) leaveAlone(host, milliseconds);
          if (attempt >= pace.attempts) throw error;
          await pause(milliseconds, undefined, { signal });
        }
      }
    },
  };
}

type Host = { slots: Slots; quietUntil: number };

/** A pause that began while this one was waited for counts too. */
async function quiet(host: Host, signal: AbortSignal): Promise<void> {
  for (let left = host.quietUntil - Date.now(); left > 0; left = host.quietUntil - Date.now()) {
    await pause(left, undefined, { signal });
  }
}

function waitAfter({ retryAfterSeconds }: UpstreamError, pace: Pace, attempt: number): number {
  const backoff = pace.pause * 2 ** (attempt - 1);
  return Math.min(Math.max((retryAfterSeconds ?? 0) * 1000, backoff), pace.longestPause);
}

/** 429, and what GitHub says to those who did not log in (github.blog, September 2026). */
export function saysTooMany({ message, retryAfterSeconds }: UpstreamError): boolean {
  return retryAfterSeconds !== null || /\b429\b|too many requests|temporarily limiting/i.test(message);
}

function leaveAlone(host: Host, milliseconds: number): void {
  host.quietUntil = Math.max(host.quietUntil, Date.now() + milliseconds);
  host.slots.narrow(1);
}

/** Work that holds one of a number of slots; who came first goes first. */
class Slots {
  #free: number;
  #size: number;
  readonly #waiting: (() => void)[] = [];

  constructor(size: number) {
    this.#free = size;
    this.#size = size;
  }

  /** Fewer from now on; work under way is let finish. */
  narrow(size: number): void {
    this.#free -= Math.max(this.#size - size, 0);
    this.#size = Math.min(this.#size, size);
  }

  async hold<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((go) => this.#waiting.push(go));
    try {
      return await work();
    } finally {
      this.#free += 1;
      if (this.#free > 0 && this.#waiting.length > 0) {
        this.#free -= 1;
        this.#waiting.shift()?.();
      }
    }
  }
}
