import { widthOf } from "./terminal-text.ts";

/** Lines at the bottom of a terminal that are painted again and again; finished text scrolls up above them. */
export type LiveLines = Disposable & {
  /** Shows these lines, each narrower than the terminal, instead of the ones before. */
  show(lines: readonly string[]): void;
  /** Writes text that stays, above the live lines. */
  scroll(text: string): void;
};

export type Terminal = { readonly stream: NodeJS.WritableStream; columns(): number };

/** Hides the cursor until it is disposed, or the process ends in whatever way that can be noticed. */
export function openLiveLines({ stream, columns }: Terminal): LiveLines {
  let shown: readonly string[] = [];
  const restored = restoreCursorAtExit(stream);
  stream.write(HIDE_CURSOR);

  function paint(above: string, lines: readonly string[]) {
    const text = [above, ...lines.map((line) => `${line}\n`)].join("");
    stream.write(`${BEGIN_FRAME}${backTo(shown, columns())}${CLEAR_BELOW}${text}${END_FRAME}`);
    shown = lines;
  }

  return {
    show: (lines) => paint("", lines),
    scroll: (text) => paint(text.replace(/\n?$/, "\n"), shown),
    [Symbol.dispose]() {
      paint("", []);
      stream.write(SHOW_CURSOR);
      restored[Symbol.dispose]();
    },
  };
}

const HIDE_CURSOR = "\x1b[?25l";
const SHOW_CURSOR = "\x1b[?25h";
// Cleared before it is painted: some terminals join rows again that were once broken when they become wider.
// From the second column: tmux would keep a whole screen that is cleared in its history, frame by frame.
const CLEAR_BELOW = " \x1b[J\r";
// Synchronized output: terminals that know it show a frame at once, others ignore it.
const BEGIN_FRAME = "\x1b[?2026h";
const END_FRAME = "\x1b[?2026l";

/** To the first live line: a window that became narrower has broken lines over several rows. */
function backTo(lines: readonly string[], columns: number): string {
  const rows = lines.reduce((total, line) => total + rowsOf(line, columns), 0);
  return rows > 0 ? `\x1b[${rows}A\r` : "\r";
}

function rowsOf(line: string, columns: number): number {
  const width = widthOf(line.replace(/\x1b\[[0-9;]*m/g, ""));
  return Math.max(Math.ceil(width / Math.max(columns, 1)), 1);
}

/** A signal nobody else listens to would end the process without an exit event: it is sent on afterwards. */
function restoreCursorAtExit(stream: NodeJS.WritableStream): Disposable {
  const restore = () => void stream.write(SHOW_CURSOR);
  const onSignal = (signal: NodeJS.Signals) => {
    restore();
    if (process.listenerCount(signal) > 1) return;
    process.off(signal, onSignal);
    process.kill(process.pid, signal);
  };
  process.on("exit", restore);
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return {
    [Symbol.dispose]() {
      process.off("exit", restore);
      for (const signal of SIGNALS) process.off(signal, onSignal);
    },
  };
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
