import { closeSync, openSync, writeSync } from "node:fs";
import type { Log } from "./sandbox.ts";

/** A log file of bounded size. */
export type CappedLog = Log & {
  /** Bytes left out so far. */
  readonly cut: number;
  /** Writes the tail and closes the file; `cut`: bytes left out in all. */
  close(): Promise<{ readonly cut: number }>;
};

/**
 * Keeps the first and the last half of `bytes`, with a line "… N bytes left out …" in between. The head goes
 * to the file as it comes; the tail, bounded likewise, is held in memory until the log is closed.
 */
export function createCappedLog({
  file,
  bytes,
}: {
  readonly file: string;
  readonly bytes: number;
}): CappedLog {
  const descriptor = openSync(file, "w", 0o644);
  const tail = createTail(Math.max(1, Math.floor(bytes / 2)));
  let room = Math.ceil(bytes / 2);
  let closed = false;
  return {
    get cut() {
      return tail.cut();
    },
    write(chunk) {
      if (closed) return;
      const head = chunk.subarray(0, room);
      if (head.length > 0) writeSync(descriptor, head);
      room -= head.length;
      tail.add(chunk.subarray(head.length));
    },
    async close() {
      if (!closed) {
        closed = true;
        if (tail.cut() > 0) writeSync(descriptor, `\n… ${tail.cut()} bytes left out …\n`);
        for (const part of tail.parts()) writeSync(descriptor, part);
        closeSync(descriptor);
      }
      return { cut: tail.cut() };
    },
  };
}

type Tail = {
  add(chunk: Uint8Array): void;
  parts(): readonly Uint8Array[];
  cut(): number;
};

/** A ring of the last `size` bytes; it grows with what comes, so a short log costs little. */
function createTail(size: number): Tail {
  let ring = new Uint8Array(Math.min(size, 64 * 1024));
  let seen = 0;
  const held = () => Math.min(seen, ring.length);
  const put = (chunk: Uint8Array) => {
    const kept = chunk.subarray(Math.max(0, chunk.length - ring.length));
    const at = (seen + chunk.length - kept.length) % ring.length;
    const first = kept.subarray(0, ring.length - at);
    ring.set(first, at);
    ring.set(kept.subarray(first.length), 0);
    seen += chunk.length;
  };
  return {
    add(chunk) {
      if (ring.length < size && seen + chunk.length > ring.length) {
        const grown = new Uint8Array(Math.min(size, Math.max(2 * ring.length, seen + chunk.length)));
        grown.set(ring.subarray(0, held()));
        ring = grown;
      }
      put(chunk);
    },
    parts() {
      const at = seen % ring.length;
      return seen <= ring.length ? [ring.subarray(0, seen)] : [ring.subarray(at), ring.subarray(0, at)];
    },
    cut: () => Math.max(0, seen - ring.length),
  };
}
