import { type Html, html, trusted } from "../report/index.ts";
import type { MailContent, MailItem, MailLink, MailSection } from "./mail-content.ts";

/** A mail as HTML: nothing is loaded, and programs that drop the style sheet still show it in order. */
export function mailHtml({ title, lead, sections, links, why }: MailContent): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no">
<title>${title}</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
<div class="mail">
<p class="soft">${unlinked(title)}</p>
<h1>${lead}</h1>
${sections.map(sectionHtml)}
<p class="links">${links.map(linkHtml)}</p>
<p class="soft small">${why}</p>
</div>
</body>
</html>
`.markup;
}

function sectionHtml({ heading, tone, items, more }: MailSection): Html {
  return html`<h2 class="${tone}">${heading}</h2>
${items.map(itemHtml)}${more === null ? null : html`<p class="soft">${more}</p>`}
`;
}

function itemHtml({ name, says, quote, link }: MailItem): Html {
  return html`<div class="item">
${name === null ? null : html`<p><b>${unlinked(name)}</b> ${unlinked(says)}${link === null ? null : html` ${linkHtml(link)}`}</p>`}
${quote.length === 0 ? null : html`<pre>${unlinked(quote.join("\n"))}</pre>`}</div>
`;
}

/**
 * Programs also make links of names such as evil.example, mostly within one run of text. An element around the dot
 * ends the run, and unlike an invisible character is not copied with it.
 */
function unlinked(text: string): Html {
  const parts = text.split(/(?<=[\p{L}\p{N}-])\.(?=[\p{L}\p{N}])/u);
  return html`${parts.map((part, index) => html`${index > 0 ? DOT : null}${part}`)}`;
}

const DOT = trusted("<span>.</span>");

function linkHtml({ text, url }: MailLink): Html {
  return html`<a href="${url}">${text}</a> `;
}

const STYLE = `
:root { color-scheme: light dark; }
body { margin: 0; padding: 0; background: #fbfbfa; color: #1c2024; font: 16px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
.mail { max-width: 640px; margin: 0 auto; padding: 20px 16px; overflow-wrap: anywhere; }
h1 { font-size: 20px; line-height: 1.3; margin: 4px 0 20px; } h2 { font-size: 16px; margin: 24px 0 8px; }
p { margin: 0 0 8px; } a { color: #0b62c4; }
.item { border: 1px solid #e2e4e7; border-radius: 8px; background: #ffffff; padding: 12px 14px 4px; margin: 0 0 10px; }
pre { margin: 0 0 8px; padding: 8px 10px; border-radius: 6px; background: #f3f4f5; font: 13px/1.45 ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
.bad { color: #c4262e; } .good { color: #1a7f42; } .wait { color: #8a6100; }
.soft { color: #5f6770; } .small { font-size: 13px; } .links { margin: 20px 0; } .links a { margin-right: 14px; }
@media (prefers-color-scheme: dark) {
  body { background: #111417; color: #e4e7ea; } a { color: #7db8ff; }
  .item { background: #191d21; border-color: #2b3138; } pre { background: #22272d; }
  .bad { color: #ff7b78; } .good { color: #58c37f; } .wait { color: #e0b04a; } .soft { color: #98a1ab; }
}
`;
