import { visible } from "./visible-text.ts";

/** Markup that is safe to send: only `html` and `trusted` make it. */
export type Html = { readonly markup: string };

type Part = Html | string | number | null | readonly Part[];

/** A template whose values are escaped, and their hidden characters shown, unless they are Html already. */
export function html(strings: TemplateStringsArray, ...values: readonly Part[]): Html {
  let markup = strings[0] ?? "";
  for (let index = 0; index < values.length; index++) {
    markup += render(values[index] ?? null) + (strings[index + 1] ?? "");
  }
  return { markup };
}

/** For markup made by this room character by character: the style sheet, lines of logs. */
export function trusted(markup: string): Html {
  return { markup };
}

/** Text for element content and quoted attributes. */
export function escapeText(text: string): string {
  return isPlain(text) ? text : visible(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}

/** Printable ASCII without `"&'<>`: most names, and most lines of most logs, need no further look. */
export function isPlain(text: string): boolean {
  return PLAIN.test(text);
}

const PLAIN = /^[\t\n !#-%(-;=?-~]*$/;

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function render(part: Part): string {
  if (part === null) return "";
  if (typeof part === "string") return escapeText(part);
  if (typeof part === "number") return String(part);
  return "markup" in part ? part.markup : part.map(render).join("");
}
