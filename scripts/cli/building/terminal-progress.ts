import type { Phase } from "../../../actions/lib/documents/index.ts";
import { type Paint, painter } from "../terminal/terminal-colours.ts";
import { openLiveLines } from "../terminal/terminal-live.ts";
import { oneLine, pad, shorten } from "../terminal/terminal-text.ts";
import type { BuildProgress, ProgressOptions } from "./build-progress.ts";
import { clockWords, doneLine } from "./done-line.ts";

/** One live line for each package that is worked on; finished ones scroll up, one line each. */
export function terminalProgress(options: ProgressOptions): BuildProgress {
  const { stream, columns, rows = () => 24, total, now } = options;
  const paint = painter(options.colour);
  const live = openLiveLines({ stream, columns });
  const board = openBoard(now);
  let frame = 0;
  const timer = setInterval(() => {
    const view = { ...board.standing(), total, frame: ++frame, now: now() };
    live.show(liveLines(view, { columns: columns(), rows: rows(), paint }));
  }, FRAME_MILLISECONDS);
  timer.unref();

  return {
    phase: board.phase,
    output: board.output,
    done(entry, result, time) {
      const takenOver = time && clockWords(time, new Date(now()));
      board.done(entry);
      live.scroll(doneLine(result, { colour: options.colour, columns: columns() - 1, takenOver }));
    },
    note: (text) => live.scroll(text),
    [Symbol.dispose]() {
      clearInterval(timer);
      live[Symbol.dispose]();
    },
  };
}

type Board = Pick<BuildProgress, "phase" | "output"> & {
  done(entry: string): void;
  standing(): Pick<View, "active" | "waiting" | "finished">;
};

/** Who is at work with what, who waits for what, and how many are through. */
function openBoard(now: () => number): Board {
  const active = new Map<string, Active>();
  const waiting = new Map<string, string>();
  let finished = 0;
  return {
    phase(entry, phase, note) {
      if (phase === null) {
        active.delete(entry);
        waiting.set(entry, note);
      } else {
        waiting.delete(entry);
        active.set(entry, { phase, since: now(), last: note });
      }
    },
    output(entry, chunk) {
      const line = active.get(entry);
      if (line) line.last = lastLine(chunk) ?? line.last;
    },
    done(entry) {
      active.delete(entry);
      waiting.delete(entry);
      finished++;
    },
    standing: () => ({ active: [...active], waiting: [...waiting], finished }),
  };
}

const FRAME_MILLISECONDS = 120;
const SPINNER = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const LONGEST_NAME = 28;
const PHASE_COLUMNS = 12;
/** Enough of a chunk to find its last line in; the rest would only cost time. */
const TAIL_BYTES = 2048;

type Active = { readonly phase: Phase; readonly since: number; last: string };

type View = {
  readonly active: readonly (readonly [entry: string, line: Active])[];
  readonly waiting: readonly (readonly [entry: string, note: string])[];
  readonly finished: number;
  readonly total: number;
  readonly frame: number;
  readonly now: number;
};

type Size = { readonly columns: number; readonly rows: number; readonly paint: Paint };

function liveLines(view: View, size: Size): readonly string[] {
  const room = Math.max(size.rows - 3, 1);
  const names = view.active.map(([entry]) => oneLine(entry).length);
  const nameColumns = Math.min(Math.max(...names, 8), LONGEST_NAME, Math.floor(size.columns / 3));
  const lines = view.active.slice(0, room).map((one) => activeLine(one, view, { ...size, nameColumns }));
  const unseen = view.active.length - lines.length;
  return [...lines, summaryLine(view, unseen, size)];
}

function activeLine(
  [entry, { phase, since, last }]: View["active"][number],
  { frame, now }: View,
  { columns, paint, nameColumns }: Size & { readonly nameColumns: number },
): string {
  const seconds = `${Math.floor((now - since) / 1000)} s`.padStart(6);
  const fixed = nameColumns + PHASE_COLUMNS + seconds.length + 7;
  return [
    paint("cyan", SPINNER[frame % SPINNER.length] ?? ""),
    " ",
    paint("bold", pad(shorten(oneLine(entry), nameColumns), nameColumns)),
    " ",
    paint("cyan", pad(phase, PHASE_COLUMNS)),
    seconds,
    "  ",
    paint("dim", shorten(oneLine(last), Math.max(columns - fixed, 0))),
  ].join("");
}

function summaryLine(
  { active, waiting, finished, total }: View,
  unseen: number,
  { columns, paint }: Size,
): string {
  const more = unseen > 0 ? ` (${unseen} not shown)` : "";
  const counts = `${finished} of ${total} done, ${active.length} at work${more}, ${waiting.length} waiting`;
  const whom = waiting.map(([entry, note]) => `${entry} ${note}`).join("; ");
  return paint("dim", shorten(`  ${counts}${whom ? `: ${oneLine(whom)}` : ""}`, columns - 1));
}

/** The last line with something on it; null where there is none. A progress bar's newest state counts. */
function lastLine(chunk: Uint8Array): string | null {
  const text = new TextDecoder().decode(chunk.subarray(-TAIL_BYTES));
  return text.split(/[\r\n]/).findLast((line) => oneLine(line) !== "") ?? null;
}
