import { type Html, html, trusted } from "./html.ts";
import { STYLE_SHEET, styleHash } from "./style-sheet.ts";

/** A file of the site: `path` is relative to the store. A large one is made piece by piece as it is written. */
export type ReportFile = {
  readonly path: string;
  readonly contentType: string;
  readonly content: Iterable<string>;
};

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
export function renderPage({ main, ...frame }: Page): string {
  const { start, end } = renderFrame(frame);
  return start + main.markup + end;
}

export type PageFrame = Omit<Page, "main">;

/** What stands before and after a document's main part. */
export function renderFrame(frame: PageFrame): { readonly start: string; readonly end: string } {
  const { title, trail, header, footer, wide, style = "" } = frame;
  const sheet = STYLE_SHEET + style;
  const policy = `default-src 'none'; style-src 'sha256-${styleHash(sheet)}'; base-uri 'none'; form-action 'none'`;
  const start = html`<!doctype html>
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
${trail.length > 0 ? html`<nav>${trail.map(crumb)}</nav>` : null}
${header}
</header>
<main>
`;
  const end = html`
</main>
<footer>${footer}</footer>
</body>
</html>
`;
  return { start: start.markup, end: end.markup };
}

function crumb({ name, href }: Page["trail"][number], index: number): Html {
  return html`${index > 0 ? " / " : null}<a href="${href}">${name}</a>`;
}

/** A page of the site at `path`. */
export function htmlFile(path: string, page: Page): ReportFile {
  return { path, contentType: HTML, content: [renderPage(page)] };
}

export const HTML = "text/html; charset=utf-8";

/** A link where the address is a web page's, else its text: other schemes never become links. */
export function webLink(address: string, text: string): Html {
  return /^https?:\/\//i.test(address)
    ? html`<a href="${address}" rel="noreferrer nofollow">${text}</a>`
    : html`${text}`;
}
