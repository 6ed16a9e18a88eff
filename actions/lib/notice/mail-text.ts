import type { MailContent, MailItem, MailSection } from "./mail-content.ts";

/** A mail as plain text. */
export function mailText({ title, lead, sections, links, why }: MailContent): string {
  const addresses = links.map(({ text, url }) => `${text}: ${url}`);
  const parts = [title, lead, ...sections.map(sectionText), addresses.join("\n"), `-- \n${why}`];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function sectionText({ heading, items, more }: MailSection): string {
  const lines = [...items.map(itemText), ...(more === null ? [] : [more])];
  return [`${heading}\n${"-".repeat(heading.length)}`, ...lines].join("\n\n");
}

function itemText({ name, says, quote, link }: MailItem): string {
  const head = name === null ? [] : [`${name}: ${says}`];
  const address = link === null ? [] : [`    ${link.text}: ${link.url}`];
  return [...head, ...quote.map((line) => `    ${line}`), ...address].join("\n");
}
