import { createLogFormatter } from "./log-html.ts";
import { type LogPiece, logLines } from "./log-lines.ts";

/** One page's worth of a log: list items of an `<ol>` that starts at `firstLine`. */
export type LogPage = {
  readonly number: number;
  readonly firstLine: number;
  readonly markup: string;
  readonly last: boolean;
};

/** What is known of a log once it was read to its end. */
export type LogSummary = {
  readonly pages: number;
  readonly lines: number;
  /** Secret-looking strings that were masked. */
  readonly masked: number;
  /** The last lines, formatted like a page. */
  readonly tail: { readonly firstLine: number; readonly markup: string };
};

/**
 * Formats a log as it streams, a page of about 1 MB at a time, and hands each page to `write` before it
 * reads on: a log of any length needs the memory of one page. Equal lines in a row are counted.
 */
export async function paginateLog(
  log: AsyncIterable<Uint8Array>,
  write: (page: LogPage) => Promise<void>,
): Promise<LogSummary> {
  const formatter = createLogFormatter();
  const repeats = createRepeatCounter();
  const tail = createTail();
  let page = { number: 1, firstLine: 1, markup: "" };
  async function add(lines: readonly FormattedLine[]) {
    for (const line of lines) {
      if (page.markup.length + line.markup.length > PAGE_CHARACTERS) {
        await write({ ...page, last: false });
        page = { number: page.number + 1, firstLine: line.number, markup: "" };
      }
      page.markup += page.markup === "" ? asItem(line.markup) : line.markup;
      tail.add(line);
    }
  }
  for await (const pieces of logLines(log)) {
    await add(pieces.flatMap((piece) => repeats.count(piece, formatter.format(piece))));
  }
  await add(repeats.rest());
  await write({ ...page, last: true });
  return { pages: page.number, masked: formatter.masked(), ...tail.read() };
}

const PAGE_CHARACTERS = 1_000_000;
const TAIL_LINES = 25;
const TAIL_CHARACTERS = 60_000;
const REPEATS_SHOWN = 3;
/** Lines shorter than this have no anchor: a log of tiny lines would grow tenfold. */
const ANCHORED_CHARACTERS = 4;

type FormattedLine = { readonly number: number; readonly markup: string };

/** Lets lines through; equal ones after the third become one item that counts them. */
function createRepeatCounter() {
  let previous: string | null = null;
  let repeats = 0;
  let lastLine = 0;

  function rest(): readonly FormattedLine[] {
    const unseen = repeats - REPEATS_SHOWN;
    return unseen > 0 ? [repeatedLine(lastLine, unseen)] : [];
  }
  function count(piece: LogPiece, markup: string): readonly FormattedLine[] {
    const line = { number: piece.line, markup: lineMarkup(piece, markup) };
    if (piece.continued || markup !== previous) {
      const lines = [...rest(), line];
      previous = piece.continued ? null : markup;
      repeats = 0;
      return lines;
    }
    repeats++;
    lastLine = piece.line;
    return repeats > REPEATS_SHOWN ? [] : [line];
  }
  return { count, rest };
}

function lineMarkup(piece: LogPiece, markup: string): string {
  if (piece.continued) return markup;
  return piece.text.length < ANCHORED_CHARACTERS ? `\n<li>${markup}` : `\n<li id=L${piece.line}>${markup}`;
}

/** `value` makes the list go on counting after the lines that were left out. */
function repeatedLine(number: number, count: number): FormattedLine {
  const words = count === 1 ? "the same line once more" : `the same line ${count} times more`;
  return { number, markup: `\n<li value=${number} class=repeated>${words}` };
}

/** The rest of a long line begins an item of its own where a page begins with it. */
function asItem(markup: string): string {
  return markup.startsWith("\n<li") ? markup.slice(1) : `<li>${markup}`;
}

function createTail() {
  let kept: FormattedLine[] = [];
  return {
    add(line: FormattedLine) {
      kept.push(line);
      if (kept.length > TAIL_LINES * 20) kept = kept.slice(-TAIL_LINES);
    },
    read() {
      const lines = lastWithin(kept.slice(-TAIL_LINES), TAIL_CHARACTERS);
      const markup = lines.map((line) => line.markup.replace(/^\n<li id=L\d+>/, "\n<li>")).join("");
      const tail = { firstLine: lines[0]?.number ?? 1, markup: asItem(markup) };
      return { lines: kept.at(-1)?.number ?? 0, tail };
    },
  };
}

/** The longest end of the list whose markup is that short, of one line at least. */
function lastWithin(lines: readonly FormattedLine[], characters: number): readonly FormattedLine[] {
  let total = 0;
  const first = lines.findLastIndex((line) => {
    total += line.markup.length;
    return total > characters;
  });
  return lines.slice(Math.min(first + 1, lines.length - 1));
}
