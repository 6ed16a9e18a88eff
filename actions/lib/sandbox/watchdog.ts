import { setTimeout as sleep } from "node:timers/promises";
import type { Engine } from "./engine.ts";
import { freeBytes } from "./machine.ts";

export type Watched = { readonly name: string; readonly kill: () => Promise<void> };

export type Watchdog = AsyncDisposable & {
  /** Watches a container until the returned function is called. */
  watch(container: Watched): () => void;
};

export type WatchdogSettings = { readonly engine: Engine; readonly limitBytes: number };

/**
 * Kills containers whose own layer grows over the limit, and the largest when the engine's disk is nearly full.
 * Sizes cost the engine a walk through all files of a layer: they are asked for when free space says that
 * somebody wrote much, and every half minute; where the engine is elsewhere, every ten seconds.
 */
export function startWatchdog({ engine, limitBytes }: WatchdogSettings): Watchdog {
  const watched = new Set<Watched>();
  const stop = new AbortController();
  const look = createLook(engine, limitBytes);
  const patrol = async () => {
    while (watched.size > 0 && !stop.signal.aborted) {
      await look([...watched]).catch(ignoreGone);
      await sleep(engine.localFolder === null ? 10_000 : 500, null, {
        ref: false,
        signal: stop.signal,
      }).catch(() => {});
    }
  };
  let patrolling = Promise.resolve();
  return {
    watch(container) {
      const idle = watched.size === 0;
      watched.add(container);
      if (idle) patrolling = patrolling.then(patrol);
      return () => void watched.delete(container);
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await patrolling;
    },
  };
}

/** Which of the containers of these sizes must go. */
export function overLimit(
  sizes: ReadonlyMap<string, number>,
  { limitBytes, nearlyFull }: { readonly limitBytes: number; readonly nearlyFull: boolean },
): readonly string[] {
  const over = [...sizes].filter(([, size]) => size > limitBytes).map(([name]) => name);
  if (over.length > 0 || !nearlyFull) return over;
  const largest = [...sizes].sort(([, a], [, b]) => b - a)[0];
  return largest !== undefined && largest[1] > WORTH_KILLING_BYTES ? [largest[0]] : [];
}

const NEARLY_FULL_BYTES = 1024 ** 3;
const WORTH_KILLING_BYTES = 100 * 1024 ** 2;

function createLook(engine: Engine, limitBytes: number) {
  const isDue = createSuspicion(limitBytes / 4);
  return async (watched: readonly Watched[]) => {
    const folder = engine.localFolder;
    const free = folder === null ? null : await freeBytes(folder);
    const nearlyFull = free !== null && free < NEARLY_FULL_BYTES;
    if (free !== null && !isDue(free) && !nearlyFull) return;
    const sizes = await layerSizes(engine, watched);
    const condemned = overLimit(sizes, { limitBytes, nearlyFull });
    await Promise.all(watched.filter(({ name }) => condemned.includes(name)).map(({ kill }) => kill()));
  };
}

/**
 * Whether it is time to look, each time free space is told: `step` bytes are gone since it was last, or a while
 * has passed, in which others may have freed what somebody wrote.
 */
export function createSuspicion(step: number): (free: number) => boolean {
  let highest = 0;
  let patience = PATIENCE;
  return (free) => {
    highest = Math.max(highest, free);
    patience -= 1;
    if (highest - free < step && patience > 0) return false;
    highest = free;
    patience = PATIENCE;
    return true;
  };
}

/** Looks of half a second. */
const PATIENCE = 60;

async function layerSizes(engine: Engine, watched: readonly Watched[]): Promise<Map<string, number>> {
  const names = watched.map(({ name }) => name);
  const format = "{{.Name}}\t{{.SizeRw}}";
  // Those that are gone by now are missing from the answer, and so is success.
  const { stdout } = await engine.try(["container", "inspect", "--size", "--format", format, ...names]);
  const lines = stdout.split("\n").filter((line) => line.includes("\t"));
  return new Map(
    lines.map((line) => {
      const [name = "", size = "0"] = line.split("\t");
      return [name.replace(/^\//, ""), Number(size)];
    }),
  );
}

/** A container that ended while we looked is no trouble; the next look comes in any case. */
function ignoreGone(): void {}
