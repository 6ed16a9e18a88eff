import { inertProse } from "../pull-request/index.ts";

export { inertBlock } from "../pull-request/index.ts";

/** Markdown that is finished; anything else goes through `words`. */
export type Markdown = { readonly markdown: string };

/** Words that may come from upstream, as Markdown that shows them and does nothing. */
export function words(text: string): Markdown {
  return { markdown: inertProse(text) };
}

export function link(text: string, url: string): Markdown {
  return { markdown: `[${inertProse(text)}](${encodeURI(url).replace(/[()]/g, encodeURIComponent)})` };
}

type Row = readonly Markdown[];

/** A table under a heading, of which a long one is folded together after its beginning; "" where there are no rows. */
export function table(heading: string, columns: readonly string[], rows: readonly Row[]): string {
  if (rows.length === 0) return "";
  const [shown, more] = [rows.slice(0, ROWS_SHOWN), rows.slice(ROWS_SHOWN)];
  const rest = more.length === 0 ? "" : folded(`${more.length} more`, bareTable(columns, more));
  return `### ${heading}\n\n${bareTable(columns, shown)}${rest}`;
}

const ROWS_SHOWN = 50;

function bareTable(columns: readonly string[], rows: readonly Row[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |\n`;
  const body = rows.map((cells) => line(cells.map(({ markdown }) => markdown)));
  return [line(columns), line(columns.map(() => "---")), ...body, "\n"].join("");
}

/** Markdown within HTML needs an empty line on either side. */
function folded(title: string, markdown: string): string {
  return `<details><summary>${title}</summary>\n\n${markdown}</details>\n\n`;
}
