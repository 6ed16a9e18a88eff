/**
 * A visible line in pieces of at most `columns` characters; never cut within a mark such as ⟦U+202E⟧, and joined
 * they are the line. An empty line is one empty piece.
 */
export function wrapLine(visible: string, columns: number): readonly string[] {
  if (visible.length <= columns) return [visible];
  const pieces: string[] = [];
  let piece: string[] = [];
  let width = 0;
  for (const [unit] of visible.matchAll(UNIT)) {
    const needed = unit.startsWith("⟦") ? unit.length : 1;
    if (width + needed > columns && width > 0) {
      pieces.push(piece.join(""));
      piece = [];
      width = 0;
    }
    piece.push(unit);
    width += needed;
  }
  return [...pieces, piece.join("")];
}

const UNIT = /⟦[^⟧]{0,40}⟧|./gsu;
