import { randomUUID } from "node:crypto";

/** What a job's log gets of one package's output at most; the whole log is handed over as a file. */
const MOST_BYTES = 8 * 1024 * 1024;
/** A longer line is shown cut. */
const LONGEST_LINE_BYTES = 16 * 1024;

/** Output of package code on its way into a step's log. */
export type UntrustedOutput = {
  write(chunk: Uint8Array): void;
  /** A line of ours in between. */
  note(line: string): void;
  end(): void;
};

/**
 * Lets output of package code into a step's log without any of it being taken as a workflow command, in either form
 * ("::error::", and "##[…]" anywhere in a line). Commands are stopped by a token that the package's containers never
 * see, and lines are written whole: a command cannot be put together of two pieces.
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions#stopping-and-starting-workflow-commands
 */
export function untrustedOutput(print: (line: string) => void): UntrustedOutput {
  const token = randomUUID();
  let written = 0;
  const lines = wholeLines((line) => {
    if (written > MOST_BYTES) return;
    written += line.length + 1;
    print(written > MOST_BYTES ? "[the rest of the output is in the log that is handed over]" : inert(line));
  });
  print(`::stop-commands::${token}`);
  return {
    write: lines.write,
    note(line) {
      lines.flush();
      print(inert(Buffer.from(line)));
    },
    end() {
      lines.flush();
      print(`::${token}::`);
    },
  };
}

/** Puts chunks together to lines, each without its end and no longer than is shown; empty ones are left out. */
function wholeLines(show: (line: Buffer) => void) {
  let held: Buffer[] = [];
  let heldBytes = 0;
  const hold = (part: Buffer) => {
    const room = LONGEST_LINE_BYTES - heldBytes;
    if (room <= 0) return;
    held.push(Buffer.from(part.subarray(0, room)));
    heldBytes += Math.min(room, part.length);
  };
  const flush = () => {
    if (heldBytes === 0) return;
    show(Buffer.concat(held));
    held = [];
    heldBytes = 0;
  };
  return {
    write(chunk: Uint8Array) {
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      for (let from = 0; from < bytes.length; ) {
        const end = endOfLine(bytes, from);
        hold(bytes.subarray(from, end === -1 ? bytes.length : end));
        if (end === -1) return;
        flush();
        from = end + 1;
      }
    },
    flush,
  };
}

const [LINE_FEED, CARRIAGE_RETURN] = [10, 13];

/** The runner ends lines at either. */
function endOfLine(bytes: Buffer, from: number): number {
  const [feed, carriage] = [bytes.indexOf(LINE_FEED, from), bytes.indexOf(CARRIAGE_RETURN, from)];
  if (feed === -1 || carriage === -1) return Math.max(feed, carriage);
  return Math.min(feed, carriage);
}

/** Words of ours that may quote upstream's, for a step's log: no line of them is a workflow command. */
export function inertLines(text: string): string {
  const lines = text.split(/\r\n|[\r\n]/);
  return lines.map((line) => inert(Buffer.from(line))).join("\n");
}

/** Colours stay; every other control character goes, and what looks like a command is taken apart. */
function inert(line: Buffer): string {
  return line
    .toString("utf8")
    .replace(/\x1b(?!\[[0-9;]{0,40}m)/g, "")
    .replace(/[\0-\x08\x0a-\x1a\x1c-\x1f\x7f-\x9f\u2028\u2029]/g, "")
    .replace(/^\s*::/, (start) => start.replace("::", ": :"))
    .replaceAll("##[", "## [");
}
