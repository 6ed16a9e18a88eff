import type { Problem, Refusal } from "./problem.ts";

/** The text of packages.yaml with what is needed to name a place in it. */
export type Source = {
  readonly file: string;
  readonly text: string;
  /** Offset of each line's first character. */
  readonly lineStarts: readonly number[];
};

/** Offsets in characters; `end` is the first one after it. */
export type Span = { readonly start: number; readonly end: number };

export function sourceOf(file: string, text: string): Source {
  const lineStarts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lineStarts.push(at + 1);
  return { file, text, lineStarts };
}

/** An error at a place of the text. */
export function problemAt(source: Source, span: Span, refusal: Refusal): Problem {
  const line = lineAt(source, span.start);
  const lineStart = source.lineStarts[line - 1] ?? 0;
  const lineEnd = source.lineStarts[line] ?? source.text.length;
  return {
    ...refusal,
    severity: "error",
    file: source.file,
    line,
    column: span.start - lineStart + 1,
    text: source.text.slice(span.start, Math.min(span.end, lineEnd)).trimEnd(),
    sourceLine: source.text.slice(lineStart, lineEnd).trimEnd(),
  };
}

/** Number of the line, from 1, that an offset lies in. */
export function lineAt(source: Source, offset: number): number {
  let low = 0;
  let high = source.lineStarts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((source.lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return low + 1;
}
