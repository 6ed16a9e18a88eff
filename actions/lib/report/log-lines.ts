/** A piece of a log's line: `continued` when the line's beginning was in the piece before. */
export type LogPiece = { readonly line: number; readonly text: string; readonly continued: boolean };

/**
 * Decodes and splits a log as it streams. Bytes that are not UTF-8 become U+FFFD; "\r\n" ends a line like
 * "\n". A line longer than 8,192 characters comes in pieces, cut between words where it has any, so that
 * memory stays small and a secret is not cut in two. Yields the pieces of 64 KiB at a time.
 */
export async function* logLines(log: AsyncIterable<Uint8Array>): AsyncGenerator<readonly LogPiece[]> {
  const decoder = new TextDecoder();
  const splitter = createSplitter();
  for await (const chunk of log) {
    for (let from = 0; from < chunk.length; from += SLICE_BYTES) {
      const text = decoder.decode(chunk.subarray(from, from + SLICE_BYTES), { stream: true });
      yield [...splitter.pieces(text)];
    }
  }
  yield [...splitter.pieces(decoder.decode()), ...splitter.rest()];
}

const SLICE_BYTES = 1 << 16;
const PIECE_CHARACTERS = 8192;

function createSplitter() {
  let line = 1;
  let continued = false;
  let rest = "";

  function* pieces(text: string): Generator<LogPiece> {
    rest += text;
    let from = 0;
    for (let end = rest.indexOf("\n"); end >= 0; end = rest.indexOf("\n", from)) {
      from = yield* longPieces(from, end);
      const cut = rest.endsWith("\r", end) && end > from ? end - 1 : end;
      yield { line, text: rest.slice(from, cut), continued };
      from = end + 1;
      line++;
      continued = false;
    }
    from = yield* longPieces(from, rest.length);
    rest = rest.slice(from);
  }

  /** Gives away full pieces until what is left before `end` is short enough; answers where that begins. */
  function* longPieces(start: number, end: number): Generator<LogPiece, number> {
    let from = start;
    while (end - from > PIECE_CHARACTERS) {
      const cut = cutBetweenWords(rest, from, from + PIECE_CHARACTERS);
      yield { line, text: rest.slice(from, cut), continued };
      continued = true;
      from = cut;
    }
    return from;
  }

  function* lastPiece(): Generator<LogPiece> {
    if (rest !== "") yield { line, text: rest, continued };
  }

  return { pieces, rest: lastPiece };
}

function cutBetweenWords(text: string, from: number, end: number): number {
  const space = text.lastIndexOf(" ", end - 1);
  if (space > from + PIECE_CHARACTERS / 2) return space + 1;
  const afterHighSurrogate = /[\uD800-\uDBFF]/.test(text[end - 1] ?? "");
  return afterHighSurrogate ? end - 1 : end;
}
