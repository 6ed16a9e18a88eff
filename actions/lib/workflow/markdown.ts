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

/** A table under a heading; "" where there are no rows. */
export function table(
  heading: string,
  columns: readonly string[],
  rows: readonly (readonly Markdown[])[],
): string {
  if (rows.length === 0) return "";
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const body = rows.map((cells) => line(cells.map(({ markdown }) => markdown)));
  return [`### ${heading}`, "", line(columns), line(columns.map(() => "---")), ...body, "", ""].join("\n");
}
