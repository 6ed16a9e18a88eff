import { type Html, html, trusted } from "./html.ts";
import { STYLE_SHEET, styleHash } from "./style-sheet.ts";

/** A file of the site: `path` is relative to the store. */
export type ReportFile = { readonly path: string; readonly contentType: string; readonly content: string };

export type Page = {
  readonly title: string;
  /** From the page itself: where it lies in the site. */
  readonly trail: readonly { readonly name: string; readonly href: string }[];
  readonly header: Html;
  readonly main: Html;
  readonly footer: Html;
  /** Logs take the width of the window. */
  readonly wide?: boolean;
  /** Rules beside those of every page. */
  readonly style?: string;
};

/** A whole document that needs nothing but itself: no script, no request, also from a disk. */
export function renderPage({ title, trail, header, main, footer, wide, style = "" }: Page): string {
  const sheet = STYLE_SHEET + style;
  const policy = `default-src 'none'; style-src 'sha256-${styleHash(sheet)}'; base-uri 'none'; form-action 'none'`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${trusted(sheet)}</style>
</head>
<body${wide ? trusted(' class="wide"') : null}>
<header>
${trail.length > 0 ? html`<nav>${trail.map(({ name, href }) => html`<a href="${href}">${name}</a> / `)}</nav>` : null}
${header}
</header>
<main>
${main}
</main>
<footer>${footer}</footer>
</body>
</html>
`.markup;
}

/** A page of the site at `path`. */
export function htmlFile(path: string, page: Page): ReportFile {
  return { path, contentType: "text/html; charset=utf-8", content: renderPage(page) };
}

/** A link where the address is a web page's, else its text: other schemes never become links. */
export function webLink(address: string, text: string): Html {
  return /^https?:\/\//i.test(address)
    ? html`<a href="${address}" rel="noreferrer nofollow">${text}</a>`
    : html`${text}`;
}
