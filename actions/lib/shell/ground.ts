/** A text that nodes point into, and where its characters lie in the file. */
export type Ground = {
  readonly text: string;
  /** Line of the file, from 1. */
  lineAt(offset: number): number;
  /** For sorting: the offset in the file. */
  orderAt(offset: number): number;
};

export function fileGround(text: string, firstLine = 1): Ground {
  const starts = lineStarts(text);
  return { text, lineAt: (offset) => lineOf(starts, offset) + firstLine - 1, orderAt: (offset) => offset };
}

/** A text made by the file, of a backquote or for `eval`: lines count on from where it begins, up to the last one. */
export function derivedGround(text: string, within: { ground: Ground; pos: number; end: number }): Ground {
  const first = within.ground.lineAt(within.pos);
  const last = within.ground.lineAt(within.end);
  const starts = lineStarts(text);
  return {
    text,
    lineAt: (offset) => Math.min(last, first + lineOf(starts, offset) - 1),
    orderAt: () => within.ground.orderAt(within.pos),
  };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

/** The line from 1 by binary search. */
function lineOf(starts: readonly number[], offset: number): number {
  let [low, high] = [0, starts.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return low + 1;
}
