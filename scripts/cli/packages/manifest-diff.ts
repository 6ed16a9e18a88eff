import { compareFiles, wrapLine } from "../../../actions/lib/comparison/index.ts";
import { painter } from "../terminal/terminal-colours.ts";
import type { Look } from "../terminal/terminal-table.ts";

/** The lines of packages.yaml that an edit takes away and adds, in their order. */
export function changedLines(before: string, after: string, look: Look): string {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const comparison = compareFiles(bytes(before), bytes(after));
  if (comparison.kind !== "text") return "";
  const paint = painter(look.colour);
  const width = Math.max(look.columns() - MARGIN, NARROWEST);
  return comparison.lines
    .filter(({ kind }) => kind !== "context")
    .flatMap(({ kind, text }) =>
      wrapLine(text, width).map((piece) =>
        kind === "added" ? paint("green", `  + ${piece}`) : paint("red", `  - ${piece}`),
      ),
    )
    .map((line) => `${line}\n`)
    .join("");
}

/** Sign and blanks before each line. */
const MARGIN = 4;
const NARROWEST = 20;
