import { applied, lineStart, nextLine } from "./entry-text.ts";
import { plainTree } from "./plain-tree.ts";
import type { Span } from "./source.ts";
import { pointerTo } from "./tree.ts";

/**
 * What an edit makes of packages.yaml, where it looks only at the entry of that name, or where there is none, at the last two
 * entries. In a plain text it gets to see these alone: of 10,000 entries the YAML library would take seconds.
 */
export function editAlone(text: string, name: string, edit: (text: string) => string): string {
  const lines = linesToSee(text, name);
  if (lines === null) return edit(text);
  const { start, end } = lines;
  const edited = edit(HEAD + text.slice(start, end));
  return applied(text, { at: start, end, insert: edited.slice(HEAD.length) });
}

const HEAD = "packages:\n";

/** null: the text is not plain, or has no entries. */
function linesToSee(text: string, name: string): Span | null {
  const tree = plainTree(text);
  const entries = tree === null ? null : entriesOf(tree.data);
  if (tree === null || entries === null) return null;
  const names = name in entries ? [name] : Object.keys(entries).slice(-2);
  const places = names.map((each) => tree.places().get(pointerTo("/packages", each)));
  const [first, last] = [places[0], places.at(-1)];
  if (first?.key == null || last === undefined) return null;
  return { start: lineStart(text, first.key.start), end: nextLine(text, last.value.end - 1) };
}

function entriesOf(data: unknown): object | null {
  const packages = isMap(data) ? data.packages : null;
  return isMap(packages) ? packages : null;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
