import { wrap } from "./terminal-text.ts";

/**
 * A page of help for a narrower terminal: paragraphs, and the words beside each option under their own beginning. Lines that
 * fit stay as they are.
 */
export function reflow(page: string, columns: number): string {
  const lines = page.split("\n");
  if (lines.every((line) => line.length <= columns)) return page;
  return blocksOf(lines)
    .flatMap((block) => reflowed(block, columns))
    .join("\n");
}

/** `hang`: where the lines after the first begin. */
type Block = { readonly text: string; readonly hang: number };

/** Lines that belong together: a paragraph's, or an option's with those that are indented deeper. */
function blocksOf(lines: readonly string[]): readonly Block[] {
  const blocks: Block[] = [];
  for (const line of lines) {
    const before = blocks.at(-1);
    if (before !== undefined && before.text !== "" && continues(line, before)) {
      blocks[blocks.length - 1] = { ...before, text: `${before.text} ${line.trim()}` };
    } else blocks.push({ text: line, hang: hangOf(line) });
  }
  return blocks;
}

function continues(line: string, { text, hang }: Block): boolean {
  if (line === "") return false;
  const indent = indentOf(text);
  if (indent === 0) return !line.startsWith(" ") && !/:$/.test(text);
  return hang > indent ? indentOf(line) > indent : indent > NAME_INDENT && indentOf(line) === indent;
}

/** Of options, verbs and examples; what is indented deeper explains one. */
const NAME_INDENT = 2;

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** The column of what stands beside an option's or a verb's name; where nothing does, that of the line itself. */
function hangOf(line: string): number {
  return /^ +\S.*? {2,}(?=\S)/.exec(line)?.[0].length ?? indentOf(line);
}

function reflowed({ text, hang }: Block, columns: number): readonly string[] {
  const isExample = hang === NAME_INDENT;
  if (isExample || text.length <= columns) return [text];
  const head = text.slice(0, hang);
  const lines = wrap(text.slice(hang), columns - hang);
  return lines.map((line, at) => (at === 0 ? head : " ".repeat(hang)) + line);
}
