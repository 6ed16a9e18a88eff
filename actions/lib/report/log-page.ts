import { type Html, html, trusted } from "./html.ts";
import type { LogPage } from "./log-pages.ts";
import { htmlFile, type ReportFile } from "./page.ts";
import { hrefOf } from "./path-segment.ts";
import { logPageName } from "./result-page.ts";
import { bytesInWords } from "./words.ts";

export type LogPlace = {
  readonly entry: string;
  readonly phase: string;
  /** Folder of the result's pages in the store, with a slash at its end. */
  readonly folder: string;
  /** Name of the first page. */
  readonly name: string;
  /** Bytes that were left out of the middle when the log was recorded. */
  readonly cut: number;
};

/** One page of a phase's log; `total` is known for the first page only, which is written last. */
export function logPage(place: LogPlace, page: LogPage, total: number | null): ReportFile {
  const { entry, phase, folder, name, cut } = place;
  const links = pageLinks(place, page, total);
  return htmlFile(folder + logPageName(name, page.number), {
    title: `${entry} · ${phase} log${page.number > 1 ? `, page ${page.number}` : ""}`,
    trail: [
      { name: "repository", href: "../../../index.html" },
      { name: "run", href: "../index.html" },
      { name: entry, href: "index.html" },
    ],
    header: html`<h1>${entry}: ${phase}</h1>${cut > 0 ? html`<p class="note">${bytesInWords(cut)} were left out of the middle of this log when it was recorded.</p>` : null}`,
    main: html`${links}${lines(page)}${links}`,
    footer: html`Lines as they were written; control characters are shown, secret-looking strings masked.`,
    wide: true,
  });
}

function lines({ markup, firstLine }: LogPage): Html {
  if (markup === "") return html`<p class="soft">The log is empty.</p>`;
  return html`<ol class="log mono" start="${firstLine}">${trusted(markup)}
</ol>`;
}

function pageLinks({ name }: LogPlace, { number, last }: LogPage, total: number | null): Html | null {
  if (number === 1 && last) return null;
  const link = (to: number, text: string) => html`<a href="${hrefOf(logPageName(name, to))}">${text}</a> `;
  const listed = total === null ? [] : Array.from({ length: Math.min(total, 100) }, (_, index) => index + 1);
  return html`<nav>${number > 1 ? html`${link(1, "first page")}${link(number - 1, "previous")}` : null}
<span class="soft">page ${number}${total === null ? null : ` of ${total}`}</span>
${last ? null : link(number + 1, "next")}${total === null || last ? null : link(total, "last")}
${total === null ? null : html`<span class="small">${listed.map((each) => link(each, String(each)))}</span>`}</nav>`;
}
