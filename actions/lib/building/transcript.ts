/** Remembers enough of an output to tell afterwards why it failed; the whole of it goes to the log file. */
export type Transcript = {
  add(chunk: Uint8Array): void;
  /** Head and tail of the output without colours and control characters, with `\n` between lines. */
  text(): string;
};

export function createTranscript(): Transcript {
  const head = Buffer.alloc(HEAD_BYTES);
  let filled = 0;
  let tail: Buffer[] = [];
  let tailBytes = 0;
  return {
    add(chunk) {
      const first = chunk.subarray(0, HEAD_BYTES - filled);
      head.set(first, filled);
      filled += first.length;
      // Collected, and cut only now and then: output that comes byte by byte must not cost a copy of the tail each.
      tail.push(Buffer.from(chunk.subarray(first.length).subarray(-TAIL_BYTES)));
      tailBytes += tail.at(-1)?.length ?? 0;
      if (tailBytes < 2 * TAIL_BYTES && tail.length < MOST_PIECES) return;
      tail = [Buffer.concat(tail).subarray(-TAIL_BYTES)];
      tailBytes = tail[0]?.length ?? 0;
    },
    text: () =>
      readable(Buffer.concat([head.subarray(0, filled), Buffer.concat(tail).subarray(-TAIL_BYTES)])),
  };
}

const HEAD_BYTES = 64 * 1024;
const TAIL_BYTES = 128 * 1024;
const MOST_PIECES = 4096;

/** Output of a command as lines of plain text; of what a carriage return overwrote, the last stays. */
export function readable(bytes: Uint8Array): string {
  const lines = new TextDecoder().decode(bytes).replaceAll(ESCAPE_SEQUENCE, "").split("\n");
  return lines
    .map(lastOverwrite)
    .join("\n")
    .replaceAll(/[^\P{Cc}\n\t]/gu, "");
}

/**
 * ECMA-48: control sequences, strings (links, titles), and the short ones. Never reads a character twice: the time
 * of Node's stripVTControlCharacters grows with the square of what a scriptlet prints, 16 MiB of it.
 */
const ESCAPE_SEQUENCE = /\x1b(?:\[[0-?]*[ -/]*[@-~]?|[\]PX^_][^\x07\x1b\n]*(?:\x07|\x1b\\)?|[ -/]*[0-~]?)/g;

function lastOverwrite(line: string): string {
  const parts = line.split("\r");
  return parts.findLast((part) => part !== "") ?? "";
}
