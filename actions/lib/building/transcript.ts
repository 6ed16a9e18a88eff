import { stripVTControlCharacters } from "node:util";

/** Remembers enough of an output to tell afterwards why it failed; the whole of it goes to the log file. */
export type Transcript = {
  add(chunk: Uint8Array): void;
  /** Head and tail of the output without colours and control characters, with `\n` between lines. */
  text(): string;
};

export function createTranscript(): Transcript {
  let head = Buffer.of();
  let tail = Buffer.of();
  return {
    add(chunk) {
      const room = HEAD_BYTES - head.length;
      if (room > 0) head = Buffer.concat([head, chunk.subarray(0, room)]);
      const rest = chunk.subarray(Math.max(0, room));
      if (rest.length === 0) return;
      // Cut only now and then: small chunks would otherwise copy the whole tail each.
      tail = Buffer.concat([tail, rest.subarray(-TAIL_BYTES)]);
      if (tail.length > 2 * TAIL_BYTES) tail = Buffer.from(tail.subarray(-TAIL_BYTES));
    },
    text: () => readable(Buffer.concat([head, tail.subarray(-TAIL_BYTES)])),
  };
}

const HEAD_BYTES = 64 * 1024;
const TAIL_BYTES = 128 * 1024;

/** Output of a command as lines of plain text; of what a carriage return overwrote, the last stays. */
export function readable(bytes: Uint8Array): string {
  const lines = stripVTControlCharacters(new TextDecoder().decode(bytes)).split("\n");
  return lines
    .map(lastOverwrite)
    .join("\n")
    .replaceAll(/[^\P{Cc}\n\t]/gu, "");
}

function lastOverwrite(line: string): string {
  const parts = line.split("\r");
  return parts.findLast((part) => part !== "") ?? "";
}
